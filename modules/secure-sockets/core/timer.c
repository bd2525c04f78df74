/*
 * Deadlines, in a list sorted by time: a device has a handful.
 */
#include "timer.h"
#include "core.h"
#include "port.h"
#include <stddef.h>

static ss_timer *first;

void ss_timer_start(ss_timer *timer, uint32_t milliseconds, void (*expired)(void *), void *argument) {
	ss_timer_stop(timer);
	timer->deadline = ss_port_milliseconds() + milliseconds;
	timer->expired = expired;
	timer->argument = argument;
	timer->running = true;
	ss_timer **link = &first;
	while (*link && (*link)->deadline <= timer->deadline)
		link = &(*link)->next;
	timer->next = *link;
	*link = timer;
}

void ss_timer_stop(ss_timer *timer) {
	if (!timer->running)
		return;
	timer->running = false;
	for (ss_timer **link = &first; *link; link = &(*link)->next) {
		if (*link == timer) {
			*link = timer->next;
			return;
		}
	}
}

void ss_core_run_timers(uint64_t now) {
	while (first && first->deadline <= now) {
		ss_timer *timer = first;
		first = timer->next;
		timer->running = false;
		timer->expired(timer->argument);
	}
}

uint64_t ss_core_next_deadline(void) {
	return first ? first->deadline : SS_NO_DEADLINE;
}
