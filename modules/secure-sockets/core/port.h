/*
 * The seam between the core and a host: everything a host must supply, and nothing else.
 *
 * The core knows one place where things happen: the network context. It owns lwIP, mbedTLS and all sockets, and runs one
 * piece of core code at a time. What the context is, a thread with a lock, a task with a queue or the main loop, is the
 * host's choice. The host in turn calls the functions of core.h from within the context.
 */
#ifndef SS_PORT_H
#define SS_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A piece of work for the network context. Owned by the caller, who leaves it alone until `run` has been called. */
typedef struct ss_request {
	struct ss_request *next; /**< The host's, while the request waits. */
	void (*run)(void *argument);
	void *argument;
} ss_request;

/**
 * Brings the network up and the context into being; waits until there is an address or the host gives up.
 * Called from any thread but never from the context. Idempotent.
 * @return true when lwIP runs and its default netif is up.
 */
bool ss_port_start(void);

/**
 * Runs a request in the network context soon, in the order of posting per thread; may have run it before it returns,
 * unless it was called from the context. Callable from any thread, after ss_port_start() succeeded. Never fails.
 */
void ss_port_post(ss_request *request);

/**
 * Runs a function in the network context and returns when it is done. Callable from any thread, and from the context
 * itself, where it is a plain call. Only for short work: never for a handshake.
 */
void ss_port_call(void (*run)(void *argument), void *argument);

/** @return whether the caller is in the network context already: in a callback, say. Any thread. */
bool ss_port_inside(void);

/** Somebody who waits for something that is going to happen in the network context. Cleared with zeros by its owner. */
typedef struct ss_waiter {
	_Atomic uint32_t state; /* the host's; 0: nothing has happened yet */
	void *host;             /* the host's: whom to wake */
} ss_waiter;

/**
 * Posts a request and returns when ss_port_signal() was called for the waiter, by the request or by anything after it.
 * Holds up only the calling thread; a host without threads goes on running its main loop meanwhile, which is what makes
 * the thing happen. Callable from any thread, but never from the context, where it would wait for itself.
 */
void ss_port_await(ss_request *request, ss_waiter *waiter);

/** Ends a wait; once for each. In the context. The waiter may be gone when this returns. */
void ss_port_signal(ss_waiter *waiter);

/** @return milliseconds of a monotonic clock that starts anywhere and does not wrap. Any thread. */
uint64_t ss_port_milliseconds(void);

/**
 * Reads the wall clock. Any thread.
 * @param seconds receives the time in seconds since 1970-01-01 UTC.
 * @return false when the clock has never been set; `seconds` is untouched then.
 */
bool ss_port_wall_clock(int64_t *seconds);

/** Sets the wall clock, in seconds since 1970-01-01 UTC. Any thread. @return whether the host could. */
bool ss_port_set_wall_clock(int64_t seconds);

/**
 * Fills a buffer with random bytes fit for keys (full entropy, RFC 4086). Any thread.
 * @return false when there is not enough entropy; no byte may then be used.
 */
bool ss_port_entropy(void *buffer, size_t length);

/** Allocates memory, aligned for any type, not cleared. Any thread. @return NULL when there is none. */
void *ss_port_allocate(size_t size);

/** Gives memory of ss_port_allocate() back; NULL is allowed. Any thread. */
void ss_port_free(void *memory);

#endif
