/*
 * The core's port on the simulator: clocks, entropy, memory. The network context is in context.c.
 */
#include "port.h"
#include "../clock.h"
#include <stdlib.h>
#include <sys/random.h>

uint64_t ss_port_milliseconds(void) {
	return (uint64_t)sim_clock_nanoseconds() / 1000000;
}

bool ss_port_wall_clock(int64_t *seconds) {
	return sim_clock_read_wall(seconds);
}

bool ss_port_set_wall_clock(int64_t seconds) {
	sim_clock_set_wall(seconds);
	return true;
}

bool ss_port_entropy(void *buffer, size_t length) {
	uint8_t *bytes = buffer;
	while (length) {
		ssize_t got = getrandom(bytes, length, 0);
		if (got < 0)
			return false;
		bytes += got;
		length -= (size_t)got;
	}
	return true;
}

void *ss_port_allocate(size_t size) {
	return malloc(size);
}

void ss_port_free(void *memory) {
	free(memory);
}
