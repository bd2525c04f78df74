/*
 * SLIP, see slip.h.
 */
#include "slip.h"

enum { END = 0xc0, ESC = 0xdb, ESC_END = 0xdc, ESC_ESC = 0xdd };

/* of the decoder: until the next END; after an END; in a packet; after ESC */
enum { HUNTING, BETWEEN, INSIDE, ESCAPED };

/* of the encoder: END is due; in a packet; the second byte of an escape is due */
enum { STARTING, RUNNING, OWES_ESC_END, OWES_ESC_ESC };

struct slip_step slip_decode(
	struct slip_decoder *decoder, const uint8_t *in, size_t length, uint8_t *out, size_t room) {
	struct slip_step step = {0, 0, SLIP_MORE};
	while (step.taken < length) {
		uint8_t byte = in[step.taken];
		uint8_t state = decoder->state;
		if (byte == END) {
			step.taken++;
			decoder->state = BETWEEN;
			if (state == INSIDE || state == ESCAPED) {
				step.event = state == INSIDE ? SLIP_PACKET : SLIP_BROKEN;
				break;
			}
			continue;
		}
		if (state == HUNTING) {
			step.taken++;
			continue;
		}
		if (state == ESCAPED && byte != ESC_END && byte != ESC_ESC) {
			step.taken++;
			decoder->state = HUNTING;
			step.event = SLIP_BROKEN;
			break;
		}
		if (byte == ESC) {
			step.taken++;
			decoder->state = ESCAPED;
			continue;
		}
		if (step.made == room) {
			step.event = SLIP_FULL;
			break;
		}
		if (state == ESCAPED)
			byte = byte == ESC_END ? END : ESC;
		out[step.made++] = byte;
		step.taken++;
		decoder->state = INSIDE;
	}
	return step;
}

void slip_skip(struct slip_decoder *decoder) {
	decoder->state = HUNTING;
}

/* @return the byte that is due before anything of the input, or -1. */
static int get_due(const struct slip_encoder *encoder) {
	switch (encoder->state) {
	case STARTING:
		return END;
	case OWES_ESC_END:
		return ESC_END;
	case OWES_ESC_ESC:
		return ESC_ESC;
	default:
		return -1;
	}
}

struct slip_step slip_encode(
	struct slip_encoder *encoder, const uint8_t *in, size_t length, bool last, uint8_t *out, size_t room) {
	struct slip_step step = {0, 0, SLIP_FULL};
	while (step.made < room) {
		int due = get_due(encoder);
		if (due >= 0) {
			out[step.made++] = (uint8_t)due;
			encoder->state = RUNNING;
		} else if (step.taken < length) {
			uint8_t byte = in[step.taken++];
			if (byte == END || byte == ESC) {
				encoder->state = byte == END ? OWES_ESC_END : OWES_ESC_ESC;
				byte = ESC;
			}
			out[step.made++] = byte;
		} else if (last) {
			out[step.made++] = END;
			encoder->state = STARTING;
			step.event = SLIP_PACKET;
			return step;
		} else {
			step.event = SLIP_MORE;
			return step;
		}
	}
	/* what was taken to its last byte asks for more even when there is no room left */
	if (!last && step.taken == length && get_due(encoder) < 0)
		step.event = SLIP_MORE;
	return step;
}
