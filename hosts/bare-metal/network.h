/*
 * The network of firmware: lwIP on the serial line, with a gateway at the other end. In the network context.
 */
#ifndef BARE_NETWORK_H
#define BARE_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

/** @return whether lwIP and the core have been started, by ss_port_start(). */
bool bare_network_runs(void);

/** Moves packets both ways and runs lwIP's timers. @return whether there was anything to do. */
bool bare_network_poll(void);

/** @return when bare_network_poll() has work next, in microseconds of the board's clock, unless a byte comes in before. */
uint64_t bare_network_deadline(void);

#endif
