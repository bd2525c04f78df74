/*
 * Bytes that nobody has read yet, see received.h.
 */
#include "received.h"
#include "lwip/pbuf.h"
#include <string.h>

/* How many bytes fit behind those of a buffer, if it is one of lwIP's pool and nobody else's. */
static size_t room_behind(struct pbuf *p) {
	if (p->ref != 1 || !pbuf_match_allocsrc(p, PBUF_TYPE_ALLOC_SRC_MASK_STD_MEMP_PBUF_POOL))
		return 0;
	const uint8_t *end = (const uint8_t *)p + LWIP_MEM_ALIGN_SIZE(sizeof(*p)) + LWIP_MEM_ALIGN_SIZE(PBUF_POOL_BUFSIZE);
	return (size_t)(end - ((const uint8_t *)p->payload + p->len));
}

/*
 * The pool is small where memory is, and without a buffer nothing comes in any more, for no connection: a peer that sends
 * a byte at a time to somebody who does not read must not use up one for each. @return what did not fit, or NULL
 */
static struct pbuf *fill_last(ss_received *received, struct pbuf *p) {
	struct pbuf *last = received->last;
	size_t room = room_behind(last);
	u16_t length = room < p->tot_len ? (u16_t)room : p->tot_len;
	if (length == 0)
		return p;
	last->len += pbuf_copy_partial(p, (uint8_t *)last->payload + last->len, length, 0);
	return pbuf_free_header(p, length);
}

void ss_received_add(ss_received *received, struct pbuf *p) {
	received->length += p->tot_len;
	if (received->first) {
		p = fill_last(received, p);
		received->last->next = p;
	} else {
		received->first = p;
	}
	for (; p; p = p->next)
		received->last = p;
}

static void drop_read(ss_received *received) {
	while (received->first && received->offset >= received->first->len) {
		struct pbuf *rest = received->first->next;
		received->offset -= received->first->len;
		if (rest)
			pbuf_ref(rest);
		pbuf_free(received->first);
		received->first = rest;
	}
}

size_t ss_received_peek(const ss_received *received, void *buffer, size_t length) {
	size_t done = 0, offset = received->offset;
	for (const struct pbuf *p = received->first; p && done < length; p = p->next) {
		size_t step = p->len - offset < length - done ? p->len - offset : length - done;
		memcpy((uint8_t *)buffer + done, (const uint8_t *)p->payload + offset, step);
		done += step;
		offset = 0;
	}
	return done;
}

size_t ss_received_take(ss_received *received, void *buffer, size_t length) {
	size_t done = ss_received_peek(received, buffer, length);
	received->offset += done;
	received->length -= done;
	drop_read(received);
	return done;
}

void ss_received_clear(ss_received *received) {
	if (received->first)
		pbuf_free(received->first);
	*received = (ss_received){0};
}
