/*
 * Shutdown and Close: close_notify, then FIN, then the peer's acknowledgement, within the send time-out.
 */
#include "socket_internal.h"
#include "trace.h"

/* Bounds a Close when the send time-out is "for ever": nobody is left who could end it. */
#define LINGER_LIMIT 30000

bool ss_socket_wind_down(ss_socket *socket) {
	if (socket->sends.first)
		return false;
	if (socket->tls && !socket->notified && !socket->send_failure) {
		int result = ss_tls_close_notify(socket->tls);
		if (result == SS_TLS_AGAIN)
			return false;
		socket->notified = true;
	}
	return ss_tcp_shutdown(socket->tcp) == 0;
}

struct shutdown {
	ss_socket *socket;
	uint32_t how;
	int32_t result;
};

static void shut_down(void *argument) {
	struct shutdown *order = argument;
	ss_socket *socket = order->socket;
	if (order->how > SOCKETS_SHUT_RDWR) {
		order->result = ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_SHUTDOWN,
			"how is %u, not SOCKETS_SHUT_RD, _WR or _RDWR", (unsigned)order->how);
		return;
	}
	if (socket->state != SS_CONNECTED) {
		order->result = ss_socket_fail(socket, SOCKETS_ENOTCONN, SS_PHASE_SHUTDOWN, "the socket is not connected");
		return;
	}
	ss_socket_enter(socket);
	ss_trace(SS_TRACE_SHUTDOWN, true, socket, (int32_t)order->how, 0, NULL);
	if (order->how != SOCKETS_SHUT_WR) {
		socket->recv_ended = true;
		ss_queue_finish(&socket->recvs, SOCKETS_ECLOSED);
	}
	if (order->how != SOCKETS_SHUT_RD && !socket->send_ended && socket->tcp) {
		socket->send_ended = true;
		ss_socket_wind_down(socket);
	}
	ss_socket_leave(socket);
}

int32_t ss_socket_shutdown(ss_socket *socket, uint32_t how) {
	struct shutdown order = {socket, how, SOCKETS_ERROR_NONE};
	ss_port_call(shut_down, &order);
	return order.result;
}

void ss_socket_end(ss_socket *socket, bool abort) {
	ss_timer_stop(&socket->linger);
	ss_tls_free(socket->tls);
	socket->tls = NULL;
	if (socket->tcp && abort)
		ss_tcp_abort(socket->tcp);
	else if (socket->tcp)
		ss_tcp_close(socket->tcp);
	socket->tcp = NULL;
	socket->dead = true;
}

static void lingered(void *argument) {
	ss_socket *socket = argument;
	ss_socket_enter(socket);
	ss_trace(SS_TRACE_TIMEOUT, false, socket, SS_PHASE_SHUTDOWN, 0, NULL);
	ss_socket_end(socket, true);
	ss_socket_leave(socket);
}

void ss_socket_on_closing(ss_socket *socket, ss_tcp_event event) {
	if (socket->dead)
		return;
	if (event == SS_TCP_FAILED)
		ss_socket_end(socket, false);
	else if (ss_socket_wind_down(socket) && ss_tcp_drained(socket->tcp))
		ss_socket_end(socket, false);
}

static void close_now(void *argument) {
	ss_socket *socket = argument;
	ss_socket_enter(socket);
	ss_state was = socket->state;
	ss_trace(SS_TRACE_CLOSE, true, socket, 0, 0, NULL);
	socket->state = SS_CLOSING;
	socket->wakeup = NULL;
	socket->tls_options.key_log = NULL;       /* and with it its context, which may be gone when this returns */
	socket->tls_options.no_resumption = true; /* tickets that come while it lingers: nobody could clear them */
	if (socket->connecting) {
		ss_operation *operation = socket->connecting;
		socket->connecting = NULL;
		ss_operation_finish(operation, SOCKETS_ECLOSED);
	}
	ss_queue_finish(&socket->sends, SOCKETS_ECLOSED);
	ss_queue_finish(&socket->recvs, SOCKETS_ECLOSED);
	if (was == SS_CONNECTED && !ss_tcp_failure(socket->tcp)) {
		uint32_t limit = socket->send_timeout < LINGER_LIMIT ? socket->send_timeout : LINGER_LIMIT;
		ss_timer_start(&socket->linger, limit, lingered, socket);
		ss_socket_on_closing(socket, SS_TCP_WRITABLE);
	} else {
		ss_socket_end(socket, was != SS_CONNECTED);
	}
	ss_socket_leave(socket);
}

void ss_socket_close(ss_socket *socket) {
	ss_port_call(close_now, socket);
}
