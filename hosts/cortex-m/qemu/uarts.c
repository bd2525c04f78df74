/*
 * The console on UART0, the serial line on UART1. A UART of the CMSDK holds one byte in each direction. What finds its ring
 * full stays in the UART: QEMU then keeps back what follows, so nothing is lost; a real one reports an overrun.
 */
#include "../../bare-metal/board.h"
#include "../../bare-metal/ring.h"
#include "../cortex_m.h"
#include "mps2.h"

#ifndef BOARD_SERIAL_RX_SIZE
#define BOARD_SERIAL_RX_SIZE 1024
#endif
#ifndef BOARD_SERIAL_TX_SIZE
#define BOARD_SERIAL_TX_SIZE 512
#endif

RING(console_rx, 64);
RING(serial_rx, BOARD_SERIAL_RX_SIZE);
RING(serial_tx, BOARD_SERIAL_TX_SIZE);

static uint32_t lost;

void mps2_uarts_start(void) {
	enum { fastest = 16 }; /* the smallest divider there is */
	MPS2_CONSOLE->baud_divider = fastest;
	MPS2_CONSOLE->control = UART_CONTROL_TX | UART_CONTROL_RX | UART_CONTROL_RX_INTERRUPT;
	cortex_m_enable_interrupt(MPS2_IRQ_CONSOLE_RX);

	MPS2_SERIAL->baud_divider = fastest;
	MPS2_SERIAL->control = UART_CONTROL_TX | UART_CONTROL_RX | UART_CONTROL_TX_INTERRUPT | UART_CONTROL_RX_INTERRUPT;
	cortex_m_enable_interrupt(MPS2_IRQ_SERIAL_RX);
	cortex_m_enable_interrupt(MPS2_IRQ_SERIAL_TX);
}

/* With interrupts kept out. The interrupt is taken back before the bytes are: one that comes in between raises it again. */
static void receive(struct mps2_uart *uart, struct ring *ring) {
	uart->interrupts = UART_INTERRUPT_RX;
	while (ring_room(ring) > 0 && (uart->state & UART_STATE_RX_FULL))
		ring_put(ring, (uint8_t)uart->data);
}

void mps2_console_receive(void) {
	receive(MPS2_CONSOLE, &console_rx);
}

void mps2_serial_receive(void) {
	if (MPS2_SERIAL->state & UART_STATE_RX_OVERRUN) {
		MPS2_SERIAL->state = UART_STATE_RX_OVERRUN;
		lost++;
	}
	receive(MPS2_SERIAL, &serial_rx);
}

void mps2_serial_transmit(void) {
	MPS2_SERIAL->interrupts = UART_INTERRUPT_TX;
	while (ring_used(&serial_tx) > 0 && !(MPS2_SERIAL->state & UART_STATE_TX_FULL))
		MPS2_SERIAL->data = ring_take(&serial_tx);
}

void board_console_write(const void *text, size_t length) {
	const uint8_t *from = text;
	for (size_t i = 0; i < length; i++) {
		while (MPS2_CONSOLE->state & UART_STATE_TX_FULL)
			;
		MPS2_CONSOLE->data = from[i];
	}
}

/* Whoever reads makes room: what waits in the UART then follows without a further interrupt. */
static size_t read_ring(struct ring *ring, void (*receive_more)(void), void *buffer, size_t most) {
	size_t taken = ring_take_some(ring, buffer, most);
	if (taken > 0) {
		uint32_t before = cortex_m_lock();
		receive_more();
		cortex_m_unlock(before);
	}
	return taken;
}

size_t board_console_read(void *buffer, size_t most) {
	return read_ring(&console_rx, mps2_console_receive, buffer, most);
}

size_t board_serial_read(void *buffer, size_t most) {
	return read_ring(&serial_rx, mps2_serial_receive, buffer, most);
}

size_t board_serial_write(const void *bytes, size_t length) {
	const uint8_t *from = bytes;
	size_t taken = 0, put;
	while ((put = ring_put_some(&serial_tx, from + taken, length - taken)) > 0) {
		taken += put;
		uint32_t before = cortex_m_lock();
		mps2_serial_transmit();
		cortex_m_unlock(before);
	}
	return taken;
}

size_t board_serial_room(void) {
	return ring_room(&serial_tx);
}

uint32_t board_serial_lost(void) {
	return lost;
}

bool mps2_anything_unread(void) {
	return ring_used(&console_rx) > 0 || ring_used(&serial_rx) > 0;
}
