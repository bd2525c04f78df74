/*
 * Whether a noise source still works: the continuous health tests of NIST SP 800-90B, 4.4, on samples of a byte each.
 */
#ifndef BARE_NOISE_HEALTH_H
#define BARE_NOISE_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

/** Start with zeros. */
struct noise_health {
	uint8_t last, repetitions; /* repetition count */
	uint8_t first;             /* adaptive proportion: the window's first sample, */
	uint16_t position, same;   /* samples of the window so far, and how many of them were the same */
};

/**
 * Looks at a sample, in the order in which they come.
 * @return false when a working source would do this once in 2^30 times: it is to be taken for broken
 */
bool noise_health_good(struct noise_health *health, uint8_t sample);

#endif
