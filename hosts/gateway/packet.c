/*
 * IPv4 packets, see packet.h.
 */
#include "packet.h"
#include <stdio.h>
#include <string.h>

enum { IP_HEADER = 20, UDP_HEADER = 8, TCP_HEADER = 20, MORE_FRAGMENTS = 0x2000, FRAGMENT_OFFSET = 0x1fff };

uint16_t get16(const uint8_t *bytes) {
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

void put16(uint8_t *bytes, uint16_t value) {
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

uint32_t get32(const uint8_t *bytes) {
	return (uint32_t)get16(bytes) << 16 | get16(bytes + 2);
}

void put32(uint8_t *bytes, uint32_t value) {
	put16(bytes, (uint16_t)(value >> 16));
	put16(bytes + 2, (uint16_t)value);
}

static uint32_t add_words(uint32_t sum, const uint8_t *bytes, size_t length) {
	for (; length > 1; bytes += 2, length -= 2)
		sum += get16(bytes);
	return length ? sum + ((uint32_t)bytes[0] << 8) : sum;
}

static uint16_t fold(uint32_t sum) {
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static bool is_fragment(const uint8_t *bytes) {
	return (get16(bytes + 6) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0;
}

const char *packet_read(uint8_t *bytes, size_t length, struct packet *packet) {
	if (length < IP_HEADER)
		return "shorter than an IP header";
	if (bytes[0] >> 4 != 4)
		return bytes[0] >> 4 == 6 ? "IPv6, which the gateway does not know" : "not IP";
	size_t header = (size_t)(bytes[0] & 15) * 4;
	size_t total = get16(bytes + 2);
	if (header < IP_HEADER || total < header)
		return "lengths that contradict each other";
	if (total > length)
		return "shorter than its IP header says";
	if (fold(add_words(0, bytes, header)) != 0xffff)
		return "bad checksum of the IP header";
	*packet = (struct packet){
		.bytes = bytes,
		.length = total,
		.source = get32(bytes + 12),
		.destination = get32(bytes + 16),
		.protocol = bytes[9],
		.payload = bytes + header,
		.payload_length = total - header,
	};
	size_t least = packet->protocol == PROTOCOL_TCP ? TCP_HEADER : UDP_HEADER;
	if ((packet->protocol == PROTOCOL_TCP || packet->protocol == PROTOCOL_UDP) && packet->payload_length >= least &&
		!(get16(bytes + 6) & FRAGMENT_OFFSET)) {
		packet->has_ports = true;
		packet->source_port = get16(packet->payload);
		packet->destination_port = get16(packet->payload + 2);
	}
	return NULL;
}

/* The sum over the pseudo header and the first `length` bytes of the payload. */
static uint16_t sum_payload(const struct packet *packet, size_t length) {
	uint32_t sum = packet->protocol == PROTOCOL_ICMP ? 0 : packet->protocol + (uint32_t)length;
	if (packet->protocol != PROTOCOL_ICMP)
		sum = add_words(sum, packet->bytes + 12, 8);
	return fold(add_words(sum, packet->payload, length));
}

bool packet_is_fragment(const struct packet *packet) {
	return is_fragment(packet->bytes);
}

bool packet_has_good_checksum(const struct packet *packet) {
	size_t length = packet->payload_length;
	if (is_fragment(packet->bytes))
		return true;
	if (packet->protocol == PROTOCOL_UDP) {
		if (!packet->has_ports)
			return false;
		size_t claimed = get16(packet->payload + 4);
		if (claimed < UDP_HEADER || claimed > length)
			return false;
		if (get16(packet->payload + 6) == 0)
			return true;
		length = claimed;
	} else if (packet->protocol != PROTOCOL_TCP && packet->protocol != PROTOCOL_ICMP) {
		return true;
	}
	return sum_payload(packet, length) == 0xffff;
}

/* Replaces bytes that a checksum covers; RFC 1624, equation 3. */
static void replace(uint8_t *checksum, const uint8_t *old, const uint8_t *new, size_t length) {
	uint32_t sum = (uint16_t)~get16(checksum);
	for (size_t i = 0; i < length; i += 2)
		sum += (uint16_t)~get16(old + i) + (uint32_t)get16(new + i);
	put16(checksum, (uint16_t)~fold(sum));
}

/* @param place where the address is in the IP header, and the port in that of the payload. */
static void set_end(struct packet *packet, size_t address_place, size_t port_place, uint32_t address, uint16_t port) {
	uint8_t new_address[4], new_port[2];
	uint8_t *old_address = packet->bytes + address_place, *old_port = packet->payload + port_place;
	uint8_t *checksum = packet->payload + (packet->protocol == PROTOCOL_TCP ? 16 : 6);
	bool is_udp = packet->protocol == PROTOCOL_UDP;
	put32(new_address, address);
	put16(new_port, port);
	replace(packet->bytes + 10, old_address, new_address, 4);
	if (!is_udp || get16(checksum) != 0) {
		replace(checksum, old_address, new_address, 4);
		replace(checksum, old_port, new_port, 2);
		if (is_udp && get16(checksum) == 0)
			put16(checksum, 0xffff);
	}
	memcpy(old_address, new_address, 4);
	memcpy(old_port, new_port, 2);
}

void packet_set_source(struct packet *packet, uint32_t address, uint16_t port) {
	set_end(packet, 12, 0, address, port);
	packet->source = address;
	packet->source_port = port;
}

void packet_set_destination(struct packet *packet, uint32_t address, uint16_t port) {
	set_end(packet, 16, 2, address, port);
	packet->destination = address;
	packet->destination_port = port;
}

size_t packet_make_reply(const struct packet *asked, const void *data, size_t length, uint8_t *bytes) {
	struct packet reply = {
		.bytes = bytes,
		.length = IP_HEADER + UDP_HEADER + length,
		.protocol = PROTOCOL_UDP,
		.payload = bytes + IP_HEADER,
		.payload_length = UDP_HEADER + length,
	};
	memset(bytes, 0, IP_HEADER + UDP_HEADER);
	bytes[0] = 0x45;
	put16(bytes + 2, (uint16_t)reply.length);
	bytes[8] = 64; /* hops */
	bytes[9] = PROTOCOL_UDP;
	put32(bytes + 12, asked->destination);
	put32(bytes + 16, asked->source);
	put16(bytes + 10, (uint16_t)~fold(add_words(0, bytes, IP_HEADER)));
	put16(reply.payload, asked->destination_port);
	put16(reply.payload + 2, asked->source_port);
	put16(reply.payload + 4, (uint16_t)reply.payload_length);
	memcpy(reply.payload + UDP_HEADER, data, length);
	uint16_t checksum = (uint16_t)~sum_payload(&reply, reply.payload_length);
	put16(reply.payload + 6, checksum ? checksum : 0xffff);
	return reply.length;
}

const char *packet_print_endpoint(uint32_t address, uint16_t port, char text[ENDPOINT_TEXT]) {
	int length = snprintf(
		text, ENDPOINT_TEXT, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
	if (port)
		snprintf(text + length, ENDPOINT_TEXT - (size_t)length, ":%u", port);
	return text;
}
