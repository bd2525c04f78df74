/*
 * The two clocks of firmware: the board's, which counts from the start, and the wall clock, which somebody has to set.
 */
#ifndef BARE_CLOCK_H
#define BARE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/** Sets the wall clock. @param microseconds since 1970-01-01 UTC. */
void bare_clock_set(int64_t microseconds);

/** Reads the wall clock. @param microseconds since 1970-01-01 UTC; untouched if it has never been set. @return whether. */
bool bare_clock_read(int64_t *microseconds);

/** @return when ss_port_milliseconds() becomes `milliseconds`, by the board's clock. */
uint64_t bare_clock_to_microseconds(uint64_t milliseconds);

#endif
