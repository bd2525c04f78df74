/*
 * The core's port in firmware: entropy and memory. The rest is in context.c, clock.c and network.c.
 */
#include "port.h"
#include "board.h"
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
