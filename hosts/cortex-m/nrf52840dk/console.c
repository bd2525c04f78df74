/*
 * The console: SEGGER's Real Time Transfer, two rings in RAM that the debugger reads and writes while the program runs. It
 * needs no pin, no interrupt and no further cable, and the usual tools speak it (docs/boards.md). The layout is described in
 * the J-Link User Guide UM08001, "RTT".
 */
#include "../../bare-metal/board.h"
#include "parts.h"

#include <string.h>

enum { up_size = 1024, down_size = 64 };

struct channel {
	const char *name;
	uint8_t *bytes;
	uint32_t size;
	volatile uint32_t write, read;
	uint32_t flags;
};

static uint8_t up_bytes[up_size], down_bytes[down_size];

/* Found by its id, wherever it is. */
static struct {
	char id[16];
	uint32_t up_count, down_count;
	struct channel up, down;
} control __attribute__((aligned(4)));

static bool attached, deaf;
static uint32_t read_last;

/* The id is written last, and is nowhere else in RAM. */
void nrf_console_start(void) {
	static const char id[16] = "SEGGER RTT";
	control.up_count = control.down_count = 1;
	control.up = (struct channel){.name = "Terminal", .bytes = up_bytes, .size = up_size};
	control.down = (struct channel){.name = "Terminal", .bytes = down_bytes, .size = down_size};
	__asm__ volatile("dmb" ::: "memory");
	memcpy(control.id, id, sizeof id);
}

static bool has_read(void) {
	uint32_t read = control.up.read;
	if (read == read_last)
		return false;
	read_last = read;
	attached = true;
	deaf = false;
	return true;
}

static bool is_full(void) {
	return (control.up.write + 1) % up_size == control.up.read;
}

/* A debugger looks every few milliseconds. When nobody does, one wait shows it, and what does not fit is dropped until somebody
 * does again. @return whether there is room */
static bool wait_for_room(void) {
	enum { patience = 1000000 }; /* turns of the loop: some 100 ms */
	has_read();
	for (int i = 0; !deaf && is_full(); i++) {
		if (has_read())
			i = 0;
		deaf = i == patience;
	}
	return !is_full();
}

void board_console_write(const void *text, size_t length) {
	const uint8_t *from = text;
	for (size_t i = 0; i < length && wait_for_room(); i++) {
		control.up.bytes[control.up.write] = from[i];
		__asm__ volatile("dmb" ::: "memory");
		control.up.write = (control.up.write + 1) % up_size;
	}
}

size_t board_console_read(void *buffer, size_t most) {
	uint8_t *to = buffer;
	size_t taken = 0;
	while (taken < most && control.down.read != control.down.write) {
		attached = true;
		to[taken++] = control.down.bytes[control.down.read];
		__asm__ volatile("dmb" ::: "memory");
		control.down.read = (control.down.read + 1) % down_size;
	}
	return taken;
}

bool nrf_console_attached(void) {
	has_read();
	return attached;
}

bool nrf_console_anything_unread(void) {
	return control.down.read != control.down.write;
}
