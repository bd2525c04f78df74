/*
 * The simulator's clocks; see clock.h.
 */
#include "clock.h"

#include <stdatomic.h>
#include <time.h>

static double clock_scale = 1;

/* What the wall clock is ahead of the machine's, in seconds. */
static const int64_t wall_unset = INT64_MIN;
static _Atomic int64_t wall_offset;

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

void sim_clock_unset_wall(void) {
	atomic_store(&wall_offset, wall_unset);
}

void sim_clock_set_wall(int64_t seconds) {
	atomic_store(&wall_offset, seconds - time(NULL));
}

bool sim_clock_read_wall(int64_t *seconds) {
	int64_t offset = atomic_load(&wall_offset);
	if (offset == wall_unset)
		return false;
	*seconds = time(NULL) + offset;
	return true;
}
