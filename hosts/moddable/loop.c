/*
 * The binding's event loop for machines of the Moddable SDK, whose own loop it joins: one of ours for each machine that has
 * asked for it. The SDK does not tell when a machine ends; a host object that lives as long does.
 */
#include "loop.h"
#include "binding_port.h"
#include "core/memory.h"
#include <stdatomic.h>

struct ss_loop {
	ss_loop *next; /* of all; under the lock */
	xsMachine *the;
	moddable_waker *waker;
	_Atomic(ss_event *) posted; /* newest first, or &closed */
	atomic_int references;
	xsSlot object; /* remembered: freed with the machine */
};

static ss_event closed;
static ss_loop *loops;

static ss_loop *find(xsMachine *the) {
	moddable_lock();
	ss_loop *loop = loops;
	while (loop && loop->the != the)
		loop = loop->next;
	moddable_unlock();
	return loop;
}

static void enlist(ss_loop *loop) {
	moddable_lock();
	loop->next = loops;
	loops = loop;
	moddable_unlock();
}

static void remove_from_list(ss_loop *loop) {
	moddable_lock();
	ss_loop **place = &loops;
	while (*place != loop)
		place = &(*place)->next;
	*place = loop->next;
	moddable_unlock();
}

static void run_posted(ss_loop *loop, xsMachine *the, ss_event *replacement) {
	ss_event *newest = atomic_exchange(&loop->posted, replacement), *oldest = NULL;
	while (newest && newest != &closed) {
		ss_event *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	while (oldest) {
		ss_event *next = oldest->next; /* the event may be gone, or posted again, afterwards */
		oldest->run(oldest, the);
		oldest = next;
	}
}

static void run(void *context) {
	ss_loop *loop = context;
	run_posted(loop, loop->the, NULL);
}

static void close_loop(void *data) {
	ss_loop *loop = data;
	if (!loop)
		return;
	remove_from_list(loop);
	moddable_waker_stop(loop->waker);
	run_posted(loop, NULL, &closed);
	ss_loop_release(loop);
}

static ss_loop *new_loop(xsMachine *the) {
	ss_loop *loop = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*loop));
	if (!loop)
		return NULL;
	atomic_init(&loop->references, 1);
	loop->the = the;
	loop->waker = moddable_waker_new(the, run, loop);
	if (!loop->waker) {
		ss_memory_free(loop);
		return NULL;
	}
	return loop;
}

ss_loop *ss_loop_of(xsMachine *the) {
	ss_loop *loop = find(the);
	if (loop)
		return loop;
	xsSlot object = xsNewHostObject(close_loop);
	loop = new_loop(the);
	if (!loop)
		xsUnknownError("no memory for the event loop of the sockets");
	loop->object = object;
	xsmcSetHostData(loop->object, loop);
	xsRemember(loop->object);
	enlist(loop);
	return loop;
}

void ss_loop_retain(ss_loop *loop) {
	atomic_fetch_add(&loop->references, 1);
}

void ss_loop_release(ss_loop *loop) {
	if (atomic_fetch_sub(&loop->references, 1) != 1)
		return;
	moddable_waker_free(loop->waker);
	ss_memory_free(loop);
}

void ss_loop_post(ss_loop *loop, ss_event *event) {
	/* what the event retains may be gone, and the machine with it, before this thread looks at the loop again */
	ss_loop_retain(loop);
	event->next = atomic_load(&loop->posted);
	do {
		if (event->next == &closed) {
			event->run(event, NULL);
			ss_loop_release(loop);
			return;
		}
	} while (!atomic_compare_exchange_weak(&loop->posted, &event->next, event));
	moddable_waker_wake(loop->waker);
	ss_loop_release(loop);
}

/* The SDK's loops end when they are told to, not when nothing is left to do. */
void ss_loop_expect(ss_loop *loop, int busy) {
	(void)loop;
	(void)busy;
}
