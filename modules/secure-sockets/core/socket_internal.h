/*
 * The socket from inside, shared by the files socket*.c and options.c. Network context only.
 *
 *             connect            established          handshake complete
 *   SS_IDLE ----------> SS_OPENING ------> SS_SECURING ----------> SS_CONNECTED
 *      ^                    |  (plain: straight to SS_CONNECTED)         |
 *      +---- a failure -----+--------------------------------------------+  close, from any state: SS_CLOSING, freed
 */
#ifndef SS_SOCKET_INTERNAL_H
#define SS_SOCKET_INTERNAL_H

#include "memory.h"
#include "socket.h"
#include "tcp.h"
#include "tls.h"

typedef enum ss_state { SS_IDLE, SS_OPENING, SS_SECURING, SS_CONNECTED, SS_CLOSING } ss_state;

/** Operations in the order of their starts. */
typedef struct ss_queue {
	ss_operation *first, **last;
} ss_queue;

/** Certificates and keys that were given but could not be parsed. */
enum ss_unusable { SS_UNUSABLE_TRUST = 1, SS_UNUSABLE_CERTIFICATE = 2, SS_UNUSABLE_KEY = 4 };

struct ss_socket {
	ss_socket *next; /* of all sockets */
	ss_state state;
	ss_tcp *tcp;
	ss_tls *tls;
	ss_account *account;
	uint8_t family;           /* of its addresses */
	ss_address local, remote; /* as given to Bind and Connect; family 0: not yet */
	ss_operation *connecting;
	ss_queue sends, recvs;
	ss_request step; /* one more piece of the handshake */
	bool step_posted;
	ss_timer linger;         /* bounds SS_CLOSING */
	unsigned uses;           /* functions of ours on the stack that go on using the socket */
	_Atomic unsigned posted; /* operations that wait for the network context; counted by the threads that start them */
	bool dead;               /* to be freed when nobody uses it any more */

	bool send_ended, recv_ended;        /* by Shutdown */
	bool notified;                      /* close_notify is out */
	int32_t send_failure, recv_failure; /* what every later Send and Recv gives; 0: none */
	int32_t pending_error;              /* a failure of the connection that no result has told yet; 0: none */

	/* options */
	uint32_t send_timeout, recv_timeout;  /* ms; SS_FOREVER */
	uint32_t connect_timeout;             /* ms; 0: the smaller of the two */
	uint32_t send_buffer, receive_buffer; /* bytes; 0: as lwIP was configured */
	bool nonblocking, require_tls;
	ss_tls_options tls_options;
	unsigned unusable; /* enum ss_unusable */
	ss_wakeup wakeup;
	void *wakeup_context;
	bool keep_alive;
	uint32_t keep_idle, keep_interval, keep_count; /* seconds, probes; 0: the default */

	ss_error error;
	uint64_t connect_started, established, secured; /* ss_port_milliseconds() */
	uint64_t sent, received;
};

/** Brackets every entry into a socket: ss_socket_leave() frees it when it was closed meanwhile. */
void ss_socket_enter(ss_socket *socket);
void ss_socket_leave(ss_socket *socket);

/** Fills in the socket's last failure, printf-like, and @return its code. */
int32_t ss_socket_fail(ss_socket *socket, int32_t code, ss_phase phase, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * As ss_socket_connect(), _send() and _recv(), but the operation starts before these return, and may end before, too: for
 * callers in the network context who must know that no Close comes in between.
 */
void ss_socket_connect_now(ss_socket *socket, ss_operation *operation, const ss_address *address);
void ss_socket_send_now(ss_socket *socket, ss_operation *operation, const void *data, size_t length);
void ss_socket_recv_now(ss_socket *socket, ss_operation *operation, void *buffer, size_t length);

/** Lets an operation begin in the network context. The socket lives until then, whatever happens to it. */
void ss_operation_post(ss_operation *operation, void (*begin)(ss_operation *operation));

/** Ends an operation: stops its timer and tells its owner. */
void ss_operation_finish(ss_operation *operation, int32_t result);

/** Starts an operation's timer unless the time-out is "for ever" or it runs already. */
void ss_operation_limit(ss_operation *operation, uint32_t milliseconds, void (*expired)(void *operation));

/** Ends all operations of a queue with the same result. */
void ss_queue_finish(ss_queue *queue, int32_t result);
void ss_queue_add(ss_queue *queue, ss_operation *operation);
void ss_queue_remove(ss_queue *queue, ss_operation *operation);

/** The data phase (socket_data.c): carries on with whatever can be carried on. */
void ss_socket_run_sends(ss_socket *socket);
void ss_socket_run_recvs(ss_socket *socket);
/** Takes in what TLS has to say to nobody in particular: session tickets, alerts, the end. */
void ss_socket_look(ss_socket *socket);
/** @return whether a Recv would end at once, with bytes or a failure. */
bool ss_socket_readable(ss_socket *socket);

/** The life of the connection (socket_connect.c): events of TCP. */
void ss_socket_on_tcp(void *socket, ss_tcp_event event);
/** Posts the next step: of the handshake, or, of a connected socket, a wake-up if there is something to read. */
void ss_socket_post_step(ss_socket *socket);

/** Makes `tcp`, bound as Bind said (socket_bind.c), unless there is one. @return 0, or a negative code and the error is filled in. */
int32_t ss_socket_open_tcp(ss_socket *socket);

/** The end (socket_close.c): goes on with close_notify and FIN. @return whether both are out. */
bool ss_socket_wind_down(ss_socket *socket);
/** Drops the connection and lets go of the socket. @param abort whether the peer is to be told by RST that not all went well. */
void ss_socket_end(ss_socket *socket, bool abort);
void ss_socket_on_closing(ss_socket *socket, ss_tcp_event event);

/** Drops TLS and TCP at once and returns to SS_IDLE. */
void ss_socket_disconnect(ss_socket *socket);

/** Frees the socket and what its options hold. Its connection must be gone. */
void ss_socket_destroy(ss_socket *socket);

/** Between ss_core_start() and ss_core_stop(). Read by any thread. */
extern _Atomic bool ss_socket_allowed;

/** Ends all resolutions that are under way (resolve.c). */
void ss_resolve_stop(void);

/** How many sockets there are, the closing ones included. */
size_t ss_socket_count(void);

/** Cuts off those that are closing. */
void ss_socket_abandon_closing(void);

#endif
