/*
 * The calendar of core/core.c, which certificates are checked with, and what it tells mbedTLS of time and chance.
 */
#include "core.h"
#include "mbedtls/entropy.h"
#include "mbedtls/platform_time.h"
#include "mbedtls/platform_util.h"
#include "memory.h"
#include "test.h"
#include "test_port.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

/* ISO 8601 of a time by the core's calendar. */
static const char *date_of(int64_t seconds) {
	static char text[64];
	struct tm tm;
	check(mbedtls_platform_gmtime_r(&seconds, &tm) == &tm);
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
		tm.tm_hour, tm.tm_min, tm.tm_sec);
	return text;
}

test(the_epoch) {
	check_text(date_of(0), "1970-01-01T00:00:00");
	check_text(date_of(1), "1970-01-01T00:00:01");
	check_text(date_of(86399), "1970-01-01T23:59:59");
	check_text(date_of(86400), "1970-01-02T00:00:00");
}

test(before_the_epoch) {
	check_text(date_of(-1), "1969-12-31T23:59:59");
	check_text(date_of(-86400), "1969-12-31T00:00:00");
	check_text(date_of(-86401), "1969-12-30T23:59:59");
	check_text(date_of(-2208988800), "1900-01-01T00:00:00");
	check_text(date_of(-62135596800), "0001-01-01T00:00:00");
}

test(leap_years) {
	check_text(date_of(951782400), "2000-02-29T00:00:00");
	check_text(date_of(951868800), "2000-03-01T00:00:00");
	check_text(date_of(1709164800), "2024-02-29T00:00:00");
	check_text(date_of(1677628799), "2023-02-28T23:59:59");
	check_text(date_of(1677628800), "2023-03-01T00:00:00");
	check_text(date_of(4107542400), "2100-03-01T00:00:00");
	check_text(date_of(4107542399), "2100-02-28T23:59:59");
	check_text(date_of(1735603200), "2024-12-31T00:00:00");
}

test(past_what_32_bits_can_count) {
	check_text(date_of(2147483647), "2038-01-19T03:14:07");
	check_text(date_of(2147483648), "2038-01-19T03:14:08");
	check_text(date_of(4294967296), "2106-02-07T06:28:16");
	check_text(date_of(253402300799), "9999-12-31T23:59:59");
}

static void compare(int64_t seconds) {
	struct tm ours, theirs;
	time_t time = (time_t)seconds;
	mbedtls_platform_gmtime_r(&seconds, &ours);
	check(gmtime_r(&time, &theirs));
	check_equal(ours.tm_year, theirs.tm_year);
	check_equal(ours.tm_mon, theirs.tm_mon);
	check_equal(ours.tm_mday, theirs.tm_mday);
	check_equal(ours.tm_hour, theirs.tm_hour);
	check_equal(ours.tm_min, theirs.tm_min);
	check_equal(ours.tm_sec, theirs.tm_sec);
	check_equal(timegm(&ours), seconds);
}

test(each_day_of_five_centuries_is_the_c_librarys) {
	for (int64_t day = -100 * 366; day < 400 * 366; day++)
		compare(day * 86400 + test_random() % 86400);
}

test(times_of_ten_thousand_years_are_the_c_librarys) {
	for (int i = 0; i < 100000; i++) {
		compare((int64_t)(((uint64_t)test_random() << 32 | test_random()) % 253402300800));
	}
}

test(the_wall_clock_is_the_hosts) {
	int64_t seconds = 0;
	port_set_wall_clock(1234567890);
	check_equal(mbedtls_time(&seconds), 1234567890);
	check_equal(seconds, 1234567890);
	port_advance(2000);
	check_equal(mbedtls_time(NULL), 1234567892);
}

test(a_clock_that_was_never_set_is_the_epoch) {
	port_unset_wall_clock();
	check_equal(mbedtls_time(NULL), 0);
}

test(the_age_of_session_tickets_is_by_the_wall_clock_when_it_is_set) {
	check_equal(mbedtls_ms_time(), 1000ll * PORT_WALL_CLOCK);
	port_advance(17000);
	check_equal(mbedtls_ms_time(), 1000ll * PORT_WALL_CLOCK + 17000);
}

test(the_age_of_session_tickets_is_by_the_monotonic_clock_else) {
	port_unset_wall_clock();
	mbedtls_ms_time_t before = mbedtls_ms_time();
	port_advance(17);
	check_equal(mbedtls_ms_time() - before, 17);
}

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t length, size_t *written);

test(without_entropy_the_core_does_not_start) {
	ss_core_stop();
	port_fail_entropy(true);
	unsigned char bytes[16];
	size_t written = 99;
	check(mbedtls_hardware_poll(NULL, bytes, sizeof(bytes), &written) != 0);
	check_equal(written, 0);
	check(!ss_core_start());
	port_fail_entropy(false);
	check(ss_core_start());
}

test(without_memory_the_core_does_not_start_and_leaves_nothing) {
	ss_core_stop();
	size_t n = 0;
	bool started;
	do {
		port_fail_allocation(++n);
		started = ss_core_start();
		port_fail_allocation(0);
		if (!started)
			check_equal(port_blocks(), 0);
		ss_core_stop();
	} while (!started);
	check(n > 1);
	check(ss_core_start());
}
