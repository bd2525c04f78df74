/*
 * SLIP: packets on a serial line, each between bytes END (RFC 1055). Two state machines without memory of their own, fed
 * with whatever has come and drained into whatever room there is.
 *
 * Whatever is on the line, the decoder finds the next packet at the next END. It cannot tell a damaged packet from a good
 * one as long as the bytes are legal: that is for the checksums of IP, UDP and TCP.
 */
#ifndef BARE_SLIP_H
#define BARE_SLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum slip_event {
	SLIP_MORE,   /* all of the input is used; the packet goes on */
	SLIP_FULL,   /* all of the room is used; the packet goes on */
	SLIP_PACKET, /* the packet is complete */
	SLIP_BROKEN, /* decoder only: the packet so far must be forgotten, because of a byte that cannot follow ESC */
};

struct slip_step {
	size_t taken; /* bytes of the input that are done with */
	size_t made;  /* bytes written to the output */
	enum slip_event event;
};

/** At first all 0: what comes before the first END is no packet. */
struct slip_decoder {
	uint8_t state;
};

/**
 * Decodes up to the end of a packet, of the input or of the room, whatever is first. Empty packets are not told.
 * @param out where the packet goes on; @param room how many bytes there, may be 0
 */
struct slip_step slip_decode(struct slip_decoder *decoder, const uint8_t *in, size_t length, uint8_t *out, size_t room);

/** Ignores the rest of the packet that is being decoded, because there is no room for it. */
void slip_skip(struct slip_decoder *decoder);

/** At first all 0, and again after SLIP_PACKET. */
struct slip_encoder {
	uint8_t state;
};

/** How many bytes a packet can become: two for each, and END before and after it. */
#define SLIP_LONGEST(length) (2 * (length) + 2)

/**
 * Encodes the next part of a packet. END comes before each packet as well, so that noise on a silent line does not become
 * part of it.
 * @param last whether the packet ends where the input does; until SLIP_PACKET call again with what was not taken, if only
 *     with a length of 0
 */
struct slip_step slip_encode(
	struct slip_encoder *encoder, const uint8_t *in, size_t length, bool last, uint8_t *out, size_t room);

#endif
