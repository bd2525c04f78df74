/*
 * Faults of the serial line, see faults.h.
 */
#include "faults.h"

static uint64_t drop_below, corrupt_below; /* of 2^32 */
static uint64_t states[2];

void faults_set(double drop, double corrupt, uint64_t seed) {
	drop_below = (uint64_t)(drop * 4294967296.0);
	corrupt_below = (uint64_t)(corrupt * 4294967296.0);
	states[FAULTS_TO_BOARD] = seed;
	states[FAULTS_FROM_BOARD] = ~seed;
}

/* SplitMix64: any state is a good one. */
static uint32_t draw(uint64_t *state) {
	uint64_t value = *state += 0x9e3779b97f4a7c15;
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
	value = (value ^ value >> 27) * 0x94d049bb133111eb;
	return (uint32_t)(value >> 32);
}

size_t faults_apply(enum faults_direction direction, uint8_t *bytes, size_t length) {
	uint64_t *state = &states[direction];
	size_t left = 0;
	if (!drop_below && !corrupt_below)
		return length;
	for (size_t i = 0; i < length; i++) {
		uint8_t byte = bytes[i];
		if (draw(state) < drop_below)
			continue;
		if (draw(state) < corrupt_below)
			byte ^= (uint8_t)(1 + draw(state) % 255);
		bytes[left++] = byte;
	}
	return left;
}
