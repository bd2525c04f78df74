/*
 * The network of firmware: lwIP on the serial line, with a gateway at the other end. In the network context.
 */
#ifndef BARE_NETWORK_H
#define BARE_NETWORK_H

#include "../../modules/secure-sockets/core/port.h"

/**
 * Starts lwIP, its interface on the serial line and the core, and asks the gateway for the time. Once.
 * @param on_time gets the time each time it was told: seconds since 1970 UTC, and microseconds
 * @return false: there is no memory, or the board has no randomness
 */
bool bare_network_start(void (*on_time)(int64_t seconds, uint32_t microseconds));

/** @return whether it was started, with success. */
bool bare_network_runs(void);

/**
 * Does what can be done without waiting: requests, packets, timers. Work that comes in steps (a handshake) has done one of
 * them when this returns.
 * @param requests a list of them, run in its order; NULL: none
 * @return whether there was anything to do
 */
bool bare_network_turn(ss_request *requests);

/** @return when timers have work, in microseconds of the board's clock; 0: only a turn will tell. */
uint64_t bare_network_due(void);

/** Says that something was done in the context outside of a turn: timers may be due at other times. */
void bare_network_reconsider(void);

#endif
