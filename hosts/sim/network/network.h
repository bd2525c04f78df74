/*
 * The simulator's network: lwIP on libslirp, in a network context that is a lock and a thread.
 *
 *   context.c   the lock, the queue of requests, the port functions that reach them
 *   thread.c    the thread: one loop that polls libslirp's sockets and runs what is due
 *   start.c     ss_port_start() for programs with a command line; the C library has its own in library/
 *   waiter.c    the waits of threads for the context
 *   netif.c     lwIP's end of the simulated Ethernet
 *   link.c      libslirp's end
 *   pcap.c      a capture of the frames between the two
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

/* The thread (thread.c) */

/** Wakes the thread from its poll. Any thread. */
void sim_thread_wake(void);

/** Wakes the thread if what it is waiting for is no longer what should be waited for. In the context, other threads. */
void sim_thread_revise(void);

/* lwIP's end (netif.c); in the context */

/** Starts lwIP, its netif, and DHCP. */
bool sim_netif_start(void);
void sim_netif_stop(void);
/** @return whether DHCP has given an address. */
bool sim_netif_has_address(void);
/** Takes a frame that libslirp sends; copied, and handed to lwIP by sim_netif_run(). */
void sim_netif_receive(const void *frame, size_t length);
/** Hands received frames to lwIP. @return whether there were any. */
bool sim_netif_run(void);
/** Runs lwIP's timers. @return milliseconds until it has more to do. */
uint32_t sim_netif_run_timers(void);

/* libslirp's end (link.c); in the context */

/** The host's ::1 in the simulated network: fd00::2. */
extern const uint8_t sim_link_host6[16];

struct pollfd;
bool sim_link_start(uint32_t mtu);
void sim_link_stop(void);
/** Gives a frame of lwIP to libslirp, which may call sim_netif_receive(). */
void sim_link_send(const void *frame, size_t length);
/** Writes what to poll for. @return how many; at most `most`. @param milliseconds lowered to libslirp's own wish. */
size_t sim_link_fill(struct pollfd *polls, size_t most, uint32_t *milliseconds);
/** Lets libslirp look at what poll() found, in the array of the last sim_link_fill(). */
void sim_link_dispatch(struct pollfd *polls, size_t count, bool failed);

/* The capture (pcap.c) */

/** Begins a file. Before threads start. @return false, after a message on stderr, when it cannot be written. */
bool sim_pcap_open(const char *path);
/** Adds a frame if there is a file. In the context. */
void sim_pcap_write(const void *frame, size_t length);

#endif
