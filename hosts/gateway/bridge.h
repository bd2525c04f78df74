/*
 * Between the serial line, which carries IP packets, and libslirp's Ethernet: heads of frames, and what the gateway itself
 * answers: NTP at 10.0.2.2 and 10.0.2.3, DNS at 10.0.2.3.
 */
#ifndef GATEWAY_BRIDGE_H
#define GATEWAY_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bridge_dns {
	BRIDGE_DNS_NONE,   /* refuses all questions */
	BRIDGE_DNS_SERVER, /* hands them to a server, by changing addresses in packets */
	BRIDGE_DNS_SYSTEM, /* leaves them to libslirp, which asks the machine's resolver */
};

struct bridge_settings {
	enum bridge_dns dns;
	uint32_t dns_address; /* as the board would have to write it, in host byte order: 10.0.2.2 for 127.0.0.1 */
	uint16_t dns_port;
};

#define BRIDGE_HOST 0x0a000202u /* 10.0.2.2 */

struct bridge_counters {
	uint64_t bad;      /* packets from the board that are not well formed, or whose checksum is wrong */
	uint64_t stray;    /* packets from the board that are from or to addresses that there are not */
	uint64_t answered; /* questions for the time, and refused ones for names */
};

extern struct bridge_counters bridge_counters;

void bridge_start(const struct bridge_settings *settings);

/** Takes a packet from the board, changes it, and hands it to libslirp. */
void bridge_from_board(uint8_t *bytes, size_t length);

/** Takes a frame from libslirp, and sends the packet in it to the board. */
void bridge_from_network(const void *frame, size_t length);

#endif
