/*
 * lwIP's network interface of the firmware: IP in SLIP on the board's serial line (board.h). At the other end is
 * hosts/gateway, which decides on the addresses: 10.0.2.15/24, router 10.0.2.2, name server 10.0.2.3.
 *
 * For the main loop only, which must also call lwIP's sys_check_timeouts().
 */
#ifndef BARE_SERIAL_NETIF_H
#define BARE_SERIAL_NETIF_H

#include <stdbool.h>
#include <stdint.h>

/** What happened on the line since the start. Bytes that the board lost: board_serial_lost(). */
struct bare_netif_counters {
	uint32_t bytes_in, bytes_out;
	uint32_t packets_in, packets_out;
	uint32_t broken;     /* packets in with a byte that cannot be */
	uint32_t too_long;   /* packets in longer than any may be */
	uint32_t no_memory;  /* packets in for which there was no pbuf */
	uint32_t queue_full; /* packets out that lwIP has to send again */
};

/** Adds the interface, up and default, and tells lwIP the name server. After lwip_init(). @return false: lwIP refuses. */
bool bare_netif_start(void);

/**
 * Takes what came in and hands it to lwIP, a limited number of bytes; then sends as much of what waits as the line takes.
 * Never waits, and allocates nothing but pbufs of the pool.
 * @return whether anything came in: look again before sleeping, for what it led to, and for more; if not, an interrupt of the
 *     serial line tells when there is something
 */
bool bare_netif_poll(void);

/** @return whether packets wait for the line: their bytes are lost when the board is switched off. */
bool bare_netif_is_sending(void);

const struct bare_netif_counters *bare_netif_get_counters(void);

#endif
