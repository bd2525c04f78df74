/*
 * The core's requests, in a queue; see context.h. There is one thread: whoever is not in the context may enter it.
 */
#include "context.h"
#include "board.h"
#include "clock.h"
#include "core.h"
#include "network.h"
#include "port.h"

static ss_request *first, **last = &first;
static bool inside;
static uint64_t due; /* when timers have work, in microseconds of the board's clock; 0: that has to be found out */

bool ss_port_inside(void) {
	return inside;
}

void ss_port_post(ss_request *request) {
	request->next = NULL;
	*last = request;
	last = &request->next;
}

/* Those posted meanwhile wait for the next turn. */
static bool run_requests(void) {
	ss_request *request = first;
	bool some = request != NULL;
	first = NULL;
	last = &first;
	while (request) {
		ss_request *next = request->next; /* the request may be gone, or posted again, afterwards */
		request->run(request->argument);
		request = next;
	}
	return some;
}

/* Also tells when they have work next. */
static void run_timers(void) {
	/* the clock's fraction is cut off: only the next millisecond shows for sure that a whole time-out has passed */
	ss_core_run_timers(ss_port_milliseconds() - 1);
	uint64_t network = bare_network_run_timers();
	uint64_t core = ss_core_next_deadline();
	due = core == SS_NO_DEADLINE ? UINT64_MAX : bare_clock_to_microseconds(core + 1);
	if (network < due)
		due = network;
}

bool bare_context_turn(void) {
	if (!bare_network_runs())
		return false;
	bool before = inside;
	inside = true;
	bool some = run_requests();
	some |= bare_network_poll();
	/* not for each byte of a packet, which may have woken us */
	if (some || board_microseconds() >= due) {
		run_timers();
		some = true;
	}
	inside = before;
	return some;
}

uint64_t bare_context_deadline(void) {
	if (!bare_network_runs())
		return UINT64_MAX;
	return first ? 0 : due;
}

void ss_port_call(void (*run)(void *argument), void *argument) {
	bool before = inside;
	inside = true;
	run(argument);
	inside = before;
	due = 0;
}

void ss_port_await(ss_request *request, ss_waiter *waiter) {
	ss_port_post(request);
	while (!waiter->state) {
		if (!bare_context_turn())
			board_sleep(bare_context_deadline());
	}
}

void ss_port_signal(ss_waiter *waiter) {
	waiter->state = 1;
}
