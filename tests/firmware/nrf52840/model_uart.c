/*
 * UARTE0 (6.34) on the emulated machine's UART1. Its FIFO has 6 bytes; what does not fit stays in the UART, as if RTS had
 * stopped the other side.
 */
#include "../../../hosts/cortex-m/qemu/mps2.h"
#include "model.h"

enum { base = 0x40002000, fifo_size = 6, irq = 2 };
enum { startrx = 0x000, stoprx = 0x004, starttx = 0x008, stoptx = 0x00c };
enum { endrx, endtx, error, rxto, txstopped, event_count };

static const struct {
	uint32_t offset, bit;
} event_registers[event_count] = {{0x110, 4}, {0x120, 8}, {0x124, 9}, {0x144, 17}, {0x158, 22}};

static uint32_t events[event_count], inten, errorsrc, enable, baudrate, config, psel[4];
static struct {
	uint32_t pointer, most, amount;
	uint32_t at, size; /* of the transfer that runs */
	bool runs;
} rx, tx;
static uint8_t fifo[fifo_size];
static unsigned fifo_used;

static void raise(int event) {
	events[event] = 1;
	if (inten & 1u << event_registers[event].bit)
		model_pend(irq);
}

bool model_uart_line(void) {
	for (int i = 0; i < event_count; i++)
		if (events[i] && (inten & 1u << event_registers[i].bit))
			return true;
	return false;
}

static void receive(void) {
	while (fifo_used < fifo_size && (MPS2_SERIAL->state & UART_STATE_RX_FULL))
		fifo[fifo_used++] = (uint8_t)MPS2_SERIAL->data;
	while (rx.runs && fifo_used > 0) {
		*(volatile uint8_t *)(uintptr_t)(rx.at + rx.amount++) = fifo[0];
		fifo_used--;
		for (unsigned i = 0; i < fifo_used; i++)
			fifo[i] = fifo[i + 1];
		if (rx.amount == rx.size) {
			rx.runs = false;
			raise(endrx);
		}
	}
}

/* One byte at a time, so that the ring is read late. */
static void transmit(void) {
	if (!tx.runs || (MPS2_SERIAL->state & UART_STATE_TX_FULL))
		return;
	if (tx.amount < tx.size)
		MPS2_SERIAL->data = *(volatile uint8_t *)(uintptr_t)(tx.at + tx.amount++);
	else {
		tx.runs = false;
		raise(endtx);
	}
}

void model_uart_pump(void) {
	MPS2_SERIAL->interrupts = UART_INTERRUPT_RX | UART_INTERRUPT_TX;
	if (enable != 8)
		return;
	receive();
	transmit();
}

/* The DMA reaches RAM only (4.6). */
static void check_buffer(uint32_t start, uint32_t size) {
	if (start < 0x20000000 || start + size > 0x20040000)
		model_refuse("UARTE: DMA outside of RAM", start);
	if (size == 0 || size > 0xffff)
		model_refuse("UARTE: size of a DMA transfer", size);
	if (enable != 8)
		model_refuse("UARTE: started while disabled", enable);
}

/* 6.34.7: pins are configured before; outputs have their idle level first. */
static void check_pins(void) {
	enum { rts, txd, cts, rxd };
	static const uint8_t kit[] = {[rts] = 5, [txd] = 6, [cts] = 7, [rxd] = 8};
	for (int i = 0; i < 4; i++)
		if (psel[i] != kit[i])
			model_refuse("UARTE: not the kit's pin", psel[i]);
	for (int i = 0; i < 4; i++) {
		bool output = i == rts || i == txd;
		if ((model_pins[kit[i]] & 1) != output || (output && !(model_outputs & 1u << kit[i])))
			model_refuse("UARTE: configuration of pin", kit[i]);
	}
	if (baudrate != 0x10000000 || config != 1)
		model_refuse("UARTE: not 1 Mbaud with flow control", baudrate);
}

static void start(uint32_t task) {
	if (task == startrx) {
		check_buffer(rx.pointer, rx.most);
		if (rx.runs)
			model_refuse("UARTE: started again while it receives", rx.pointer);
		rx.at = rx.pointer, rx.size = rx.most, rx.amount = 0, rx.runs = true;
	} else if (task == starttx) {
		check_buffer(tx.pointer, tx.most);
		if (tx.runs)
			model_refuse("UARTE: started again while it sends", tx.pointer);
		tx.at = tx.pointer, tx.size = tx.most, tx.amount = 0, tx.runs = true;
	} else {
		rx.runs = rx.runs && task != stoprx;
		tx.runs = tx.runs && task != stoptx;
		raise(task == stoprx ? rxto : txstopped);
	}
	model_uart_pump();
}

static uint32_t *plain_register(uint32_t offset) {
	switch (offset) {
	case 0x500:
		return &enable;
	case 0x508:
	case 0x50c:
	case 0x510:
	case 0x514:
		return &psel[(offset - 0x508) / 4];
	case 0x524:
		return &baudrate;
	case 0x534:
		return &rx.pointer;
	case 0x538:
		return &rx.most;
	case 0x53c:
		return &rx.amount;
	case 0x544:
		return &tx.pointer;
	case 0x548:
		return &tx.most;
	case 0x54c:
		return &tx.amount;
	case 0x56c:
		return &config;
	}
	for (int i = 0; i < event_count; i++)
		if (offset == event_registers[i].offset)
			return &events[i];
	return 0;
}

bool model_uart_read(uint32_t address, uint32_t *value) {
	uint32_t *plain = plain_register(address - base);
	if (plain)
		*value = *plain;
	else if (address == base + 0x480)
		*value = errorsrc;
	else
		return false;
	return true;
}

bool model_uart_write(uint32_t address, uint32_t value) {
	uint32_t offset = address - base, *plain = plain_register(offset);
	if (plain) {
		*plain = value;
		if (offset == 0x500 && value == 8)
			check_pins();
	} else if (offset <= stoptx)
		start(offset);
	else if (offset == 0x304) {
		inten |= value;
		if (model_uart_line())
			model_pend(irq);
	} else if (offset == 0x308)
		inten &= ~value;
	else if (offset == 0x480)
		errorsrc &= ~value;
	else
		return false;
	return true;
}
