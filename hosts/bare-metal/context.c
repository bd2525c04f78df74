/*
 * The core's requests, in a queue; see context.h. There is one thread: whoever is not in the context may enter it.
 */
#include "context.h"
#include "board.h"
#include "clock.h"
#include "machine.h"
#include "network.h"
#include "port.h"

/* How long the gateway may take to answer before ss_port_start() gives up, in milliseconds. */
#define ANSWER_LIMIT 10000

static ss_request *first, **last = &first;
static bool inside;

bool ss_port_inside(void) {
	return inside;
}

void ss_port_post(ss_request *request) {
	request->next = NULL;
	*last = request;
	last = &request->next;
}

/* Those posted from now on wait for the next turn. */
static ss_request *take_requests(void) {
	ss_request *requests = first;
	first = NULL;
	last = &first;
	return requests;
}

bool bare_context_turn(void) {
	if (!bare_network_runs())
		return false;
	bool before = inside;
	inside = true;
	bool some = bare_network_turn(take_requests());
	inside = before;
	return some;
}

uint64_t bare_context_deadline(void) {
	if (!bare_network_runs())
		return UINT64_MAX;
	return first ? 0 : bare_network_due();
}

void ss_port_call(void (*run)(void *argument), void *argument) {
	bool before = inside;
	inside = true;
	run(argument);
	inside = before;
	bare_network_reconsider();
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

static void set_clock(int64_t seconds, uint32_t microseconds) {
	bare_clock_set(seconds * 1000000 + microseconds);
}

static bool wait_for_answer(void) {
	uint64_t limit = ss_port_milliseconds() + ANSWER_LIMIT;
	int64_t now;
	while (!bare_clock_read(&now)) {
		if (ss_port_milliseconds() > limit)
			return false;
		if (!bare_context_turn())
			board_sleep(bare_context_deadline());
	}
	return true;
}

bool ss_port_start(void) {
	static bool tried;
	if (!tried)
		bare_network_start(set_clock);
	tried = true;
	if (!bare_network_runs()) {
		bare_print("The network could not be started: there is no memory, or the board has no randomness.\n");
		return false;
	}
	if (wait_for_answer())
		return true;
	bare_print("Nobody answers on the serial line: does the gateway run? (make gateway PORT=...)\n");
	return false;
}
