/*
 * The core's interface: sockets whose operations are started here and whose ends are told by callbacks.
 *
 * Any thread may call any function, except that SetSockOpt, Connect, Shutdown and Close of one socket must not meet
 * (as in the reference). Callbacks run in the network context (port.h), possibly before the starting function returns,
 * except when that was itself called from a callback. They must be short, and may start operations.
 */
#ifndef SS_SOCKET_H
#define SS_SOCKET_H

#include "address.h"
#include "constants.h"
#include "error.h"
#include "info.h"
#include "option_values.h"
#include "port.h"
#include "resolve.h"
#include "timer.h"

/** A time-out that never comes. */
#define SS_FOREVER UINT32_MAX

typedef struct ss_socket ss_socket;
typedef struct ss_operation ss_operation;

/**
 * An operation under way: a Connect, Send or Recv. Owned by the caller, who keeps it, and the buffer it names, alive
 * and untouched from the start until `done` is called. Clear it with zeros once; set `done` and `context` before a start.
 */
struct ss_operation {
	void (*done)(ss_operation *operation); /**< Told once per start, in the network context; may free the operation. */
	void *context;                         /**< The caller's. */
	int32_t result;                        /**< Valid in `done`: >= 0 or a negative code of constants.h. */
	bool at_once; /**< A Send or Recv that must not wait: it ends as if the socket were non-blocking. */

	ss_request request; /* from here on the core's */
	void (*begin)(ss_operation *operation);
	ss_operation *next;
	ss_socket *socket;
	ss_timer timer;
	uint8_t *buffer;
	size_t length;
	size_t progress;
	ss_address address;
};

/**
 * Creates a socket. Only SOCK_STREAM and IPPROTO_TCP. (SOCKETS_Socket)
 * @param domain SOCKETS_AF_INET; SOCKETS_AF_INET6 where lwIP is built with it.
 * @param error SOCKETS_EINVAL, SOCKETS_ENOMEM, or SOCKETS_SOCKET_ERROR before ss_port_start(), when the result is NULL; may be NULL.
 * @return the socket, to be given back with ss_socket_close(), or NULL.
 */
ss_socket *ss_socket_new(int32_t domain, int32_t type, int32_t protocol, int32_t *error);

/**
 * Sets an option. (SOCKETS_SetSockOpt) See options.c for each option's value and length.
 * @param value copied; the caller keeps it.
 * @return 0, SOCKETS_EINVAL (bad value), SOCKETS_ENOPROTOOPT, SOCKETS_EISCONN (too late for it), SOCKETS_ENOMEM,
 *         SOCKETS_TLS_INIT_ERROR (a certificate that cannot be parsed).
 */
int32_t ss_socket_set_option(ss_socket *socket, int32_t option, const void *value, size_t length);

/** Called in the network context when data, the end of the stream or an error has arrived: a Recv would end at once. */
typedef void (*ss_wakeup)(void *context);

/**
 * Sets or, with NULL, clears the wake-up callback (SOCKETS_SO_WAKEUP_CALLBACK). For what has arrived before it is called,
 * too, in a request of its own. @return 0.
 */
int32_t ss_socket_set_wakeup(ss_socket *socket, ss_wakeup wakeup, void *context);

/**
 * Sets or, with NULL, clears the key log (SOCKETS_SO_KEY_LOG). Whoever has these lines can read the connection.
 * @return 0, SOCKETS_EISCONN after Connect.
 */
int32_t ss_socket_set_key_log(ss_socket *socket, ss_key_log key_log, void *context);

/**
 * Chooses the port that the next Connect is made from, and with it the address of ours. (SOCKETS_Bind) It holds for later
 * Connects, too, until another Bind.
 * @param address of the socket's family; all zero for any of ours, port 0 for any port. May be NULL: SOCKETS_EINVAL.
 * @return 0; SOCKETS_EINVAL for an address that is not ours, and while a Connect is under way; SOCKETS_EISCONN when
 *         connected; SOCKETS_SOCKET_ERROR for a port in use, which it also is for two minutes after a connection from it
 *         that this side closed first; SOCKETS_ENOMEM.
 */
int32_t ss_socket_bind(ss_socket *socket, const ss_address *address);

/**
 * Starts connecting, and the TLS handshake if TLS was required. (SOCKETS_Connect) Bounded as a whole by the smaller of the
 * send and receive time-outs that is not "for ever", or by the connect time-out where one was set. After a failure the
 * socket can be connected again.
 * @param address of the socket's family; copied; port and address must not be 0.
 */
void ss_socket_connect(ss_socket *socket, ss_operation *operation, const ss_address *address);

/**
 * Starts sending. (SOCKETS_Send) Ends when all bytes are taken, or at the send time-out with those taken so far, 0 if
 * none; a non-blocking socket takes what it can at once or ends with SOCKETS_EWOULDBLOCK.
 * Sends of one socket are carried out in the order of their starts.
 */
void ss_socket_send(ss_socket *socket, ss_operation *operation, const void *data, size_t length);

/**
 * Starts receiving. (SOCKETS_Recv) Ends as soon as there is at least one byte, giving all that is there up to `length`;
 * with 0 at the receive time-out, SOCKETS_EWOULDBLOCK when non-blocking, SOCKETS_ECLOSED at the end of the stream.
 * Receives of one socket are carried out in the order of their starts.
 */
void ss_socket_recv(ss_socket *socket, ss_operation *operation, void *buffer, size_t length);

/** Ends one or both directions. (SOCKETS_Shutdown) @param how SOCKETS_SHUT_*. @return 0, SOCKETS_EINVAL, SOCKETS_ENOTCONN. */
int32_t ss_socket_shutdown(ss_socket *socket, uint32_t how);

/**
 * Closes and frees a socket: pending operations end with SOCKETS_ECLOSED before it returns, those that the network
 * context has not heard of yet as soon as it does; what was taken by Send still goes out within the send time-out, then
 * close_notify and FIN. (SOCKETS_Close) The pointer is dead afterwards.
 */
void ss_socket_close(ss_socket *socket);

/** Copies the detail of the last failure; all zero if there was none. Waits for the network context. */
void ss_socket_get_error(ss_socket *socket, ss_error *error);

/**
 * Tells, once, of a failure of the connection that no result has told yet: for who is woken and wants to know why without
 * a Recv. (SOCKETS_SO_ERROR) The end of the stream is no failure. Waits for the network context.
 * @return SOCKETS_SOCKET_ERROR, SOCKETS_TLS_RECV_ERROR, SOCKETS_TLS_SEND_ERROR, SOCKETS_ENOMEM; 0 if there is nothing to tell.
 */
int32_t ss_socket_take_error(ss_socket *socket);

/** Copies what is known of the connection. Waits for the network context. */
void ss_socket_get_info(ss_socket *socket, ss_info *info);

/** Time-outs of a new socket, in milliseconds (the reference's default). */
#define SS_DEFAULT_TIMEOUT 10000

#endif
