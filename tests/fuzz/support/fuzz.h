/*
 * The frame of the fuzzers: libFuzzer's inputs are scripts of what happens, and each is played on a core that was just
 * started, with a virtual clock and random numbers that are the same each time. So an input always does the same.
 *
 * The scripted network, servers and operations are those of the unit tests (tests/unit/support), whose checks hold here,
 * too: a check that fails is a finding, and so is whatever is left when an input has been played.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "test.h"
#include <stddef.h>
#include <stdint.h>

/** What is left of an input. Reading beyond its end gives zeros. */
struct input {
	const uint8_t *bytes;
	size_t length;
};

/** Plays an input. Each fuzzer has one. */
void fuzz_play(struct input *input);

/** Makes what all inputs share: keys and certificates, say. Each fuzzer has one. The core is started. */
void fuzz_prepare(void);

/** In fuzz_prepare(): what was made so far stays. What is made later ends with the preparation, as with an input. */
void fuzz_keep(void);

/** Reset the parts of the core that live on when it is stopped, as lwIP does. Only some fuzzers have them. */
__attribute__((weak)) void fuzz_before(void);
__attribute__((weak)) void fuzz_after(void);

/** @return whether there is something left. */
static inline bool input_has(const struct input *input) {
	return input->length > 0;
}

/** @return the next byte. */
uint8_t input_byte(struct input *input);

/** @return a number below `limit`, at most 256, made of the next byte. */
size_t input_below(struct input *input, size_t limit);

/** @return a number of the next two or four bytes, big endian. */
uint16_t input_16(struct input *input);
uint32_t input_32(struct input *input);

/**
 * Takes bytes: as many as the next byte says, or the next two if that is 255; at most what is left.
 * @return a copy in memory of just that size, so that a byte read beyond it is found; freed when the input was played.
 */
uint8_t *input_block(struct input *input, size_t *length);

/** The same with all that is left. */
uint8_t *input_rest(struct input *input, size_t *length);

#endif
