/*
 * The console and the serial line, a 16550A each (National Semiconductor PC16550D, section 8).
 *
 * Both have 16 bytes of FIFO in each direction. What finds its ring full stays in the UART: QEMU then keeps back what follows,
 * so nothing is lost; a real one reports an overrun.
 */
#include "../../bare-metal/board.h"
#include "../../bare-metal/ring.h"
#include "../riscv.h"
#include "virt.h"

#ifndef BOARD_SERIAL_RX_SIZE
#define BOARD_SERIAL_RX_SIZE 1024
#endif
#ifndef BOARD_SERIAL_TX_SIZE
#define BOARD_SERIAL_TX_SIZE 512
#endif

enum { data = 0, interrupt_enable = 1, fifo_control = 2, line_control = 3, line_status = 5 }; /* registers: 8.1 */
enum { divisor_low = 0, divisor_high = 1 }; /* registers while line_control says so */
enum { enable_rx = 1, enable_tx = 2 };
enum { fifo_on = 1, fifo_clear = 6, fifo_trigger_8 = 2 << 6 };
enum { line_8n1 = 3, line_divisor = 1 << 7 };
enum { status_data = 1 << 0, status_overrun = 1 << 1, status_tx_empty = 1 << 5, status_idle = 1 << 6 };

RING(console_rx, 64);
RING(serial_rx, BOARD_SERIAL_RX_SIZE);
RING(serial_tx, BOARD_SERIAL_TX_SIZE);

static uint32_t lost;

static void start(volatile uint8_t *uart) {
	uart[line_control] = line_divisor | line_8n1;
	uart[divisor_low] = 1; /* the fastest there is */
	uart[divisor_high] = 0;
	uart[line_control] = line_8n1;
	uart[fifo_control] = fifo_on | fifo_clear | fifo_trigger_8;
	uart[interrupt_enable] = enable_rx;
}

/* Gives the serial UART its ports: PCI Local Bus Specification 3.0, 6.1 and 6.2.5. */
void virt_uarts_start(void) {
	enum { command = 0x04, base_address_0 = 0x10, command_ports = 1 };
	start(VIRT_CONSOLE);
	VIRT_PCI_CONFIG(VIRT_SERIAL_SLOT, base_address_0) = VIRT_SERIAL_PORT;
	VIRT_PCI_CONFIG(VIRT_SERIAL_SLOT, command) = command_ports;
	start(VIRT_SERIAL);
}

/* With interrupts kept out. The interrupt lasts as long as there is data: it must be off while there is no room for that. */
static void receive(volatile uint8_t *uart, struct ring *ring) {
	uint8_t status;
	while (ring_room(ring) > 0 && ((status = uart[line_status]) & status_data)) {
		if (status & status_overrun)
			lost++;
		ring_put(ring, uart[data]);
	}
	uint8_t enabled = uart[interrupt_enable];
	uart[interrupt_enable] = ring_room(ring) > 0 ? enabled | enable_rx : enabled & ~enable_rx;
}

static void transmit(void) {
	enum { fifo_size = 16 };
	while (ring_used(&serial_tx) > 0 && (VIRT_SERIAL[line_status] & status_tx_empty))
		for (int i = 0; i < fifo_size && ring_used(&serial_tx) > 0; i++)
			VIRT_SERIAL[data] = ring_take(&serial_tx);
	uint8_t enabled = VIRT_SERIAL[interrupt_enable];
	VIRT_SERIAL[interrupt_enable] = ring_used(&serial_tx) > 0 ? enabled | enable_tx : enabled & ~enable_tx;
}

void virt_console_interrupt(void) {
	receive(VIRT_CONSOLE, &console_rx);
}

/*
 * QEMU's interrupt controller forgets, when an interrupt is claimed, that its line is still up, and QEMU's PCI tells it of
 * changes only. Data that comes in while the line is up for something else would never be seen: so it goes down each time,
 * and up again when there is more.
 */
static void show_line_again(volatile uint8_t *uart) {
	uint8_t enabled = uart[interrupt_enable];
	uart[interrupt_enable] = 0;
	uart[interrupt_enable] = enabled;
}

void virt_serial_interrupt(void) {
	receive(VIRT_SERIAL, &serial_rx);
	transmit();
	show_line_again(VIRT_SERIAL);
}

void board_console_write(const void *text, size_t length) {
	const uint8_t *from = text;
	for (size_t i = 0; i < length; i++) {
		while (!(VIRT_CONSOLE[line_status] & status_tx_empty))
			;
		VIRT_CONSOLE[data] = from[i];
	}
}

void virt_console_finish(void) {
	while (!(VIRT_CONSOLE[line_status] & status_idle))
		;
}

/* Whoever reads makes room: the UART may be waiting for it. */
static size_t read_ring(volatile uint8_t *uart, struct ring *ring, void *buffer, size_t most) {
	size_t taken = ring_take_some(ring, buffer, most);
	if (taken > 0) {
		uint32_t before = riscv_lock();
		receive(uart, ring);
		riscv_unlock(before);
	}
	return taken;
}

size_t board_console_read(void *buffer, size_t most) {
	return read_ring(VIRT_CONSOLE, &console_rx, buffer, most);
}

size_t board_serial_read(void *buffer, size_t most) {
	return read_ring(VIRT_SERIAL, &serial_rx, buffer, most);
}

size_t board_serial_write(const void *bytes, size_t length) {
	const uint8_t *from = bytes;
	size_t taken = 0, put;
	while ((put = ring_put_some(&serial_tx, from + taken, length - taken)) > 0) {
		taken += put;
		uint32_t before = riscv_lock();
		transmit();
		riscv_unlock(before);
	}
	return taken;
}

size_t board_serial_room(void) {
	return ring_room(&serial_tx);
}

uint32_t board_serial_lost(void) {
	return lost;
}

bool virt_anything_unread(void) {
	return ring_used(&console_rx) > 0 || ring_used(&serial_rx) > 0;
}
