/*
 * Deadlines. A timer is owned by whoever embeds it and cannot fail to be set. Network context only.
 */
#ifndef SS_TIMER_H
#define SS_TIMER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ss_timer {
	struct ss_timer *next;
	uint64_t deadline; /* of ss_port_milliseconds() */
	void (*expired)(void *argument);
	void *argument;
	bool running;
} ss_timer;

/** Starts, or starts anew, a timer that calls `expired` in `milliseconds` from now. */
void ss_timer_start(ss_timer *timer, uint32_t milliseconds, void (*expired)(void *argument), void *argument);

/** Stops a timer; does nothing when it does not run. */
void ss_timer_stop(ss_timer *timer);

#endif
