/*
 * The scripted transport: scripted_tcp.c stands in the place of core/tcp.c, and a test plays the network and the peer.
 * Each ss_tcp of the core has a wire, which outlives it until the test ends, so that it can be looked at.
 *
 * As with the real one, what is written is on its way only when it was flushed, and a write that is not taken as a whole
 * makes the writer wait: it is told when there is room again.
 */
#ifndef UNIT_WIRE_H
#define UNIT_WIRE_H

#include "tcp.h"

struct wire {
	ss_tcp *tcp;              /**< The core's end; NULL when it was closed or aborted. */
	ss_address local, remote; /**< As given to ss_tcp_bind() and ss_tcp_connect(). */

	uint8_t *written; /**< All bytes that the core wrote. */
	size_t length;    /**< How many these are, */
	size_t flushed;   /**< how many of them are on their way, */
	size_t taken;     /**< how many the peer has read, */
	size_t acknowledged;
	size_t room; /**< How many bytes more writes take; SIZE_MAX at first. */
	bool fin, fin_acknowledged;
	bool closed, aborted; /**< How the core let go of it. */

	uint8_t *delivered; /**< All bytes that the peer sent. */
	size_t sent, read;  /**< How many these are; how many of them the core has read. */
	bool end;           /**< The peer's FIN. */
	int failure;

	bool writer_waits;
	uint32_t send_limit, receive_limit;
	bool keep_alive;
	uint32_t keep_idle, keep_interval, keep_count;
	struct wire *before; /**< The one of the connection before. */
};

/** @return the wire of the newest connection, or NULL. */
struct wire *wire_newest(void);

/** The connection is established. */
void wire_accept(struct wire *wire);
/** The connection breaks, or is refused, with a code of lwIP. */
void wire_fail(struct wire *wire, int err);
/** Bytes arrive. */
void wire_deliver(struct wire *wire, const void *data, size_t length);
/** The peer's FIN arrives. */
void wire_end(struct wire *wire);
/** Writes take so many bytes more; who waits for room is told. */
void wire_make_room(struct wire *wire, size_t room);
/** All that was flushed, FIN included, is acknowledged. */
void wire_acknowledge(struct wire *wire);
/** Takes the next bytes that the core sent. @return how many. */
size_t wire_take(struct wire *wire, void *buffer, size_t length);

/** The next ss_tcp_connect() fails at once with a code of lwIP. */
void wire_refuse_connect(int err);
/** The next ss_tcp_bind() fails with a code of lwIP. */
void wire_refuse_bind(int err);
/** The next n calls of ss_tcp_shutdown() fail for lack of memory. */
void wire_refuse_shutdowns(unsigned n);

#endif
