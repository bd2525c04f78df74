/*
 * The scripted network of DNS: scripted_udp.c stands in the place of core/udp.c and core/dns_learned.c, and a test plays
 * the servers. Each port that the core opens can be looked at until the test ends.
 */
#ifndef UNIT_DATAGRAMS_H
#define UNIT_DATAGRAMS_H

#include "udp.h"

struct port {
	ss_udp *udp; /**< The core's end; NULL when it was closed. */
	ss_address server;
	uint8_t sent[512]; /**< The last datagram. */
	size_t length;
	struct port *before; /**< The one opened before. */
};

/** @return the port that was opened last, or NULL. */
struct port *port_newest(void);

/** @return how many were opened. */
unsigned port_count(void);

/** A datagram arrives from the server. @return false if the port is closed. */
bool port_deliver(struct port *port, const void *data, size_t length);

/** The next n datagrams cannot be sent. */
void port_refuse_datagrams(unsigned n);

/** The network tells of so many DNS servers: 192.0.2.53, 192.0.2.54 and so on. At first there is none. */
void port_learn_servers(size_t count);

#endif
