/*
 * Wakes a machine by a message in its queue, one for any number of calls.
 *
 * The SDK's way to send one from a task waits for room in the queue. Here the network's task must not: the machine may be
 * waiting for it, and a machine must not wait for room in its own queue. When there is no room the network's task tries again a
 * little later.
 */
#include "../../../modules/secure-sockets/core/memory.h"
#include "../loop.h"
#include "tasks.h"

struct moddable_waker {
	moddable_waker *next; /* of those whose machine had no room; under the lock */
	xsMachine *the;
	void (*run)(void *context);
	void *context;
	bool sent, waiting, stopped; /* under the lock */
};

static moddable_waker *waiting;

moddable_waker *moddable_waker_new(xsMachine *the, void (*run)(void *context), void *context) {
	moddable_waker *waker = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*waker));
	if (!waker)
		return NULL;
	waker->the = the;
	waker->run = run;
	waker->context = context;
	return waker;
}

static void deliver(void *the, void *refcon, uint8_t *message, uint16_t length) {
	moddable_waker *waker = refcon;
	(void)the;
	(void)message;
	(void)length;
	moddable_lock();
	waker->sent = false;
	moddable_unlock();
	waker->run(waker->context);
}

/* With the lock. @return false: there is no room */
static bool send(moddable_waker *waker) {
	waker->sent = moddable_post(waker->the, deliver, waker);
	return waker->sent;
}

static void enlist(moddable_waker *waker) {
	waker->waiting = true;
	waker->next = waiting;
	waiting = waker;
}

void moddable_waker_wake(moddable_waker *waker) {
	bool missed = false;
	moddable_lock();
	if (!waker->sent && !waker->waiting && !waker->stopped && !send(waker)) {
		enlist(waker);
		missed = true;
	}
	moddable_unlock();
	if (missed)
		moddable_context_wake();
}

bool moddable_wakers_retry(void) {
	moddable_lock();
	moddable_waker *list = waiting;
	waiting = NULL;
	while (list) {
		moddable_waker *waker = list;
		list = waker->next;
		waker->waiting = false;
		if (!send(waker))
			enlist(waker);
	}
	bool some = waiting != NULL;
	moddable_unlock();
	return some;
}

/* Messages under way go with the machine. */
void moddable_waker_stop(moddable_waker *waker) {
	moddable_lock();
	moddable_waker **place = &waiting;
	while (*place && *place != waker)
		place = &(*place)->next;
	if (*place)
		*place = waker->next;
	waker->stopped = true;
	moddable_unlock();
}

void moddable_waker_free(moddable_waker *waker) {
	ss_memory_free(waker);
}
