/*
 * The event loop. Other threads push events on a stack without a lock; the loop takes it whole and restores the order.
 * Only a loop that really sleeps costs its poster a system call.
 */
#include "loop.h"
#include "clock.h"
#include "machine.h"
#include "network/network.h"

#include <stdatomic.h>

struct ss_loop {
	_Atomic(ss_event *) posted; /* newest first, or &closed */
	_Atomic uint32_t sleeper;
	atomic_int references;
	atomic_bool stopped;
	atomic_bool busy; /* counted as such */
	/* The machine's thread only: */
	ss_event *ready;
	sim_machine *machine;
	int64_t deadline;
	int expected;
	bool ended;
};

static ss_event closed;
static atomic_int busy;        /* loops that have something to do, and messages on their way */
static _Atomic(ss_loop *) app; /* the first loop; it outlives the others */

static void wake(ss_loop *loop) {
	sim_wake(&loop->sleeper);
}

static void remove_busy(void) {
	ss_loop *first = atomic_load(&app);
	if (atomic_fetch_sub(&busy, 1) == 1 && first)
		wake(first);
}

static void set_busy(ss_loop *loop, bool now) {
	if (atomic_exchange(&loop->busy, now) == now)
		return;
	if (now)
		atomic_fetch_add(&busy, 1);
	else
		remove_busy();
}

ss_loop *sim_loop_new(sim_machine *machine) {
	ss_loop *loop = calloc(1, sizeof *loop);
	if (loop) {
		atomic_init(&loop->references, 1);
		loop->machine = machine;
		loop->deadline = INT64_MAX;
		set_busy(loop, true);
		ss_loop *none = NULL;
		atomic_compare_exchange_strong(&app, &none, loop);
	}
	return loop;
}

ss_loop *ss_loop_of(xsMachine *the) {
	return the->host->loop;
}

void ss_loop_retain(ss_loop *loop) {
	atomic_fetch_add(&loop->references, 1);
}

void ss_loop_release(ss_loop *loop) {
	if (atomic_fetch_sub(&loop->references, 1) == 1)
		free(loop);
}

/* @return whether the loop may have to be woken; otherwise it is closed, and the event was run. */
static bool push(ss_loop *loop, ss_event *event) {
	event->next = atomic_load(&loop->posted);
	do {
		if (event->next == &closed) {
			event->run(event, NULL);
			return false;
		}
	} while (!atomic_compare_exchange_weak(&loop->posted, &event->next, event));
	return true;
}

void ss_loop_post(ss_loop *loop, ss_event *event) {
	/* what the event retains may be gone, and the machine with it, before this thread looks at the loop again */
	ss_loop_retain(loop);
	if (push(loop, event))
		wake(loop);
	ss_loop_release(loop);
}

void ss_loop_expect(ss_loop *loop, int busy) {
	loop->expected += busy;
}

void sim_loop_stop(ss_loop *loop) {
	atomic_store(&loop->stopped, true);
	if (loop != atomic_load(&app))
		set_busy(loop, false); /* even if it cannot be stopped now, nobody needs to wait for it */
	wake(loop);
}

void sim_loop_end(ss_loop *loop) {
	loop->ended = true;
}

const atomic_bool *sim_loop_stopped(const ss_loop *loop) {
	return &loop->stopped;
}

void sim_loop_stop_app(void) {
	ss_loop *first = atomic_load(&app);
	if (first)
		sim_loop_stop(first);
}

void sim_loop_message_sent(void) {
	atomic_fetch_add(&busy, 1);
}

void sim_loop_message_done(void) {
	remove_busy();
}

void sim_loop_set_deadline(ss_loop *loop, int64_t deadline) {
	loop->deadline = deadline;
}

/* Moves what was posted to the ready list, oldest first. */
static void take_posted(ss_loop *loop, ss_event *replacement) {
	ss_event *newest = atomic_exchange(&loop->posted, replacement);
	ss_event *oldest = NULL;
	while (newest && newest != &closed) {
		ss_event *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	loop->ready = oldest;
}

static bool run_event(ss_loop *loop, xsMachine *the) {
	ss_event *event = loop->ready;
	if (!event)
		return false;
	loop->ready = event->next;
	event->run(event, the);
	return true;
}

static void run_timer(ss_loop *loop) {
	loop->deadline = INT64_MAX;
	xsBeginHost(loop->machine->the);
	xsCallFunction0(xsAccess(loop->machine->on_timer), xsGlobal);
	xsEndHost(loop->machine->the);
}

static bool is_idle(const ss_loop *loop) {
	return loop->deadline == INT64_MAX && loop->expected <= 0;
}

static bool all_are_idle(const ss_loop *loop) {
	return loop == atomic_load(&app) && is_idle(loop) && atomic_load(&busy) == 0;
}

/* @return whether there is, or may be, something to do now. */
static bool wait_for_more(ss_loop *loop) {
	if (is_idle(loop) && !atomic_load(&loop->posted))
		set_busy(loop, false);
	sim_sleep(&loop->sleeper, loop->deadline);
	if (!atomic_load(&loop->posted) && all_are_idle(loop))
		return false;
	set_busy(loop, !is_idle(loop) || atomic_load(&loop->posted));
	return true;
}

void sim_loop_run(ss_loop *loop) {
	sim_machine_run_jobs(loop->machine);
	while (!loop->ended && !atomic_load(&loop->stopped)) {
		if (!loop->ready)
			take_posted(loop, NULL);
		bool ran = run_event(loop, loop->machine->the);
		if (ran)
			sim_machine_run_jobs(loop->machine);
		if (loop->deadline != INT64_MAX && loop->deadline <= sim_clock_nanoseconds()) {
			run_timer(loop);
			sim_machine_run_jobs(loop->machine);
			ran = true;
		}
		if (!ran && !wait_for_more(loop))
			return;
	}
}

void sim_loop_close(ss_loop *loop) {
	while (run_event(loop, NULL))
		continue;
	take_posted(loop, &closed);
	while (run_event(loop, NULL))
		continue;
	loop->machine = NULL;
	set_busy(loop, false);
	ss_loop *self = loop;
	atomic_compare_exchange_strong(&app, &self, NULL);
}
