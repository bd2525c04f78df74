/*
 * The simulator's clocks; see clock.h.
 */
#include "clock.h"

#include <time.h>

static double clock_scale = 1;

void sim_clock_set_scale(double scale) {
	clock_scale = scale;
}

int64_t sim_clock_nanoseconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t real = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	/* Above 2^53 ns (104 days of uptime) a double would lose nanoseconds, so the usual scale stays exact. */
	return clock_scale == 1 ? real : (int64_t)((double)real * clock_scale);
}

int sim_clock_wait_milliseconds(int64_t nanoseconds) {
	if (nanoseconds <= 0)
		return 0;
	double milliseconds = (double)nanoseconds / 1e6 / clock_scale;
	if (milliseconds >= INT32_MAX)
		return INT32_MAX;
	int result = (int)milliseconds;
	return (double)result < milliseconds ? result + 1 : result;
}
