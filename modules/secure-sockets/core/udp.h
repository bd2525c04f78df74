/*
 * Datagrams to one server and back, over lwIP's raw API: what DNS needs of UDP. Network context only.
 * tests/unit puts a scripted server in the place of udp.c.
 */
#ifndef SS_UDP_H
#define SS_UDP_H

#include "address.h"
#include <stddef.h>

typedef struct ss_udp ss_udp;

/** Told of a datagram that came from the server's address and port; may close. The bytes are gone afterwards. */
typedef void (*ss_udp_listener)(void *context, const uint8_t *data, size_t length);

/**
 * Opens a random port of ours, for one server only.
 * @param server its address and port.
 * @return NULL without memory, randomness, or such addresses in this lwIP.
 */
ss_udp *ss_udp_open(const ss_address *server, ss_udp_listener listener, void *context);

/** Sends a datagram. @return false if it is certain that it did not go out. */
bool ss_udp_send(ss_udp *udp, const void *data, size_t length);

/** Closes the port and frees `udp`; NULL is allowed. */
void ss_udp_close(ss_udp *udp);

#endif
