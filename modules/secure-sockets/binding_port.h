/*
 * What a host's JavaScript event loop supplies to the binding: a way from any thread into a machine's thread.
 */
#ifndef SS_BINDING_PORT_H
#define SS_BINDING_PORT_H

#include "xsmc.h"

/** The event loop of one XS machine. Counted: it outlives its machine as long as somebody retains it. */
typedef struct ss_loop ss_loop;

/** An event on its way to a machine. Owned by the poster until `run` is called. */
typedef struct ss_event ss_event;
struct ss_event {
	ss_event *next; /* the loop's */
	/**
	 * Called in the machine's thread, outside of xsBeginHost; promise jobs run after it. When the machine is gone,
	 * `the` is NULL, the thread any, and there is only memory to free.
	 */
	void (*run)(ss_event *event, xsMachine *the);
};

/** @return the loop of a machine; not retained. The machine's thread. */
ss_loop *ss_loop_of(xsMachine *the);

/** Retains a loop. Any thread. */
void ss_loop_retain(ss_loop *loop);

/** Undoes one retain. Any thread. */
void ss_loop_release(ss_loop *loop);

/** Posts an event; wakes the machine's thread if it sleeps. Any thread, also the machine's own. Never fails. */
void ss_loop_post(ss_loop *loop, ss_event *event);

/** Says that something is going to happen (`busy` more operations, may be negative), so the loop must not end. The machine's thread. */
void ss_loop_expect(ss_loop *loop, int busy);

#endif
