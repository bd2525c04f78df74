/*
 * The handles of the C API, and what is behind them. A handle is a number that looks like a pointer, so that one which is
 * stale or never was one is found out.
 * Network context only.
 */
#ifndef SECURE_SOCKETS_DESCRIPTORS_H
#define SECURE_SOCKETS_DESCRIPTORS_H

#include "secure_sockets.h"
#include "socket.h"

/** What a handle stands for. Moves when another handle is opened: not to be kept. */
typedef struct ss_descriptor {
	ss_socket *socket;
	SocketsWakeup_t wakeup;  /**< NULL: none. */
	SocketsKeyLog_t key_log; /**< NULL: none. */
	Socket_t value;          /* the table's */
} ss_descriptor;

/** Makes a handle for a socket. @return SOCKETS_INVALID_SOCKET when there is no memory or there are too many. */
Socket_t ss_descriptor_open(ss_socket *socket);

/** @return what a handle stands for, or NULL for any other value. */
ss_descriptor *ss_descriptor_find(Socket_t value);

/** Makes a handle invalid for ever. */
void ss_descriptor_close(ss_descriptor *descriptor);

/** Makes all handles invalid and closes their sockets. */
void ss_descriptor_close_all(void);

#endif
