/*
 * hosts/gateway/packet.c: IPv4 packets.
 */
#include "../../hosts/gateway/packet.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

/* 10.0.2.15:5000 to 10.0.2.3:53, UDP, "abc"; its checksums were computed elsewhere */
static const uint8_t datagram[] = {0x45, 0, 0, 31, 0, 1, 0, 0, 64, 17, 0x62, 0xbc, 10, 0, 2, 15, 10, 0, 2, 3, 0x13,
	0x88, 0, 53, 0, 11, 0x0f, 0xa7, 'a', 'b', 'c'};

static uint8_t bytes[PACKET_LONGEST];
static struct packet packet;

static void fill(const void *from, size_t length) {
	memset(bytes, 0xee, sizeof(bytes));
	memcpy(bytes, from, length);
}

/* Sums 16-bit words and folds, without looking at the code under test. */
static uint16_t sum(const uint8_t *from, size_t length, uint32_t start) {
	for (size_t i = 0; i < length; i++)
		start += i % 2 ? from[i] : (uint32_t)from[i] << 8;
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return (uint16_t)start;
}

static uint16_t sum_udp(const uint8_t *from, size_t length) {
	return sum(from + 20, length - 20, sum(from + 12, 8, 17 + (uint32_t)length - 20));
}

test(a_datagram_is_read) {
	fill(datagram, sizeof(datagram));
	check(!packet_read(bytes, sizeof(datagram), &packet));
	check_equal(packet.source, 0x0a00020f);
	check_equal(packet.destination, 0x0a000203);
	check_equal(packet.protocol, PROTOCOL_UDP);
	check(packet.has_ports);
	check_equal(packet.source_port, 5000);
	check_equal(packet.destination_port, 53);
	check_equal(packet.payload_length, 11);
	check(packet_has_good_checksum(&packet));
}

test(bytes_behind_the_packet_are_ignored) {
	fill(datagram, sizeof(datagram));
	check(!packet_read(bytes, sizeof(datagram) + 20, &packet));
	check_equal(packet.length, sizeof(datagram));
	check(packet_has_good_checksum(&packet));
}

test(any_changed_byte_is_seen) {
	for (size_t place = 0; place < sizeof(datagram); place++) {
		for (int change = 1; change < 256; change++) {
			fill(datagram, sizeof(datagram));
			bytes[place] ^= (uint8_t)change;
			check(packet_read(bytes, sizeof(datagram), &packet) || !packet_has_good_checksum(&packet));
		}
	}
}

test(any_lost_byte_is_seen) {
	for (size_t place = 0; place < sizeof(datagram); place++) {
		fill(datagram, sizeof(datagram));
		memmove(bytes + place, bytes + place + 1, sizeof(datagram) - place - 1);
		check(packet_read(bytes, sizeof(datagram) - 1, &packet) || !packet_has_good_checksum(&packet));
	}
}

test(no_length_makes_it_read_behind_the_end) {
	for (size_t length = 0; length < sizeof(datagram); length++) {
		uint8_t *exact = malloc(length ? length : 1);
		memcpy(exact, datagram, length);
		check(packet_read(exact, length, &packet) != NULL);
		free(exact);
	}
}

test(random_packets_are_read_within_their_bounds) {
	for (int round = 0; round < 20000; round++) {
		size_t length = 20 + (size_t)rand() % 60;
		uint8_t *random = malloc(length);
		for (size_t i = 0; i < length; i++)
			random[i] = (uint8_t)rand();
		random[0] = (uint8_t)(0x45 + rand() % 3);
		put16(random + 2, (uint16_t)(length - (size_t)rand() % 3));
		random[9] = "\1\6\21\22"[rand() % 4];
		put16(random + 10, 0);
		size_t header = (random[0] & 15u) * 4;
		if (header <= length)
			put16(random + 10, (uint16_t)~sum(random, header, 0));
		if (!packet_read(random, length, &packet)) {
			packet_has_good_checksum(&packet);
			if (packet.has_ports)
				packet_set_source(&packet, (uint32_t)rand(), (uint16_t)rand());
		}
		free(random);
	}
}

test(a_datagram_without_checksum_is_good) {
	fill(datagram, sizeof(datagram));
	put16(bytes + 26, 0);
	check(!packet_read(bytes, sizeof(datagram), &packet) && packet_has_good_checksum(&packet));
	packet_set_destination(&packet, 0x0a000202, 5300);
	check_equal(get16(bytes + 26), 0);
}

test(a_changed_end_leaves_good_checksums) {
	for (int round = 0; round < 20000; round++) {
		fill(datagram, sizeof(datagram));
		check(!packet_read(bytes, sizeof(datagram), &packet));
		uint32_t address = (uint32_t)rand() << 8 ^ (uint32_t)rand();
		uint16_t port = (uint16_t)rand();
		if (round % 2)
			packet_set_source(&packet, address, port);
		else
			packet_set_destination(&packet, address, port);
		check_equal(get32(bytes + (round % 2 ? 12 : 16)), address);
		check_equal(get16(bytes + (round % 2 ? 20 : 22)), port);
		check_equal(sum(bytes, 20, 0), 0xffff);
		check(get16(bytes + 26) != 0);
		check_equal(sum_udp(bytes, sizeof(datagram)), 0xffff);
	}
}

test(a_reply_goes_back_with_good_checksums) {
	uint8_t reply[PACKET_LONGEST];
	fill(datagram, sizeof(datagram));
	check(!packet_read(bytes, sizeof(datagram), &packet));
	for (size_t length = 0; length < 100; length++) {
		size_t total = packet_make_reply(&packet, datagram, length < sizeof(datagram) ? length : 5, reply);
		check_equal(get32(reply + 12), 0x0a000203);
		check_equal(get32(reply + 16), 0x0a00020f);
		check_equal(get16(reply + 20), 53);
		check_equal(get16(reply + 22), 5000);
		check_equal(sum(reply, 20, 0), 0xffff);
		check_equal(sum_udp(reply, total), 0xffff);
	}
}

test(later_fragments_have_no_ports) {
	fill(datagram, sizeof(datagram));
	put16(bytes + 6, 5);
	put16(bytes + 10, 0);
	put16(bytes + 10, (uint16_t)~sum(bytes, 20, 0));
	check(!packet_read(bytes, sizeof(datagram), &packet));
	check(!packet.has_ports);
	check(packet_has_good_checksum(&packet));
}
