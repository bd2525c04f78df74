/*
 * The network context of firmware: the main loop, between JavaScript's turns. See port.h of the core.
 */
#ifndef BARE_CONTEXT_H
#define BARE_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Does what can be done without waiting: requests, packets, timers. Work that comes in steps (a handshake) has done one of
 * them when this returns, so that JavaScript gets its turn.
 * @return whether there was anything to do.
 */
bool bare_context_turn(void);

/** @return when there is something to do next, in microseconds of the board's clock, unless a byte comes in before. */
uint64_t bare_context_deadline(void);

#endif
