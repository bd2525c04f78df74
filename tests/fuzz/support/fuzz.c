/*
 * The frame of the fuzzers. See fuzz.h; it stands in the place of the unit tests' frame, tests/unit/support/test.c.
 */
#include "fuzz.h"
#include "core.h"
#include "datagrams.h"
#include "memory.h"
#include "test_port.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ENDINGS 8192 /* an input has no more blocks than bytes, nearly */

static struct ending {
	void (*run)(void *);
	void *argument;
} endings[ENDINGS];
static size_t ending_count;
static uint32_t random_state;
static ss_memory_usage shared[SS_LIBRARIES]; /* what fuzz_prepare() made */
static size_t shared_blocks;

uint8_t input_byte(struct input *input) {
	if (!input->length)
		return 0;
	input->length--;
	return *input->bytes++;
}

size_t input_below(struct input *input, size_t limit) {
	return input_byte(input) % limit;
}

uint16_t input_16(struct input *input) {
	uint16_t high = input_byte(input);
	return (uint16_t)(high << 8 | input_byte(input));
}

uint32_t input_32(struct input *input) {
	uint32_t high = input_16(input);
	return high << 16 | input_16(input);
}

static uint8_t *take(struct input *input, size_t length) {
	uint8_t *block = malloc(length);
	check(block || !length);
	test_at_end(free, block);
	if (length)
		memcpy(block, input->bytes, length);
	input->bytes += length;
	input->length -= length;
	return block;
}

uint8_t *input_block(struct input *input, size_t *length) {
	*length = input_byte(input);
	if (*length == 255)
		*length = input_16(input);
	if (*length > input->length)
		*length = input->length;
	return take(input, *length);
}

uint8_t *input_rest(struct input *input, size_t *length) {
	*length = input->length;
	return take(input, *length);
}

void test_at_end(void (*run)(void *argument), void *argument) {
	check(ending_count < ENDINGS);
	endings[ending_count++] = (struct ending){run, argument};
}

void test_fail(const char *file, int line, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "%s:%d: ", file, line);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	abort();
}

void test_equal(const char *file, int line, const char *what, long long actual, long long expected) {
	if (actual != expected)
		test_fail(file, line, "%s is %lld, not %lld", what, actual, expected);
}

void test_bytes(const char *file, int line, const char *what, const void *actual, const void *expected, size_t length) {
	if (length && memcmp(actual, expected, length))
		test_fail(file, line, "%s is not what it should be", what);
}

/* xorshift32 (Marsaglia) */
uint32_t test_random(void) {
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

static void start(void) {
	port_reset();
	random_state = 0x9e3779b9;
	if (fuzz_before)
		fuzz_before();
	check(ss_core_start());
}

static void run_endings(void) {
	for (size_t i = 0; i < ending_count; i++)
		endings[i].run(endings[i].argument);
	ending_count = 0;
}

static void stop(void) {
	check_equal(ss_core_sockets(), 0);
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
	check(!port_has_requests());
	ss_core_stop();
	if (fuzz_after)
		fuzz_after();
}

void fuzz_keep(void) {
	ending_count = 0;
}

static void prepare(void) {
	start();
	fuzz_prepare();
	run_endings();
	stop();
	for (ss_library library = 0; library < SS_LIBRARIES; library++)
		ss_memory_usage_of(library, &shared[library]);
	shared_blocks = port_blocks();
}

static void expect_nothing_left(void) {
	for (ss_library library = 0; library < SS_LIBRARIES; library++) {
		ss_memory_usage usage;
		ss_memory_usage_of(library, &usage);
		if (usage.blocks != shared[library].blocks || usage.now != shared[library].now)
			test_fail(__FILE__, __LINE__, "leak: %zu blocks and %zu bytes of library %d, not %zu and %zu", usage.blocks,
				usage.now, (int)library, shared[library].blocks, shared[library].now);
	}
	check_equal(port_blocks(), shared_blocks);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	static bool prepared;
	if (!prepared)
		prepare();
	prepared = true;
	struct input input = {data, size};
	start();
	fuzz_play(&input);
	run_endings();
	stop();
	expect_nothing_left();
	return 0;
}
