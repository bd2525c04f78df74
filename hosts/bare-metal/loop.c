/*
 * The main loop. Between two pieces of JavaScript the network has its turn, and between two pieces of the network's work
 * JavaScript has; when neither has anything to do the processor sleeps.
 */
#include "binding_port.h"
#include "board.h"
#include "context.h"
#include "machine.h"

struct ss_loop {
	ss_event *first, **last; /* posted, oldest first */
	int expected;
};

/* It outlives the machine, which is never given up. */
static ss_loop loop = {.last = &loop.first};

ss_loop *ss_loop_of(xsMachine *the) {
	(void)the;
	return &loop;
}

void ss_loop_retain(ss_loop *it) {
	(void)it;
}

void ss_loop_release(ss_loop *it) {
	(void)it;
}

void ss_loop_post(ss_loop *it, ss_event *event) {
	event->next = NULL;
	*it->last = event;
	it->last = &event->next;
}

void ss_loop_expect(ss_loop *it, int busy) {
	it->expected += busy;
}

static bool run_event(xsMachine *the) {
	ss_event *event = loop.first;
	if (!event)
		return false;
	loop.first = event->next;
	if (!loop.first)
		loop.last = &loop.first;
	event->run(event, the);
	return true;
}

static bool run_timer(struct bare_machine *machine) {
	if (machine->timer > board_microseconds())
		return false;
	machine->timer = UINT64_MAX;
	xsBeginHost(machine->the);
	xsCallFunction0(xsAccess(machine->on_timer), xsGlobal);
	xsEndHost(machine->the);
	return true;
}

/* Nothing can happen in JavaScript any more, whatever comes in from outside. */
static bool is_over(const struct bare_machine *machine) {
	return !loop.first && machine->timer == UINT64_MAX && loop.expected <= 0;
}

static void sleep_until_next(const struct bare_machine *machine) {
	uint64_t deadline = bare_context_deadline();
	board_sleep(machine->timer < deadline ? machine->timer : deadline);
}

void bare_loop_run(struct bare_machine *machine) {
	bare_machine_run_jobs(machine);
	while (!is_over(machine)) {
		bool ran = bare_context_turn();
		if (run_event(machine->the)) {
			bare_machine_run_jobs(machine);
			ran = true;
		}
		if (run_timer(machine)) {
			bare_machine_run_jobs(machine);
			ran = true;
		}
		if (!ran)
			sleep_until_next(machine);
	}
}
