/*
 * The simulator's clocks. Monotonic time can be scaled: with a scale of 100 one real second is 100 seconds for lwIP,
 * libslirp, the core's time-outs and JavaScript's timers. The wall clock is the machine's and is not scaled.
 */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include <stdint.h>

/** Sets the scale, at least 1; once, before any thread starts. */
void sim_clock_set_scale(double scale);

/** @return scaled nanoseconds of a monotonic clock. Any thread. */
int64_t sim_clock_nanoseconds(void);

/** @return real milliseconds to wait for a span of scaled nanoseconds, rounded up; at most INT32_MAX. */
int sim_clock_wait_milliseconds(int64_t nanoseconds);

#endif
