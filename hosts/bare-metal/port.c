/*
 * The core's port in firmware: entropy, memory and the wall clock. The rest is in context.c and clock.c.
 */
#include "port.h"
#include "board.h"
#include "clock.h"
#include <stdlib.h>

bool ss_port_entropy(void *buffer, size_t length) {
	return board_entropy(buffer, length);
}

void *ss_port_allocate(size_t size) {
	return malloc(size);
}

void ss_port_free(void *memory) {
	free(memory);
}

bool ss_port_wall_clock(int64_t *seconds) {
	int64_t microseconds;
	if (!bare_clock_read(&microseconds))
		return false;
	*seconds = microseconds / 1000000;
	return true;
}

bool ss_port_set_wall_clock(int64_t seconds) {
	bare_clock_set(seconds * 1000000);
	return true;
}
