/*
 * The frame of the unit tests: tests register themselves, each runs in a process of its own with a core that was just
 * started, and after each one nothing may be left: no socket, no block of memory, no timer. Results are printed as TAP.
 *
 *     test(a_recv_ends_with_zero_at_its_time_out) {
 *         ...
 *         check_equal(call.result, 0);
 *     }
 *
 * A check that fails says so and ends its test. Programs take parts of names as arguments, and then run only those.
 */
#ifndef UNIT_TEST_H
#define UNIT_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test_case {
	const char *name;
	void (*run)(void);
	struct test_case *next;
};

void test_register(struct test_case *test);

#define test(name) \
	static void name(void); \
	__attribute__((constructor)) static void register_##name(void) { \
		static struct test_case self = {#name, name, NULL}; \
		test_register(&self); \
	} \
	static void name(void)

/** Runs a function when the test ends, before it is looked what is left; in the order in which they were asked for. */
void test_at_end(void (*run)(void *argument), void *argument);

/** Ends the test as failed. */
_Noreturn void test_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

#define check(condition) \
	do { \
		if (!(condition)) \
			test_fail(__FILE__, __LINE__, "not true: %s", #condition); \
	} while (0)

#define check_equal(actual, expected) \
	test_equal(__FILE__, __LINE__, #actual, (long long)(actual), (long long)(expected))
#define check_text(actual, expected) test_text(__FILE__, __LINE__, #actual, actual, expected)
#define check_has(text, part) test_has(__FILE__, __LINE__, #text, text, part)
#define check_bytes(actual, expected, length) test_bytes(__FILE__, __LINE__, #actual, actual, expected, length)

void test_equal(const char *file, int line, const char *what, long long actual, long long expected);
void test_text(const char *file, int line, const char *what, const char *actual, const char *expected);
void test_has(const char *file, int line, const char *what, const char *text, const char *part);
void test_bytes(const char *file, int line, const char *what, const void *actual, const void *expected, size_t length);

/** @return the next number of a generator that starts alike in each test. */
uint32_t test_random(void);

/** Fills a buffer with bytes of a pattern that has no short period; `start` is the stream position of the first. */
void test_pattern(uint8_t *buffer, size_t length, size_t start);

#endif
