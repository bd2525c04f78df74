/*
 * The simulator's network: lwIP on libslirp, in a network context that is a lock and a thread.
 *
 *   context.c   the lock, the queue of requests, the port functions that reach them
 *   thread.c    the thread, from start to stop
 *   turn.c      one turn of the loop that polls libslirp's sockets and runs what is due
 *   sleep.c     threads that wait for the network and run it meanwhile
 *   start.c     ss_port_start() for programs with a command line; the C library has its own in library/
 *   waiter.c    the port's waits of threads for the context
 *   netif.c     lwIP's end of the simulated Ethernet; the other end is hosts/usernet
 *   faults.c    what may befall frames between the two; what can be seen of a run: ../diagnostics
 *   port.c      the rest of the core's port: clocks, entropy, memory
 */
#ifndef SIM_NETWORK_H
#define SIM_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** ss_port_start(), after whatever start.c or library/start.c have to do first. */
bool sim_network_start(void);

/**
 * Stops the network if it was started. Any thread but the network's; nobody may use the core afterwards.
 * @param linger how long sockets that are closing may go on, in milliseconds; each is bounded by its send time-out, too.
 */
void sim_network_stop(uint32_t linger);

/* The context (context.c) */

/** Takes the context, from a thread that does not have it. */
void sim_context_enter(void);
void sim_context_leave(void);

/** Runs the requests that wait. In the context. @return whether there were any. */
bool sim_context_run_requests(void);

/** @return whether requests wait. */
bool sim_context_has_requests(void);

/** Refuses to run requests of other threads at once: from the start of the thread until its end, false. */
void sim_context_set_open(bool open);

/** As sim_context_enter(), but never waits. @return false when another thread has the context, or this one already. */
bool sim_context_try_enter(void);

/* Turns of the loop (turn.c); in the context, one thread at a time, unless said otherwise */

/** Makes and frees what a wake-up takes; once each. */
bool sim_turn_open(void);
void sim_turn_close(void);
/** Does what can be done without waiting. @param requests whether those, too. @return milliseconds until there is more. */
uint32_t sim_turn_run(bool requests);
/** Waits for libslirp's sockets, outside the context, and lets libslirp look at them. @param wait in milliseconds. */
void sim_turn_poll(uint32_t wait);
/** @return whether a thread is polling. */
bool sim_turn_is_polling(void);
/** Wakes who polls if what it is waiting for is no longer what should be waited for. */
void sim_turn_revise(void);
/** Wakes who polls. Any thread. */
void sim_turn_wake(void);
/** @return whether libslirp still has bytes for the host. */
bool sim_turn_has_bytes_left(void);

/* Sleep (sleep.c) */

/**
 * Waits until sim_wake() is called, or returns at once if it was since the last wait; runs the network meanwhile. Not in
 * the context. @param sleeper 0 at first. @param deadline in scaled nanoseconds (clock.h); INT64_MAX: never.
 */
void sim_sleep(_Atomic uint32_t *sleeper, int64_t deadline);
/** Ends a wait. Any thread. The sleeper may be gone when this returns. */
void sim_wake(_Atomic uint32_t *sleeper);
/** Allows threads that sleep to run the network; at first they may not. Any thread. */
void sim_lending_allow(bool allow);
/**
 * Leaves the network to threads that lend themselves as long as they come. The network's thread, in the context.
 * @return whether it did, so that there may be something to do.
 */
bool sim_thread_stand_by(void);
/** @return whether a thread that lends itself runs the network. */
bool sim_thread_is_lent(void);
/** Tells the network's thread, which may stand by, that there are requests. Any thread. */
void sim_thread_call(void);

/* lwIP's end (netif.c); in the context */

/** Starts lwIP, its netif, and DHCP. */
bool sim_netif_start(void);
/** Loses all frames for a time, in scaled milliseconds, as if the cable were pulled out; nobody is told. */
void sim_netif_unplug(uint32_t milliseconds);
/**
 * Takes the link away for a time, in scaled milliseconds, and tells lwIP. @param move whether it comes back as a link to
 * another place, where DHCP gives another address; the one that was is lost at once. At most 15 times.
 */
void sim_netif_unlink(uint32_t milliseconds, bool move);
void sim_netif_stop(void);
/** @return whether DHCP has given an address. */
bool sim_netif_has_address(void);
/** Takes a frame that libslirp sends; copied, and handed to lwIP by sim_netif_run(). */
void sim_netif_receive(const void *frame, size_t length);
/** Hands received frames to lwIP. @return whether there were any. */
bool sim_netif_run(void);
/** Runs lwIP's timers. @return milliseconds until it has more to do. */
uint32_t sim_netif_run_timers(void);

#endif
