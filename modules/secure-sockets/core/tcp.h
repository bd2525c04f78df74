/*
 * One TCP connection over lwIP's raw API. Knows nothing of sockets or TLS: bytes in, bytes out, events up.
 * Network context only. tests/unit puts a scripted peer in the place of tcp.c.
 */
#ifndef SS_TCP_H
#define SS_TCP_H

#include "address.h"
#include <stddef.h>

typedef struct ss_tcp ss_tcp;

typedef enum ss_tcp_event {
	SS_TCP_CONNECTED,
	SS_TCP_READABLE, /**< Bytes arrived. */
	SS_TCP_WRITABLE, /**< There is room to write again. */
	SS_TCP_END,      /**< The peer's FIN: after the bytes that are still to read nothing more comes. */
	SS_TCP_FAILED    /**< Refused, reset, unreachable: the connection is gone; see ss_tcp_failure(). */
} ss_tcp_event;

/** Told of events; may close the connection. */
typedef void (*ss_tcp_listener)(void *context, ss_tcp_event event);

/** Bytes: a non-negative result of read and write is a count; these are the others. */
enum { SS_TCP_AGAIN = -1, SS_TCP_CLOSED = -2, SS_TCP_ERROR = -3 };

/** @return a connection that is not connected, or NULL without memory. */
ss_tcp *ss_tcp_new(ss_tcp_listener listener, void *context);

/**
 * Binds our end, before ss_tcp_connect().
 * @param local the address is one of ours, or all zero for any; the port 0 stands for any.
 * @return 0, or lwIP's err_t: ERR_USE, ERR_VAL for an address that is not ours.
 */
int ss_tcp_bind(ss_tcp *tcp, const ss_address *local);

/** Starts connecting; waits for an address to speak from if the network is still looking for one. @return 0 (an event follows), or lwIP's negative err_t. */
int ss_tcp_connect(ss_tcp *tcp, const ss_address *remote);

/** @return bytes taken (copied), SS_TCP_AGAIN when there is no room, SS_TCP_ERROR after a failure or shutdown. */
int ss_tcp_write(ss_tcp *tcp, const void *data, size_t length);

/** Sends what was written and not sent yet. */
void ss_tcp_flush(ss_tcp *tcp);

/** @return bytes read, SS_TCP_AGAIN, SS_TCP_CLOSED after the peer's FIN, SS_TCP_ERROR. Reading opens the window. */
int ss_tcp_read(ss_tcp *tcp, void *buffer, size_t length);

/** Copies what will be read next, and leaves it there. @return how many bytes, at most `length`. */
size_t ss_tcp_peek(const ss_tcp *tcp, void *buffer, size_t length);

/** @return bytes that can be read at once. */
size_t ss_tcp_available(const ss_tcp *tcp);

/** @return whether all bytes written were acknowledged by the peer. */
bool ss_tcp_drained(const ss_tcp *tcp);

/** Sends FIN after what was written. @return 0 or lwIP's negative err_t (out of memory: call again later). */
int ss_tcp_shutdown(ss_tcp *tcp);

/** @return lwIP's err_t that ended the connection, 0 if none. */
int ss_tcp_failure(const ss_tcp *tcp);

/** Reads the two ends; family 0 when there is none. */
void ss_tcp_addresses(const ss_tcp *tcp, ss_address *local, ss_address *remote);

/**
 * Bounds what waits in the connection, in bytes; 0: as lwIP was configured. What is received is bounded by the window that
 * the peer is told, which must be set before ss_tcp_connect().
 */
void ss_tcp_limit(ss_tcp *tcp, uint32_t send, uint32_t receive);

/** Turns keep-alive probes on or off. Times in seconds, 0: the default. */
void ss_tcp_keep_alive(ss_tcp *tcp, bool on, uint32_t idle, uint32_t interval, uint32_t count);

/** Ends it in order: FIN after what was written; unread bytes are dropped. Frees `tcp`; no event follows. */
void ss_tcp_close(ss_tcp *tcp);

/** Ends it with RST. Frees `tcp`; no event follows. */
void ss_tcp_abort(ss_tcp *tcp);

#endif
