/*
 * The time of day from a server of NTP (RFC 5905), in the simple form of RFC 4330: firmware has no clock that runs while it
 * is off, and needs one to check the dates of certificates.
 *
 * The answer is not authenticated: whoever can change packets on the way can set the clock. It is taken only if it answers
 * the very question, and lies within bounds.
 *
 * For the main loop only, which must also call lwIP's sys_check_timeouts().
 */
#ifndef BARE_SNTP_H
#define BARE_SNTP_H

#include <stdbool.h>
#include <stdint.h>

/** No certificate of today lives longer: seconds since 1970 of 2100-01-01. */
#define BARE_SNTP_LATEST 4102444800

struct bare_sntp_settings {
	const char *server; /* IPv4 address, "10.0.2.2" for the gateway */
	int64_t earliest;   /* seconds since 1970 UTC before which it cannot be, as the time of the build */
	/** Gets the time of now: seconds since 1970 UTC, and microseconds. In sys_check_timeouts() or the input of packets. */
	void (*on_time)(int64_t seconds, uint32_t microseconds);
};

/**
 * Asks for the time now, until there is an answer: after 1 second, then 2, 4, up to 64; then every hour. Once, after the
 * network is up. @param settings copied
 * @return false when `server` is no address, or when there is no memory
 */
bool bare_sntp_start(const struct bare_sntp_settings *settings);

/** Asks no more. */
void bare_sntp_stop(void);

/** @return how many answers were refused: not to our question, of a server without a clock, or out of bounds. */
uint32_t bare_sntp_get_refused(void);

#endif
