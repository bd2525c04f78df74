/*
 * Connections to an echo server, one after the other, whatever becomes of them.
 */
#ifndef BOARD_REPEAT_H
#define BOARD_REPEAT_H

#include "lwip/ip_addr.h"
#include <stdbool.h>

/** Begins; each connection prints "N ok" or "N error E", E being lwIP's, and the next one comes 50 ms after it. */
void repeat_start(const ip_addr_t *address, u16_t port, int count);

/** @return whether all are done. */
bool repeat_is_done(void);

#endif
