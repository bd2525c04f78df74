/*
 * What happens, told to one listener as it happens: for a trace, a report, a test. Nothing is computed while nobody listens.
 */
#ifndef SS_TRACE_H
#define SS_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Kinds of events. `owner` is the ss_socket, or the ss_resolution of the first four; each says what else is told. */
typedef enum ss_trace_kind {
	SS_TRACE_RESOLVE,  /**< A name is to be resolved. detail: the name. */
	SS_TRACE_QUERY,    /**< A DNS server is asked. number: the record's type; more: 1 by TCP; detail: its ss_address. */
	SS_TRACE_ANSWER,   /**< A message came from it. number: ss_dns_result. */
	SS_TRACE_RESOLVED, /**< number: the result. */

	SS_TRACE_CONNECT, /**< Connect begins. number: its limit in milliseconds, -1: none; detail: the peer's ss_address. */
	SS_TRACE_ESTABLISHED, /**< TCP is. */
	SS_TRACE_MESSAGE,     /**< A handshake message was sent or taken. number: its type (RFC 8446, B.3), or one below. */
	SS_TRACE_ALERT,       /**< A TLS alert. number: its description (RFC 8446, 6). */
	SS_TRACE_CERTIFICATE, /**< One was judged. number: its depth; more: verify flags; detail: the mbedtls_x509_crt. */
	SS_TRACE_CONNECTED,   /**< Connect succeeded. */
	SS_TRACE_TIMEOUT,     /**< A time-out ended an operation. number: the ss_phase. */
	SS_TRACE_FAILED,      /**< Connect failed, or the connection broke. detail: the ss_error. */
	SS_TRACE_SEND,        /**< A Send ended. number: its result; more: bytes asked for. */
	SS_TRACE_RECV,        /**< A Recv ended. number: its result; more: bytes asked for. */
	SS_TRACE_SHUTDOWN,    /**< number: SOCKETS_SHUT_*. */
	SS_TRACE_CLOSE,       /**< Close was called. */
	SS_TRACE_END          /**< The socket is about to be freed. */
} ss_trace_kind;

/** SS_TRACE_MESSAGE: ChangeCipherSpec is no handshake message but stands among them; the other is a kind of ServerHello. */
enum { SS_TRACE_CHANGE_CIPHER_SPEC = 256, SS_TRACE_HELLO_RETRY_REQUEST = 6 };

typedef struct ss_trace_event {
	ss_trace_kind kind;
	bool sent; /**< Of what goes over the wire: by us. */
	const void *owner;
	int32_t number;
	uint32_t more;
	const void *detail;
} ss_trace_event;

/**
 * The listener; NULL at first: none. Set before the core starts, or in the network context, where it is called, too. It may
 * ask the socket (ss_socket_get_info()) but must not change anything. What an event points to is there during the call only.
 */
extern void (*ss_trace_listener)(const ss_trace_event *event);

/** Tells the listener, if there is one. */
static inline void ss_trace(
	ss_trace_kind kind, bool sent, const void *owner, int32_t number, uint32_t more, const void *detail) {
	if (ss_trace_listener)
		ss_trace_listener(&(const ss_trace_event){kind, sent, owner, number, more, detail});
}

#endif
