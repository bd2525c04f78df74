/*
 * IPv4 packets (RFC 791) as bytes: reading, checking and changing them.
 */
#ifndef GATEWAY_PACKET_H
#define GATEWAY_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The largest packet that is accepted from or sent to the serial line. */
#define PACKET_LONGEST 1500

enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

/** A packet that was checked. */
struct packet {
	uint8_t *bytes;
	size_t length;   /* of the packet, as its header says */
	uint32_t source; /* addresses in host byte order */
	uint32_t destination;
	uint8_t protocol;
	uint8_t *payload; /* behind the IP header, options included */
	size_t payload_length;
	bool has_ports; /* TCP or UDP, its first fragment, and not too short for its header */
	uint16_t source_port, destination_port;
};

uint16_t get16(const uint8_t *bytes);
void put16(uint8_t *bytes, uint16_t value);
uint32_t get32(const uint8_t *bytes);
void put32(uint8_t *bytes, uint32_t value);

/**
 * Reads a packet. Bytes behind its end are ignored: noise may have joined it with another.
 * @return NULL, or what is wrong with it
 */
const char *packet_read(uint8_t *bytes, size_t length, struct packet *packet);

/** @return whether it is a part of a packet. */
bool packet_is_fragment(const struct packet *packet);

/** @return whether the checksum of TCP, UDP or ICMP is right; true for UDP without one, fragments and other protocols. */
bool packet_has_good_checksum(const struct packet *packet);

/** Changes an end of a packet that has ports, and its checksums accordingly (RFC 1624). */
void packet_set_source(struct packet *packet, uint32_t address, uint16_t port);
void packet_set_destination(struct packet *packet, uint32_t address, uint16_t port);

/**
 * Makes a datagram of UDP that answers another one.
 * @param bytes room for length + 28
 * @return how long the packet is
 */
size_t packet_make_reply(const struct packet *asked, const void *data, size_t length, uint8_t *bytes);

/** Writes an address and a port that are in host byte order as "10.0.2.15:80"; the port only if it is not 0. */
#define ENDPOINT_TEXT 22
const char *packet_print_endpoint(uint32_t address, uint16_t port, char text[ENDPOINT_TEXT]);

#endif
