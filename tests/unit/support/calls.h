/*
 * Operations of the core for tests: each counts how often it ended, and can do something when it does.
 */
#ifndef UNIT_CALLS_H
#define UNIT_CALLS_H

#include "socket.h"
#include "wire.h"

struct call {
	ss_operation operation;
	unsigned ended; /**< How often `done` was told. */
	int32_t result;
	void (*then)(struct call *call); /**< Called by `done`, in the network context; may be NULL. */
	void *context;                   /**< For `then`. */
};

/** 198.51.100.7, port 443. */
extern const ss_address call_address;

/** Start an operation. The call stands still for as long as it lasts. */
void call_connect(struct call *call, ss_socket *socket);
void call_connect_to(struct call *call, ss_socket *socket, const ss_address *address);
void call_send(struct call *call, ss_socket *socket, const void *data, size_t length);
void call_recv(struct call *call, ss_socket *socket, void *buffer, size_t length);

/** Operations that must end at once. @return the result. */
int32_t send_now(ss_socket *socket, const void *data, size_t length);
int32_t recv_now(ss_socket *socket, void *buffer, size_t length);

/** @return a socket, which is closed at the end of the test if `drop_socket` was not called before. */
ss_socket *new_socket(void);
/** @return the same, connected without TLS; `wire_newest()` is its wire. */
ss_socket *connected_socket(void);
/** Closes it, and lets the transport acknowledge what there is so that it is gone. */
void drop_socket(ss_socket *socket);

/** Tells that a test closed the socket itself. */
void forget_socket(const ss_socket *socket);

ss_error error_of(ss_socket *socket);
ss_info info_of(ss_socket *socket);

void set_number(ss_socket *socket, int32_t option, uint32_t number);
void set_text(ss_socket *socket, int32_t option, const char *text);
void require_tls(ss_socket *socket);

#endif
