/*
 * The wall clock that the gateway tells the board, by NTP (RFC 5905, in the simple form of RFC 4330).
 */
#ifndef GATEWAY_CLOCK_H
#define GATEWAY_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Chooses the clock: "host", the machine's; "+N" or "-N", so many seconds ahead of it or behind; "N", seconds since 1970
 * from now on; "none". @return false if it is none of these.
 */
bool clock_choose(const char *text);

#define CLOCK_MESSAGE 48

/**
 * Answers a client's message.
 * @param answer untouched when there is none
 * @return whether there is an answer: not to what is no request of a client, and not without a clock
 */
bool clock_answer(const uint8_t *message, size_t length, uint8_t answer[CLOCK_MESSAGE]);

#endif
