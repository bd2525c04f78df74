/*
 * The simulator's clocks. Monotonic time can be scaled: with a scale of 100 one real second is 100 seconds for lwIP,
 * libslirp, the core's time-outs and JavaScript's timers. The wall clock is the machine's until it is set, and is not scaled.
 */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/** Sets the scale, at least 1; once, before any thread starts. */
void sim_clock_set_scale(double scale);

/** @return scaled nanoseconds of a monotonic clock. Any thread. */
int64_t sim_clock_nanoseconds(void);

/** @return real milliseconds to wait for a span of scaled nanoseconds, rounded up; at most INT32_MAX. */
int sim_clock_wait_milliseconds(int64_t nanoseconds);

/** Makes the wall clock one that has never been set, as a board's is after power-up. */
void sim_clock_unset_wall(void);

/** Sets the wall clock, in seconds since 1970-01-01 UTC, for this process. Any thread. */
void sim_clock_set_wall(int64_t seconds);

/** Reads the wall clock. Any thread. @return false when it is not set; `seconds` is untouched then. */
bool sim_clock_read_wall(int64_t *seconds);

#endif
