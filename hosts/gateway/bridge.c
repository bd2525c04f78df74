/*
 * Between the line and libslirp, see bridge.h.
 */
#include "bridge.h"
#include "../usernet/usernet.h"
#include "clock.h"
#include "line.h"
#include "packet.h"
#include "trace.h"
#include <stdio.h>
#include <string.h>

enum { ETHERNET_HEADER = 14, TYPE_IP = 0x0800, TYPE_ARP = 0x0806 };
enum { ARP_LENGTH = 28, ARP_REQUEST = 1 };
enum { PORT_DNS = 53, PORT_NTP = 123, DNS_HEADER = 12, DNS_REFUSED = 5 };

#define NETWORK 0x0a000200u     /* 10.0.2.0 */
#define NETMASK 0xffffff00u     /* of 24 bits */
#define NAME_SERVER 0x0a000203u /* 10.0.2.3 */
#define BROADCAST 0x0a0002ffu

static const uint8_t board_mac[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
static const uint8_t network_mac[6] = {0x52, 0x55, 10, 0, 2, 2};

struct bridge_counters bridge_counters;

static struct bridge_settings settings;

void bridge_start(const struct bridge_settings *wanted) {
	settings = *wanted;
}

static bool is_of_board(uint32_t address) {
	return (address & NETMASK) == NETWORK && address != NETWORK && address != BRIDGE_HOST && address != NAME_SERVER &&
		   address != BROADCAST;
}

static void send_frame(uint16_t type, const uint8_t *destination, const void *data, size_t length) {
	uint8_t frame[ETHERNET_HEADER + PACKET_LONGEST];
	memcpy(frame, destination, 6);
	memcpy(frame + 6, board_mac, 6);
	put16(frame + 12, type);
	memcpy(frame + ETHERNET_HEADER, data, length);
	usernet_send(frame, ETHERNET_HEADER + length);
}

static void send_to_board(struct packet *packet) {
	trace_packet(false, packet);
	line_send(packet->bytes, packet->length);
}

static void reply(const struct packet *asked, const uint8_t *data, size_t length) {
	uint8_t bytes[PACKET_LONGEST];
	struct packet packet;
	size_t total = packet_make_reply(asked, data, length, bytes);
	bridge_counters.answered++;
	if (!packet_read(bytes, total, &packet))
		send_to_board(&packet);
}

/*
 * Questions that were handed to the server of --dns, by protocol and the board's port: only what comes back for those is
 * from the name server as far as the board is concerned. It may have other business with the same server.
 */
static uint8_t relayed[2][65536 / 8];

static bool was_relayed(const struct packet *packet, uint16_t port) {
	return relayed[packet->protocol == PROTOCOL_TCP][port / 8] >> port % 8 & 1;
}

static void note_relayed(const struct packet *packet, bool now) {
	uint16_t port = packet->source_port;
	uint8_t *bits = &relayed[packet->protocol == PROTOCOL_TCP][port / 8];
	*bits = (uint8_t)(now ? *bits | 1 << port % 8 : *bits & ~(1 << port % 8));
}

static bool is_from_dns(const struct packet *packet) {
	return settings.dns == BRIDGE_DNS_SERVER && packet->has_ports && packet->source == settings.dns_address &&
		   packet->source_port == settings.dns_port && was_relayed(packet, packet->destination_port);
}

static void refuse_name(const struct packet *packet) {
	static bool told;
	uint8_t answer[512];
	size_t length = packet->payload_length - 8;
	if (!told)
		fputs("gateway: the board asks for a name, and there is no --dns: refused\n", stderr);
	told = true;
	if (packet->protocol != PROTOCOL_UDP || length < DNS_HEADER || length > sizeof(answer) ||
		packet->payload[8 + 2] & 0x80)
		return;
	memcpy(answer, packet->payload + 8, length);
	answer[2] = (uint8_t)(0x80 | (answer[2] & 0x79)); /* an answer, to the same kind of question */
	answer[3] = DNS_REFUSED;
	reply(packet, answer, length);
}

/* @return whether the packet was for the name server, and is done with. */
static bool serve_name(struct packet *packet) {
	if (packet->destination != NAME_SERVER || packet->protocol == PROTOCOL_ICMP || settings.dns == BRIDGE_DNS_SYSTEM)
		return false;
	if (!packet->has_ports || packet->destination_port != PORT_DNS) {
		/* libslirp would take it for the host */
		bridge_counters.stray++;
		trace_dropped("nothing is there but DNS and NTP", packet->length);
		return true;
	}
	if (settings.dns == BRIDGE_DNS_NONE) {
		refuse_name(packet);
		return true;
	}
	packet_set_destination(packet, settings.dns_address, settings.dns_port);
	note_relayed(packet, true);
	send_frame(TYPE_IP, network_mac, packet->bytes, packet->length);
	return true;
}

/* @return whether the packet was for the clock, and is done with. */
static bool serve_time(const struct packet *packet) {
	uint8_t answer[CLOCK_MESSAGE];
	if ((packet->destination != BRIDGE_HOST && packet->destination != NAME_SERVER) || !packet->has_ports ||
		packet->protocol != PROTOCOL_UDP || packet->destination_port != PORT_NTP)
		return false;
	if (clock_answer(packet->payload + 8, packet->payload_length - 8, answer))
		reply(packet, answer, sizeof(answer));
	return true;
}

static void complain_of_source(uint32_t address) {
	static bool told;
	char text[ENDPOINT_TEXT];
	if (!told)
		fprintf(stderr, "gateway: a packet from %s was dropped: the board must have an address of 10.0.2.0/24\n",
			packet_print_endpoint(address, 0, text));
	told = true;
}

/*
 * libslirp would ask for the board by ARP, and look for the answer only half a second later. It is told before it has anything
 * to send: whatever it sends is an answer.
 */
static void announce(uint32_t address) {
	static const uint8_t everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	static uint32_t announced;
	uint8_t arp[ARP_LENGTH] = {0, 1, 8, 0, 6, 4, 0, ARP_REQUEST};
	if (address == announced)
		return;
	announced = address;
	memcpy(arp + 8, board_mac, 6);
	put32(arp + 14, address);
	put32(arp + 24, address);
	send_frame(TYPE_ARP, everybody, arp, sizeof(arp));
}

void bridge_from_board(uint8_t *bytes, size_t length) {
	struct packet packet;
	const char *wrong = packet_read(bytes, length, &packet);
	if (!wrong && !packet_has_good_checksum(&packet))
		wrong = "bad checksum";
	/* libslirp crashes when it joins fragments that contradict each other, and firmware sends none */
	if (!wrong && packet_is_fragment(&packet))
		wrong = "a fragment";
	if (wrong) {
		bridge_counters.bad++;
		trace_dropped(wrong, length);
		return;
	}
	trace_packet(true, &packet);
	if (!is_of_board(packet.source)) {
		bridge_counters.stray++;
		complain_of_source(packet.source);
		return;
	}
	announce(packet.source);
	if (serve_time(&packet) || serve_name(&packet))
		return;
	if (packet.has_ports && packet.destination == settings.dns_address && packet.destination_port == settings.dns_port)
		note_relayed(&packet, false);
	send_frame(TYPE_IP, network_mac, packet.bytes, packet.length);
}

void bridge_from_network(const void *frame, size_t length) {
	uint8_t bytes[PACKET_LONGEST];
	struct packet packet;
	const uint8_t *data = frame;
	if (length < ETHERNET_HEADER || length - ETHERNET_HEADER > sizeof(bytes) || get16(data + 12) != TYPE_IP)
		return;
	length -= ETHERNET_HEADER;
	memcpy(bytes, data + ETHERNET_HEADER, length);
	if (packet_read(bytes, length, &packet))
		return;
	if (is_from_dns(&packet))
		packet_set_source(&packet, NAME_SERVER, PORT_DNS);
	send_to_board(&packet);
}
