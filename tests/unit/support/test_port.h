/*
 * The core's port in the unit tests: one thread, a clock that stands still until it is told to go on, random numbers that
 * are the same in each run, and memory that can run out.
 *
 * A test is a caller outside the network context. What happens in the context, an event of the transport or a timer, is
 * bracketed by port_enter() and port_leave(), and leaving runs what was posted meanwhile.
 */
#ifndef UNIT_TEST_PORT_H
#define UNIT_TEST_PORT_H

#include "port.h"

void port_enter(void);
void port_leave(void);

/** Puts all of this back to what it is at the start of a test. */
void port_reset(void);

/** With true, a request that is posted from outside waits until port_run(), as on a host whose context is a task. */
void port_defer(bool defer);
void port_run(void);
bool port_has_requests(void);

/** Lets the virtual clock go on, and the core's timers run when they are due. */
void port_advance(uint64_t milliseconds);

/** Sets the wall clock, which then goes on with the virtual clock. It starts at PORT_WALL_CLOCK. */
void port_set_wall_clock(int64_t seconds);
void port_unset_wall_clock(void);
#define PORT_WALL_CLOCK 1750000000 /* 2025-06-15 */

/** Lets the entropy source fail. */
void port_fail_entropy(bool fail);

/** Makes the n-th allocation from now on (1: the next) fail, once; 0: none. */
void port_fail_allocation(size_t n);
/** Makes all allocations fail from the n-th on. */
void port_fail_allocations_from(size_t n);
/**
 * Notes each place that allocates, told apart by the functions that led there, until it is called with false.
 * @return how many places there are.
 */
size_t port_note_places(bool note);
/** Writes the functions that led to a place to stderr. */
void port_print_place(size_t place);
/** Makes the next allocation at a place that was noted fail, and with `all` those after it, too. */
void port_fail_at_place(size_t place, bool all);

/** @return how many were made so far, failed ones included, those of others not. */
size_t port_allocations(void);

/** With true, allocations are somebody else's, the peer's: they are not counted and do not fail. @return as it was. */
bool port_exempt(bool exempt);

/** @return how many blocks are held, whoever allocated them. */
size_t port_blocks(void);

#endif
