/*
 * The serial line: UARTE1, by the vendor's driver, which owns its interrupt. UARTE0 is the SDK's, for xsbug where that has no
 * USB. The SDK's embedded:io/serial takes UARTE0 in release builds and UARTE1 in others.
 *
 * Each byte is received by itself. Between its interrupt and the next start the UARTE's FIFO keeps what comes in, and when the
 * ring is full there is no next start: RTS tells the other side to wait. What is sent goes from the ring by DMA.
 *
 * An application chooses UARTE, pins and speed by "defines": {"secure_sockets": {"tx_pin": 6, ...}} in its manifest.
 */
#include "../../bare-metal/board.h"
#include "../../bare-metal/ring.h"
#include "parts.h"

#include "FreeRTOS.h"
#include "mc.defines.h"
#include "nrf_drv_clock.h"
#include "nrf_gpio.h"
#include "nrfx_uarte.h"
#include "task.h"

/* The pins of the DK's J-Link, which shows them to the computer as a USB serial port; from the chip's view. */
#ifndef MODDEF_SECURE_SOCKETS_TX_PIN
#define MODDEF_SECURE_SOCKETS_TX_PIN 6
#endif
#ifndef MODDEF_SECURE_SOCKETS_RX_PIN
#define MODDEF_SECURE_SOCKETS_RX_PIN 8
#endif
#ifndef MODDEF_SECURE_SOCKETS_RTS_PIN
#define MODDEF_SECURE_SOCKETS_RTS_PIN 5
#endif
#ifndef MODDEF_SECURE_SOCKETS_CTS_PIN
#define MODDEF_SECURE_SOCKETS_CTS_PIN 7
#endif
#ifndef MODDEF_SECURE_SOCKETS_UARTE
#define MODDEF_SECURE_SOCKETS_UARTE 1
#endif
#ifndef MODDEF_SECURE_SOCKETS_BAUD
#define MODDEF_SECURE_SOCKETS_BAUD NRF_UARTE_BAUDRATE_1000000
#endif

RING(serial_rx, 1024);
RING(serial_tx, 512);

#if MODDEF_SECURE_SOCKETS_UARTE == 0
static const nrfx_uarte_t line = NRFX_UARTE_INSTANCE(0);
#else
static const nrfx_uarte_t line = NRFX_UARTE_INSTANCE(1);
#endif
static uint8_t received; /* DMA reaches RAM only */
static bool receiving, sending;
static uint32_t lost;

/* With interrupts kept out, or in one. */
static void receive_more(void) {
	if (!receiving && ring_room(&serial_rx) > 0)
		receiving = nrfx_uarte_rx(&line, &received, 1) == NRFX_SUCCESS;
}

static void send_more(void) {
	uint32_t used = ring_used(&serial_tx);
	if (sending || used == 0)
		return;
	uint32_t at = serial_tx.read & serial_tx.mask, to_end = serial_tx.mask + 1 - at;
	sending = nrfx_uarte_tx(&line, serial_tx.bytes + at, used < to_end ? used : to_end) == NRFX_SUCCESS;
}

/* After an error the driver forgets what it was receiving. */
static void on_event(nrfx_uarte_event_t const *event, void *context) {
	(void)context;
	switch (event->type) {
	case NRFX_UARTE_EVT_RX_DONE:
		receiving = false;
		if (event->data.rxtx.bytes > 0)
			ring_put(&serial_rx, received);
		receive_more();
		break;
	case NRFX_UARTE_EVT_TX_DONE:
		serial_tx.read += event->data.rxtx.bytes;
		sending = false;
		send_more();
		break;
	case NRFX_UARTE_EVT_ERROR:
		lost++;
		receiving = false;
		receive_more();
		break;
	}
	nrf52_context_wake_from_interrupt();
}

/* The crystal, because 1 Mbaud asks for more than the internal oscillator's accuracy. The pulls are for when nobody is
 * connected: then nothing is received, and sending is allowed. */
bool nrf52_serial_start(void) {
	const nrfx_uarte_config_t config = {
		.pseltxd = MODDEF_SECURE_SOCKETS_TX_PIN,
		.pselrxd = MODDEF_SECURE_SOCKETS_RX_PIN,
		.pselrts = MODDEF_SECURE_SOCKETS_RTS_PIN,
		.pselcts = MODDEF_SECURE_SOCKETS_CTS_PIN,
		.hwfc = NRF_UARTE_HWFC_ENABLED,
		.parity = NRF_UARTE_PARITY_EXCLUDED,
		.baudrate = MODDEF_SECURE_SOCKETS_BAUD,
		.interrupt_priority = NRFX_UARTE_DEFAULT_CONFIG_IRQ_PRIORITY,
	};
	nrf_drv_clock_hfclk_request(NULL);
	while (!nrf_drv_clock_hfclk_is_running())
		vTaskDelay(1);
	if (nrfx_uarte_init(&line, &config, on_event) != NRFX_SUCCESS)
		return false;
	nrf_gpio_cfg_input(MODDEF_SECURE_SOCKETS_RX_PIN, NRF_GPIO_PIN_PULLUP);
	nrf_gpio_cfg_input(MODDEF_SECURE_SOCKETS_CTS_PIN, NRF_GPIO_PIN_PULLDOWN);
	taskENTER_CRITICAL();
	receive_more();
	taskEXIT_CRITICAL();
	return receiving;
}

size_t board_serial_read(void *buffer, size_t most) {
	size_t taken = ring_take_some(&serial_rx, buffer, most);
	if (taken > 0) {
		taskENTER_CRITICAL();
		receive_more();
		taskEXIT_CRITICAL();
	}
	return taken;
}

size_t board_serial_write(const void *bytes, size_t length) {
	size_t taken = ring_put_some(&serial_tx, bytes, length);
	taskENTER_CRITICAL();
	send_more();
	taskEXIT_CRITICAL();
	return taken;
}

size_t board_serial_room(void) {
	return ring_room(&serial_tx);
}

uint32_t board_serial_lost(void) {
	return lost;
}
