/*
 * The wall clock, see clock.h.
 */
#include "clock.h"
#include "packet.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* seconds from NTP's epoch, 1900, to 1970 */
#define EPOCH 2208988800u

enum { MODE_CLIENT = 3, MODE_SERVER = 4 };
enum { PLACE_ROOT_DISPERSION = 8, PLACE_REFERENCE = 12, PLACE_REFERENCE_TIME = 16, PLACE_ORIGIN_TIME = 24 };
enum { PLACE_RECEIVE_TIME = 32, PLACE_TRANSMIT_TIME = 40 };

static bool has_clock = true;
static int64_t ahead; /* seconds */

bool clock_choose(const char *text) {
	char *end;
	has_clock = strcmp(text, "none") != 0;
	if (!has_clock || !strcmp(text, "host")) {
		ahead = 0;
		return true;
	}
	errno = 0;
	long long seconds = strtoll(text, &end, 10);
	if (end == text || *end || errno || seconds > 253402300799 || seconds < -253402300799)
		return false;
	ahead = strchr("+-", text[0]) ? seconds : seconds - time(NULL);
	return true;
}

/* The time now, as 64 bits of NTP: the seconds wrap in 2036, and clients know (RFC 4330, section 3). */
static void put_now(uint8_t *bytes) {
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	put32(bytes, (uint32_t)(now.tv_sec + ahead + EPOCH));
	put32(bytes + 4, (uint32_t)(((uint64_t)now.tv_nsec << 32) / 1000000000));
}

bool clock_answer(const uint8_t *message, size_t length, uint8_t answer[CLOCK_MESSAGE]) {
	uint8_t version = length ? message[0] >> 3 & 7 : 0;
	if (!has_clock || length < CLOCK_MESSAGE || (message[0] & 7) != MODE_CLIENT || version < 1 || version > 4)
		return false;
	memset(answer, 0, CLOCK_MESSAGE);
	answer[0] = (uint8_t)(version << 3 | MODE_SERVER);
	answer[1] = 1;            /* stratum: a clock of its own */
	answer[2] = message[2];   /* the poll interval is the client's */
	answer[3] = (uint8_t)-20; /* precision: a microsecond */
	put32(answer + PLACE_ROOT_DISPERSION, 1u << 16);
	memcpy(answer + PLACE_REFERENCE, "LOCL", 4);
	memcpy(answer + PLACE_ORIGIN_TIME, message + PLACE_TRANSMIT_TIME, 8);
	put_now(answer + PLACE_RECEIVE_TIME);
	memcpy(answer + PLACE_REFERENCE_TIME, answer + PLACE_RECEIVE_TIME, 8);
	put_now(answer + PLACE_TRANSMIT_TIME);
	return true;
}
