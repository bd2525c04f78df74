/*
 * The bytes of a TCP connection that came in and nobody has read yet, in lwIP's buffers. In lwIP's context.
 */
#ifndef SS_RECEIVED_H
#define SS_RECEIVED_H

#include <stddef.h>

struct pbuf;

/** Zeros: nothing. */
typedef struct ss_received {
	struct pbuf *first, *last; /* a chain whose tot_len means nothing: 16 bits are too few for a large window */
	size_t offset;             /* of the first unread byte in `first` */
	size_t length;             /* how many bytes are unread */
} ss_received;

/** Adds bytes at the end. @param p becomes the queue's; not empty. */
void ss_received_add(ss_received *received, struct pbuf *p);

/** Reads the oldest bytes, which are gone then. @return how many, 0 to `length`. */
size_t ss_received_take(ss_received *received, void *buffer, size_t length);

/** Reads the oldest bytes, which stay. @return how many, 0 to `length`. */
size_t ss_received_peek(const ss_received *received, void *buffer, size_t length);

/** Forgets all bytes, and gives their memory back. */
void ss_received_clear(ss_received *received);

#endif
