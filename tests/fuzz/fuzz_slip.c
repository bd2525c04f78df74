/*
 * SLIP: any bytes on the serial line, in any pieces, with any room for packets. However a line is cut, the same packets come
 * out of it; and what is encoded comes back.
 */
#include "fuzz.h"
#include "slip.h"
#include <string.h>

#define MOST 8192

struct packets {
	uint8_t bytes[MOST]; /* of all, one behind the other */
	size_t length;
	size_t begin; /* of the packet that is not complete yet */
	size_t ends[MOST], count;
};

static struct packets whole, cut;
static uint8_t line[2 * SLIP_LONGEST(MOST)];

void fuzz_prepare(void) {
}

/* @return how many bytes of the line were taken. */
static size_t decode(struct slip_decoder *decoder, struct packets *to, const uint8_t *in, size_t length, size_t room) {
	check(room <= MOST - to->length);
	struct slip_step step = slip_decode(decoder, in, length, to->bytes + to->length, room);
	check(step.taken <= length && step.made <= room);
	to->length += step.made;
	switch (step.event) {
	case SLIP_MORE:
		check_equal(step.taken, length);
		break;
	case SLIP_FULL:
		check_equal(step.made, room);
		break;
	case SLIP_PACKET:
		check(to->length > to->begin);
		to->ends[to->count++] = to->begin = to->length;
		break;
	case SLIP_BROKEN:
		to->length = to->begin;
	}
	return step.taken;
}

static void decode_at_once(const uint8_t *in, size_t length) {
	struct slip_decoder decoder = {0};
	for (size_t at = 0; at < length;)
		at += decode(&decoder, &whole, in + at, length - at, MOST - whole.length);
}

static void decode_in_pieces(struct input *input, const uint8_t *in, size_t length) {
	struct slip_decoder decoder = {0};
	size_t pieces = 0;
	for (size_t at = 0; at < length;) {
		bool rest = pieces++ > 2 * length; /* a room of nothing gets nobody any further */
		size_t piece = rest ? length - at : input_below(input, 32), room = rest ? MOST : input_below(input, 32);
		piece = piece < length - at ? piece : length - at;
		room = room < MOST - cut.length ? room : MOST - cut.length;
		at += decode(&decoder, &cut, in + at, piece, room);
	}
}

static size_t encode(struct input *input, const uint8_t *in, size_t length) {
	struct slip_encoder encoder = {0};
	size_t made = 0, at = 0;
	for (;;) {
		size_t piece = input_has(input) ? input_below(input, 32) : length - at;
		size_t room = input_has(input) ? input_below(input, 32) : sizeof(line) - made;
		piece = piece < length - at ? piece : length - at;
		struct slip_step step = slip_encode(&encoder, in + at, piece, at + piece == length, line + made, room);
		check(step.taken <= piece && step.made <= room && step.event != SLIP_BROKEN);
		at += step.taken;
		made += step.made;
		if (step.event == SLIP_PACKET)
			break;
	}
	check_equal(at, length);
	check(made <= SLIP_LONGEST(length));
	return made;
}

static void expect_back(struct input *input, const uint8_t *packet, size_t length) {
	whole.length = whole.begin = whole.count = 0;
	decode_at_once(line, encode(input, packet, length));
	check_equal(whole.count, length > 0);
	check_equal(whole.length, length);
	check_bytes(whole.bytes, packet, length);
}

void fuzz_play(struct input *input) {
	size_t length;
	const uint8_t *in = input_block(input, &length);
	length = length < MOST ? length : MOST;
	whole.length = whole.begin = whole.count = cut.length = cut.begin = cut.count = 0;
	decode_at_once(in, length);
	struct input pieces = *input;
	decode_in_pieces(&pieces, in, length);
	check_equal(cut.count, whole.count);
	check_equal(cut.length, whole.length);
	check_bytes(cut.bytes, whole.bytes, whole.length);
	check_bytes(cut.ends, whole.ends, whole.count * sizeof(whole.ends[0]));
	expect_back(input, in, length);
}
