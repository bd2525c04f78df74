/*
 * The serial line: UARTE0 on the pins of the kit's J-Link, which shows it to the computer as a USB serial port. 1 Mbaud, 8N1,
 * RTS and CTS.
 *
 * Each byte is received by itself, into one byte of RAM, and asks for an interrupt. Between that and the next start the UARTE's
 * FIFO keeps what comes in, and when the ring is full there is no next start: the FIFO fills, and RTS tells the other side to
 * wait. What is sent goes from the ring by DMA, as much at once as lies in one piece. DMA reaches RAM only (4.6).
 */
#include "../../bare-metal/board.h"
#include "../../bare-metal/ring.h"
#include "../cortex_m.h"
#include "nrf52840.h"
#include "parts.h"

#ifndef BOARD_SERIAL_RX_SIZE
#define BOARD_SERIAL_RX_SIZE 1024
#endif
#ifndef BOARD_SERIAL_TX_SIZE
#define BOARD_SERIAL_TX_SIZE 512
#endif

/* nRF52840 DK Hardware User Guide, "Virtual COM port"; from the chip's view */
enum { pin_rts = 5, pin_txd = 6, pin_cts = 7, pin_rxd = 8 };

RING(serial_rx, BOARD_SERIAL_RX_SIZE);
RING(serial_tx, BOARD_SERIAL_TX_SIZE);

static volatile uint8_t received;
static bool receiving, sending;
static uint32_t lost;

/* With interrupts kept out, or in one. */
static void start_receiving(void) {
	if (receiving || ring_room(&serial_rx) == 0)
		return;
	receiving = true;
	NRF_UARTE0->rxd_ptr = (uintptr_t)&received;
	NRF_UARTE0->rxd_maxcnt = 1;
	NRF_UARTE0->startrx = NRF_TRIGGER;
}

/* A boot loader may have left it running: it must be stopped before it is configured (6.34.6). */
static void stop(void) {
	if (!NRF_UARTE0->enable)
		return;
	enum { patience = 100000 }; /* nothing comes if it did not run */
	nrf_clear(&NRF_UARTE0->rxto);
	nrf_clear(&NRF_UARTE0->txstopped);
	NRF_UARTE0->intenclr = UINT32_MAX;
	NRF_UARTE0->stoprx = NRF_TRIGGER;
	NRF_UARTE0->stoptx = NRF_TRIGGER;
	for (int i = 0; i < patience && !(NRF_UARTE0->rxto && NRF_UARTE0->txstopped); i++)
		;
	NRF_UARTE0->enable = 0;
	nrf_clear(&NRF_UARTE0->endrx);
	nrf_clear(&NRF_UARTE0->endtx);
	nrf_clear(&NRF_UARTE0->error);
}

/* Pins as 6.34.7 demands; the pulls are for when nobody is connected: then nothing is received, and sending is allowed. */
void nrf_serial_start(void) {
	stop();
	nrf_pin_set(pin_txd);
	nrf_pin_configure(pin_txd, PIN_OUTPUT);
	nrf_pin_set(pin_rts);
	nrf_pin_configure(pin_rts, PIN_OUTPUT);
	nrf_pin_configure(pin_rxd, PIN_INPUT | PIN_PULL_UP);
	nrf_pin_configure(pin_cts, PIN_INPUT | PIN_PULL_DOWN);
	NRF_UARTE0->psel_txd = pin_txd;
	NRF_UARTE0->psel_rts = pin_rts;
	NRF_UARTE0->psel_rxd = pin_rxd;
	NRF_UARTE0->psel_cts = pin_cts;
	NRF_UARTE0->baudrate = UARTE_BAUD_1M;
	NRF_UARTE0->config = UARTE_CONFIG_FLOW_CONTROL;
	NRF_UARTE0->errorsrc = UINT32_MAX; /* cleared by writing ones */
	NRF_UARTE0->intenset = UARTE_ENDRX | UARTE_ENDTX | UARTE_ERROR;
	NRF_UARTE0->enable = UARTE_ENABLE;
	cortex_m_enable_interrupt(NRF_IRQ_UARTE0);
	start_receiving();
}

/* With interrupts kept out, or in one. */
static void send_more(void) {
	uint32_t used = ring_used(&serial_tx);
	if (sending || used == 0)
		return;
	uint32_t at = serial_tx.read & serial_tx.mask, to_end = serial_tx.mask + 1 - at;
	sending = true;
	NRF_UARTE0->txd_ptr = (uintptr_t)(serial_tx.bytes + at);
	NRF_UARTE0->txd_maxcnt = used < to_end ? used : to_end;
	NRF_UARTE0->starttx = NRF_TRIGGER;
}

/* Errors do not stop the receiver (6.34.5): a byte that is wrong comes in all the same, one that is lost does not. */
void nrf_serial_interrupt(void) {
	if (NRF_UARTE0->error) {
		nrf_clear(&NRF_UARTE0->error);
		NRF_UARTE0->errorsrc = NRF_UARTE0->errorsrc;
		lost++;
	}
	if (NRF_UARTE0->endrx) {
		nrf_clear(&NRF_UARTE0->endrx);
		receiving = false;
		if (NRF_UARTE0->rxd_amount > 0)
			ring_put(&serial_rx, received);
		start_receiving();
	}
	if (NRF_UARTE0->endtx) {
		nrf_clear(&NRF_UARTE0->endtx);
		serial_tx.read += NRF_UARTE0->txd_amount;
		sending = false;
		send_more();
	}
}

size_t board_serial_read(void *buffer, size_t most) {
	size_t taken = ring_take_some(&serial_rx, buffer, most);
	if (taken > 0) {
		uint32_t before = cortex_m_lock();
		start_receiving(); /* the ring may have become full again meanwhile */
		cortex_m_unlock(before);
	}
	return taken;
}

size_t board_serial_write(const void *bytes, size_t length) {
	size_t taken = ring_put_some(&serial_tx, bytes, length);
	uint32_t before = cortex_m_lock();
	send_more();
	cortex_m_unlock(before);
	return taken;
}

size_t board_serial_room(void) {
	return ring_room(&serial_tx);
}

uint32_t board_serial_lost(void) {
	return lost;
}

bool nrf_serial_anything_unread(void) {
	return ring_used(&serial_rx) > 0;
}
