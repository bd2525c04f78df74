/*
 * The frame of these unit tests: each test is a function, run in a process of its own, because what it tests has state that
 * lives as long as the firmware. One line "ok NAME" or "not ok NAME" each.
 */
#ifndef GATEWAY_TAP_H
#define GATEWAY_TAP_H

struct tap_test {
	const char *name;
	void (*run)(void);
	struct tap_test *next;
};

void tap_register(struct tap_test *test);

#define test(name) \
	static void name(void); \
	__attribute__((constructor)) static void register_##name(void) { \
		static struct tap_test self = {#name, name, 0}; \
		tap_register(&self); \
	} \
	static void name(void)

/** Ends the test as failed. */
void tap_fail(const char *file, int line, const char *what, long long value) __attribute__((noreturn));

#define check(condition) \
	do { \
		if (!(condition)) \
			tap_fail(__FILE__, __LINE__, "not true: " #condition, 0); \
	} while (0)

#define check_equal(actual, expected) \
	do { \
		long long value = (long long)(actual); \
		if (value != (long long)(expected)) \
			tap_fail(__FILE__, __LINE__, "not " #expected ": " #actual, value); \
	} while (0)

#endif
