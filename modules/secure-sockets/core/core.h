/*
 * What a host calls, the other direction of port.h: life and time of the core. All in the network context.
 */
#ifndef SS_CORE_H
#define SS_CORE_H

#include "address.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** No deadline is set: the host may sleep until something else happens. */
#define SS_NO_DEADLINE UINT64_MAX

/**
 * Makes the core ready: random generator and PSA. Once, after lwip_init(), before the first request.
 * @return false when the random generator could not be seeded or memory is short.
 */
bool ss_core_start(void);

/** Frees what ss_core_start() made. Sockets that are still saying goodbye after a Close are cut off; no others may be left. */
void ss_core_stop(void);

/** Runs the timers that are due at `now`, a value of ss_port_milliseconds(). */
void ss_core_run_timers(uint64_t now);

/** @return when ss_core_run_timers() has work next, as a value of ss_port_milliseconds(), or SS_NO_DEADLINE. */
uint64_t ss_core_next_deadline(void);

/**
 * Says which DNS servers to ask, the preferred one first, instead of those that the network tells of (by DHCP).
 * @param servers copied, at most 4; port 0 stands for 53.
 * @param count 0: those that the network tells of again.
 */
void ss_resolve_set_servers(const ss_address *servers, size_t count);

/** @return how many sockets there are, those included that are still saying goodbye after a Close. */
size_t ss_core_sockets(void);

#endif
