/*
 * What TCP does, read off the frames: its states, retransmissions, closed windows. lwIP itself tells little of that, and
 * nothing of the other end.
 */
#include "constants.h"
#include "diagnostics.h"
#include <stdio.h>
#include <string.h>

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/* One direction of a connection. */
struct flow {
	bool started, closed_window;
	uint32_t next; /* the sequence number behind the last byte seen */
	unsigned repeated;
};

struct conversation {
	uint16_t local_port;
	ss_address remote;
	struct flow flows[2]; /* ours, theirs */
	uint64_t used;
};

struct segment {
	uint16_t local_port;
	ss_address remote;
	bool sent;
	uint8_t flags;
	uint32_t seq, length;
	uint16_t window;
};

#define CONVERSATIONS 256
static struct conversation conversations[CONVERSATIONS];
static uint64_t uses;

static uint16_t read16(const uint8_t *bytes) {
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static uint32_t read32(const uint8_t *bytes) {
	return (uint32_t)read16(bytes) << 16 | read16(bytes + 2);
}

static bool read_tcp(const uint8_t *tcp, size_t length, struct segment *segment) {
	if (length < 20 || (size_t)(tcp[12] >> 4) * 4 > length)
		return false;
	segment->local_port = read16(tcp + (segment->sent ? 0 : 2));
	segment->remote.port = read16(tcp + (segment->sent ? 2 : 0));
	segment->seq = read32(tcp + 4);
	segment->flags = tcp[13];
	segment->window = read16(tcp + 14);
	segment->length = (uint32_t)(length - (size_t)(tcp[12] >> 4) * 4);
	return true;
}

/* @return whether the frame holds a whole TCP segment; fragments of IP do not. */
static bool read_frame(const uint8_t *frame, size_t length, struct segment *segment) {
	const uint8_t *ip = frame + 14;
	if (length < 14 + 40)
		return false;
	if (read16(frame + 12) == 0x0800 && ip[9] == 6 && !(read16(ip + 6) & 0x3fff)) {
		size_t head = (size_t)(ip[0] & 15) * 4, total = read16(ip + 2);
		if (total < head || total > length - 14)
			return false;
		segment->remote.family = SOCKETS_AF_INET;
		memcpy(segment->remote.bytes, ip + (segment->sent ? 16 : 12), 4);
		return read_tcp(ip + head, total - head, segment);
	}
	if (read16(frame + 12) == 0x86dd && ip[6] == 6 && (size_t)read16(ip + 4) + 54 <= length) {
		segment->remote.family = SOCKETS_AF_INET6;
		memcpy(segment->remote.bytes, ip + (segment->sent ? 24 : 8), 16);
		return read_tcp(ip + 40, read16(ip + 4), segment);
	}
	return false;
}

/* The one it belongs to; the one that was not used for longest is given up for a new one. */
static struct conversation *find(const struct segment *segment) {
	struct conversation *oldest = conversations;
	for (struct conversation *each = conversations; each < conversations + CONVERSATIONS; each++) {
		if (each->used && each->local_port == segment->local_port && sim_same_peer(&each->remote, &segment->remote)) {
			each->used = ++uses;
			return each;
		}
		if (each->used < oldest->used)
			oldest = each;
	}
	*oldest = (struct conversation){.local_port = segment->local_port, .remote = segment->remote, .used = ++uses};
	return oldest;
}

static enum sim_direction direction_of(const struct segment *segment) {
	return segment->sent ? SIM_SENT : SIM_RECEIVED;
}

static void tell(const struct segment *segment, const char *json, const char *text) {
	sim_record(
		sim_connection_of(segment->local_port, &segment->remote), "tcp", direction_of(segment), json, "%s", text);
}

static void tell_flags(const struct segment *segment, bool again) {
	char text[96] = "";
	sim_append(text, sizeof(text), "%s%s%s%s", segment->flags & SYN ? "SYN " : "", segment->flags & FIN ? "FIN " : "",
		segment->flags & RST ? "RST " : "", segment->flags & ACK ? "ACK" : "");
	if (segment->flags & SYN && segment->sent)
		sim_append(text, sizeof(text), " from port %u", segment->local_port);
	if (segment->flags & SYN)
		sim_append(text, sizeof(text), ", window %u", segment->window);
	if (again)
		sim_append(text, sizeof(text), ", retransmission");
	tell(segment, again ? ",\"again\":1" : NULL, text);
}

static void tell_repeated(const struct segment *segment, struct flow *flow) {
	char text[96] = "";
	sim_append(text, sizeof(text), "retransmission of %u bytes, the %u. of this connection", (unsigned)segment->length,
		++flow->repeated);
	tell(segment, ",\"again\":1", text);
}

static void look_at_window(const struct segment *segment, struct flow *flow) {
	bool closed = !segment->window && !(segment->flags & (SYN | RST));
	if (closed != flow->closed_window && !(segment->flags & RST))
		tell(segment, closed ? ",\"window\":0" : ",\"window\":1",
			closed ? "window 0: takes no more bytes" : "window open again");
	flow->closed_window = closed;
}

void sim_diagnostics_frame(bool sent, const uint8_t *frame, size_t length) {
	struct segment segment = {.sent = sent};
	if (!sim_is_recording())
		return;
	sim_record_memory();
	if (!read_frame(frame, length, &segment))
		return;
	struct conversation *conversation = find(&segment);
	struct flow *flow = &conversation->flows[!sent];
	uint32_t size = segment.length + !!(segment.flags & SYN) + !!(segment.flags & FIN);
	bool again = flow->started && size && (int32_t)(segment.seq + size - flow->next) <= 0;
	if (segment.flags & SYN && !again) {
		*flow = (struct flow){0};
		if (sent)
			conversation->flows[1] = (struct flow){0};
	}
	if (segment.flags & (SYN | FIN | RST))
		tell_flags(&segment, again && !(segment.flags & RST));
	else if (again && segment.length > 1)
		tell_repeated(&segment, flow);
	if (size && !again)
		flow->next = segment.seq + size;
	flow->started |= size > 0;
	look_at_window(&segment, flow);
}

void sim_diagnostics_fault(bool sent, const uint8_t *frame, size_t length, const char *what) {
	struct segment segment = {.sent = sent};
	if (!sim_is_recording())
		return;
	int subject = read_frame(frame, length, &segment) ? sim_connection_of(segment.local_port, &segment.remote) : 0;
	sim_record(subject, "link", direction_of(&segment), NULL, "frame of %zu bytes %s", length, what);
}
