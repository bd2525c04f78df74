/*
 * The network of firmware: lwIP on the serial line, with a gateway at the other end. In the network context.
 */
#ifndef BARE_NETWORK_H
#define BARE_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

/** @return whether lwIP and the core have been started, by ss_port_start(). */
bool bare_network_runs(void);

/** Moves bytes both ways. @return whether a packet came in. */
bool bare_network_poll(void);

/** Runs lwIP's timers. @return when they have work next, in microseconds of the board's clock. */
uint64_t bare_network_run_timers(void);

#endif
