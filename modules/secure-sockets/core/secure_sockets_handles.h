/*
 * The handles of the C API: numbers that look like pointers, so that one which is stale or never was one is found out.
 * Network context only.
 */
#ifndef SECURE_SOCKETS_HANDLES_H
#define SECURE_SOCKETS_HANDLES_H

#include "secure_sockets.h"
#include "socket.h"

/** What a handle stands for. Moves when another handle is opened: not to be kept. */
typedef struct ss_handle {
	ss_socket *socket;
	SocketsWakeup_t wakeup;  /**< NULL: none. */
	SocketsKeyLog_t key_log; /**< NULL: none. */
	Socket_t value;          /* the table's */
} ss_handle;

/** Makes a handle for a socket. @return SOCKETS_INVALID_SOCKET when there is no memory or there are too many. */
Socket_t ss_handle_open(ss_socket *socket);

/** @return what a handle stands for, or NULL for any other value. */
ss_handle *ss_handle_find(Socket_t value);

/** Makes a handle invalid for ever. */
void ss_handle_close(ss_handle *handle);

/** Makes all handles invalid and closes their sockets. */
void ss_handle_close_all(void);

#endif
