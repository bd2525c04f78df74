/*
 * lwIP on a cable whose other end is the fuzzer's: what lwIP sends is looked at, and any frame can be put in. ARP for the
 * router's address is answered at once.
 *
 * lwIP starts anew with each input, and must have given back all memory when it was played.
 */
#ifndef FUZZ_CABLE_H
#define FUZZ_CABLE_H

#include "fuzz.h"

/** We are 10.0.2.15; the router and DNS server is 10.0.2.2. */
#define CABLE_OURS "\x0a\x00\x02\x0f"
#define CABLE_ROUTER "\x0a\x00\x02\x02"

/** The last segment or datagram that lwIP sent, by IPv4. */
struct cable_sent {
	uint8_t protocol; /**< 6: TCP, 17: UDP; 0: none yet. */
	uint8_t remote[4];
	uint16_t local_port, remote_port;
	uint32_t sequence;    /**< TCP: the one behind its last byte, SYN and FIN counted. */
	uint32_t acknowledge; /**< TCP: what it waits for. */
	uint8_t payload[64];  /**< Its first bytes. */
	size_t payload_length;
};

extern struct cable_sent cable_tcp, cable_udp;

/** A frame comes in. */
void cable_frame(const uint8_t *bytes, size_t length);

/** A packet of IPv4 or IPv6 comes in, in a frame from the router for us. */
void cable_packet(const uint8_t *bytes, size_t length);

/** An IPv4 packet comes in, from an address to us. @param fragment flags and offset, as in its header. */
void cable_ipv4(const uint8_t from[4], uint8_t protocol, uint16_t fragment, const uint8_t *bytes, size_t length);

/** Lets time go on: the core's timers and lwIP's run. */
void cable_wait(uint32_t milliseconds);

#endif
