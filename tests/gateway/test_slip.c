/*
 * hosts/bare-metal/slip.c: packets on a serial line.
 */
#include "../../hosts/bare-metal/slip.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

/* Packets that a decoder found, and what it could not take. */
static struct {
	uint8_t bytes[16][64];
	size_t lengths[16];
	size_t count, broken, skipped;
} found;

static struct slip_decoder decoder;
static uint8_t packet[64];
static size_t packet_length;

/* Decodes, with room for `most` bytes of a packet, which may be given `step` at a time. */
static void decode(const void *in, size_t length, size_t most, size_t step_room) {
	const uint8_t *bytes = in;
	while (length) {
		size_t room = most - packet_length < step_room ? most - packet_length : step_room;
		struct slip_step step = slip_decode(&decoder, bytes, length, packet + packet_length, room);
		check(step.taken <= length && step.made <= room);
		bytes += step.taken;
		length -= step.taken;
		packet_length += step.made;
		switch (step.event) {
		case SLIP_PACKET:
			check(found.count < 16);
			memcpy(found.bytes[found.count], packet, packet_length);
			found.lengths[found.count++] = packet_length;
			packet_length = 0;
			break;
		case SLIP_BROKEN:
			found.broken++;
			packet_length = 0;
			break;
		case SLIP_FULL:
			check(step.made == room);
			if (packet_length == most) {
				slip_skip(&decoder);
				found.skipped++;
				packet_length = 0;
			}
			break;
		case SLIP_MORE:
			check(length == 0);
		}
	}
}

#define decode_text(text) decode(text, sizeof(text) - 1, sizeof(packet), sizeof(packet))
#define check_packet(number, text) \
	check(found.count > number && found.lengths[number] == sizeof(text) - 1 && \
		  !memcmp(found.bytes[number], text, sizeof(text) - 1))

static size_t encode(const void *in, size_t length, uint8_t *out, size_t room) {
	struct slip_encoder encoder = {0};
	struct slip_step step = slip_encode(&encoder, in, length, true, out, room);
	check(step.event == SLIP_PACKET && step.taken == length);
	return step.made;
}

test(special_bytes_are_escaped_as_rfc_1055_says) {
	static const uint8_t in[] = {1, 0xc0, 2, 0xdb, 3, 0xdc, 0xdd};
	static const uint8_t expected[] = {0xc0, 1, 0xdb, 0xdc, 2, 0xdb, 0xdd, 3, 0xdc, 0xdd, 0xc0};
	uint8_t out[64];
	size_t length = encode(in, sizeof(in), out, sizeof(out));
	check(length == sizeof(expected) && !memcmp(out, expected, length));
}

test(any_packet_comes_back_whole) {
	uint8_t in[32], out[SLIP_LONGEST(32)];
	for (int round = 0; round < 2000; round++) {
		size_t length = 1 + (size_t)rand() % sizeof(in);
		for (size_t i = 0; i < length; i++)
			in[i] = rand() % 2 ? (uint8_t)rand() : "\xc0\xdb\xdc\xdd"[rand() % 4];
		size_t coded = encode(in, length, out, sizeof(out));
		memset(&found, 0, sizeof(found));
		decode(out, coded, sizeof(packet), sizeof(packet));
		check(found.count == 1 && found.lengths[0] == length && !memcmp(found.bytes[0], in, length));
	}
}

test(the_longest_form_is_as_long_as_promised) {
	uint8_t in[20], out[64];
	memset(in, 0xc0, sizeof(in));
	check(encode(in, sizeof(in), out, sizeof(out)) == SLIP_LONGEST(sizeof(in)));
}

test(an_encoder_continues_in_any_room_and_with_any_parts) {
	static const uint8_t in[] = {0xdb, 1, 0xc0, 0xc0, 2, 0xdb};
	uint8_t whole[64], out[64];
	size_t length = encode(in, sizeof(in), whole, sizeof(whole));
	for (size_t room = 1; room < 5; room++) {
		for (size_t part = 1; part <= sizeof(in); part++) {
			struct slip_encoder encoder = {0};
			size_t taken = 0, made = 0;
			for (int turns = 0; turns < 100; turns++) {
				size_t end = taken - taken % part + part;
				bool last = end >= sizeof(in);
				if (last)
					end = sizeof(in);
				struct slip_step step = slip_encode(&encoder, in + taken, end - taken, last, out + made, room);
				check(step.made <= room && step.taken <= end - taken);
				taken += step.taken;
				made += step.made;
				if (step.event == SLIP_PACKET)
					break;
				check(step.event == (taken == end && !last && step.made < room ? SLIP_MORE : step.event));
			}
			check(made == length && !memcmp(out, whole, length));
		}
	}
}

test(an_encoder_without_room_does_nothing) {
	struct slip_encoder encoder = {0};
	struct slip_step step = slip_encode(&encoder, (const uint8_t *)"a", 1, true, NULL, 0);
	check(step.event == SLIP_FULL && step.taken == 0 && step.made == 0);
}

test(a_decoder_takes_its_input_byte_by_byte) {
	static const char in[] = "\xc0"
							 "ab\xdb\xdc\xdb\xdd\xc0";
	for (size_t i = 0; i < sizeof(in) - 1; i++)
		decode(in + i, 1, sizeof(packet), sizeof(packet));
	check(found.count == 1);
	check_packet(0, "ab\xc0\xdb");
}

test(a_decoder_fills_parts_of_any_size) {
	for (size_t room = 1; room < 6; room++)
		decode("\xc0"
			   "ab\xdb\xdc"
			   "cd\xc0",
			8, sizeof(packet), room);
	check(found.count == 5);
	check_packet(4, "ab\xc0"
					"cd");
}

test(bytes_before_the_first_end_are_no_packet) {
	decode_text("noise\xdb"
				"x\xc0"
				"abc\xc0");
	check(found.count == 1 && found.broken == 0);
	check_packet(0, "abc");
}

test(empty_packets_are_not_told) {
	decode_text("\xc0\xc0\xc0"
				"a\xc0\xc0"
				"b\xc0\xc0\xc0");
	check(found.count == 2);
	check_packet(1, "b");
}

test(a_packet_with_a_bad_escape_is_broken_up_to_its_end) {
	decode_text("\xc0"
				"ab\xdb"
				"cde\xc0"
				"fg\xc0");
	check(found.broken == 1 && found.count == 1);
	check_packet(0, "fg");
}

test(two_escapes_in_a_row_break_the_packet) {
	decode_text("\xc0"
				"a\xdb\xdb\xdc"
				"b\xc0"
				"c\xc0");
	check(found.broken == 1 && found.count == 1);
	check_packet(0, "c");
}

test(an_end_after_escape_breaks_the_packet_and_begins_the_next) {
	decode_text("\xc0"
				"ab\xdb\xc0"
				"cd\xc0");
	check(found.broken == 1 && found.count == 1);
	check_packet(0, "cd");
}

test(a_packet_without_room_is_skipped_and_the_next_one_is_not) {
	static const char in[] = "\xc0"
							 "12345678901\xc0"
							 "abcdefghij\xc0";
	decode(in, sizeof(in) - 1, 10, 10);
	check(found.skipped == 1 && found.count == 1);
	check_packet(0, "abcdefghij");
}

test(a_lost_end_costs_two_packets_at_most) {
	decode_text("\xc0"
				"one\xc0\xc0"
				"twothree\xc0\xc0"
				"four\xc0");
	check(found.count == 3);
	check_packet(2, "four");
}

test(after_any_flood_of_garbage_the_next_packet_is_found) {
	for (int round = 0; round < 200; round++) {
		uint8_t noise[500];
		memset(&found, 0, sizeof(found));
		for (size_t i = 0; i < sizeof(noise); i++)
			noise[i] = (uint8_t)(rand() % 255 + 1);
		for (size_t i = 0; i < sizeof(noise); i++) {
			decode(noise + i, 1, sizeof(packet), 7);
			found.count = 0;
		}
		decode_text("\xc0good\xc0");
		check(found.count == 1 || found.count == 2);
		check(found.lengths[found.count - 1] == 4 && !memcmp(found.bytes[found.count - 1], "good", 4));
	}
}
