/*
 * Send and Recv on a connected socket.
 */
#include "socket_internal.h"
#include "trace.h"

enum { AGAIN = -1, ENDED = -2, FAILED = -3, BROKE = -4 };

_Static_assert(AGAIN == (int)SS_TLS_AGAIN && AGAIN == (int)SS_TCP_AGAIN, "TCP and TLS say it alike");
_Static_assert(ENDED == (int)SS_TLS_CLOSED && ENDED == (int)SS_TCP_CLOSED, "TCP and TLS say it alike");
_Static_assert(FAILED == (int)SS_TLS_ERROR && BROKE == (int)SS_TLS_BROKE, "as TLS says it");

/* After the handshake, only what runs out now explains what fails now. */
static ss_account *charge(ss_socket *socket) {
	ss_account *before = ss_memory_charge(socket->account);
	ss_memory_clear_ran_out();
	return before;
}

static int of_tcp(int result) {
	return result == SS_TCP_ERROR ? BROKE : result;
}

static int write_some(ss_socket *socket, const uint8_t *data, size_t length) {
	if (!socket->tls)
		return of_tcp(ss_tcp_write(socket->tcp, data, length));
	ss_account *before = charge(socket);
	int result = ss_tls_write(socket->tls, data, length, &socket->error);
	ss_memory_charge(before);
	return result;
}

static int read_some(ss_socket *socket, uint8_t *buffer, size_t length) {
	if (!socket->tls)
		return of_tcp(ss_tcp_read(socket->tcp, buffer, length));
	ss_account *before = charge(socket);
	int result = ss_tls_read(socket->tls, buffer, length, &socket->error);
	ss_memory_charge(before);
	return result;
}

/*
 * The connection failed; who learns of it is the next operation, or SOCKETS_SO_ERROR. That TCP broke was told before, what TLS
 * makes of its bytes is in socket->error.
 */
static int32_t fail(ss_socket *socket, int result) {
	if (result == BROKE)
		return SOCKETS_SOCKET_ERROR;
	ss_tcp_flush(socket->tcp); /* TLS may have written an alert */
	socket->pending_error = socket->error.code;
	ss_trace(SS_TRACE_FAILED, false, socket, socket->error.code, 0, &socket->error);
	return socket->error.code;
}

/* Recv has told of what ended TLS, and now Send is to, or the other way round: `error` is about whoever asked last. */
static int32_t tell_again(ss_socket *socket, int32_t code, ss_phase phase) {
	if (socket->error.code != code && socket->tls && ss_tls_is_broken(socket->tls))
		ss_tls_explain_broken(code, phase, &socket->error);
	return code;
}

static void told(ss_socket *socket, int32_t result) {
	if (result == socket->pending_error)
		socket->pending_error = 0;
}

static int32_t ended(ss_socket *socket) {
	return ss_socket_fail(socket, SOCKETS_ECLOSED, SS_PHASE_RECV, "the peer closed the connection");
}

static void end_send(ss_socket *socket, ss_operation *operation, int32_t result) {
	if (result > 0)
		socket->sent += (uint64_t)result;
	ss_trace(SS_TRACE_SEND, true, socket, result, (uint32_t)operation->length, NULL);
	told(socket, result);
	ss_queue_remove(&socket->sends, operation);
	ss_operation_finish(operation, result);
}

static void send_timed_out(void *argument) {
	ss_operation *operation = argument;
	ss_trace(SS_TRACE_TIMEOUT, true, operation->socket, SS_PHASE_SEND, 0, NULL);
	end_send(operation->socket, operation, (int32_t)operation->progress);
}

/* @return whether the operation ended. */
static bool send_on(ss_socket *socket, ss_operation *operation) {
	if (socket->send_failure) {
		end_send(socket, operation, tell_again(socket, socket->send_failure, SS_PHASE_SEND));
		return true;
	}
	while (operation->progress < operation->length) {
		int n = write_some(socket, operation->buffer + operation->progress, operation->length - operation->progress);
		if (n == AGAIN) {
			if (!socket->nonblocking && !operation->at_once) {
				ss_operation_limit(operation, socket->send_timeout, send_timed_out);
				return false;
			}
			end_send(socket, operation, operation->progress ? (int32_t)operation->progress : SOCKETS_EWOULDBLOCK);
			return true;
		}
		if (n < 0) {
			socket->send_failure = fail(socket, n);
			end_send(socket, operation, socket->send_failure);
			return true;
		}
		operation->progress += (size_t)n;
	}
	end_send(socket, operation, (int32_t)operation->length);
	return true;
}

void ss_socket_run_sends(ss_socket *socket) {
	ss_socket_enter(socket);
	/* a record that waits in TLS goes out even when nobody sends any more */
	if (socket->tls && !socket->send_failure) {
		int result = ss_tls_flush(socket->tls, &socket->error);
		if (result <= FAILED)
			socket->send_failure = fail(socket, result);
	}
	while (socket->sends.first && socket->state == SS_CONNECTED) {
		if (!send_on(socket, socket->sends.first))
			break;
	}
	if (socket->tcp)
		ss_tcp_flush(socket->tcp);
	ss_socket_leave(socket);
}

static void end_recv(ss_socket *socket, ss_operation *operation, int32_t result) {
	if (result > 0)
		socket->received += (uint64_t)result;
	ss_trace(SS_TRACE_RECV, false, socket, result, (uint32_t)operation->length, NULL);
	told(socket, result);
	ss_queue_remove(&socket->recvs, operation);
	ss_operation_finish(operation, result);
}

static void recv_timed_out(void *argument) {
	ss_operation *operation = argument;
	ss_trace(SS_TRACE_TIMEOUT, false, operation->socket, SS_PHASE_RECV, 0, NULL);
	end_recv(operation->socket, operation, SOCKETS_ERROR_NONE);
}

/* @return whether the operation ended. */
static bool recv_on(ss_socket *socket, ss_operation *operation) {
	while (operation->progress < operation->length && !socket->recv_failure) {
		int n = read_some(socket, operation->buffer + operation->progress, operation->length - operation->progress);
		if (n == AGAIN)
			break;
		if (n == ENDED) {
			socket->recv_failure = ended(socket);
		} else if (n < 0) {
			socket->recv_failure = fail(socket, n);
		} else {
			operation->progress += (size_t)n;
		}
	}
	if (operation->progress)
		end_recv(socket, operation, (int32_t)operation->progress);
	else if (socket->recv_failure)
		end_recv(socket, operation, tell_again(socket, socket->recv_failure, SS_PHASE_RECV));
	else if (socket->nonblocking || operation->at_once)
		end_recv(socket, operation, SOCKETS_EWOULDBLOCK);
	else {
		ss_operation_limit(operation, socket->recv_timeout, recv_timed_out);
		return false;
	}
	return true;
}

void ss_socket_run_recvs(ss_socket *socket) {
	ss_socket_enter(socket);
	while (socket->recvs.first && socket->state == SS_CONNECTED) {
		if (!recv_on(socket, socket->recvs.first))
			break;
	}
	ss_socket_leave(socket);
}

void ss_socket_look(ss_socket *socket) {
	if (socket->state != SS_CONNECTED || !socket->tls || socket->recv_failure || socket->recvs.first)
		return;
	ss_account *before = charge(socket);
	int result = ss_tls_look(socket->tls, &socket->error);
	ss_memory_charge(before);
	if (result == ENDED)
		socket->recv_failure = ended(socket);
	else if (result <= FAILED)
		socket->recv_failure = fail(socket, result);
}

bool ss_socket_readable(ss_socket *socket) {
	if (socket->state != SS_CONNECTED)
		return false;
	ss_socket_look(socket);
	if (socket->recv_failure)
		return true;
	if (socket->tls)
		return ss_tls_available(socket->tls) > 0;
	return ss_tcp_available(socket->tcp) > 0 || ss_tcp_read(socket->tcp, NULL, 0) != SS_TCP_AGAIN;
}

/* What a new Send or Recv gets at once: 0 when it may go ahead. */
static int32_t refuse(ss_socket *socket, const ss_operation *operation, bool ended, ss_phase phase) {
	if (!operation->buffer || !operation->length)
		return ss_socket_fail(
			socket, SOCKETS_EINVAL, phase, operation->length ? "the buffer is NULL" : "the length is 0");
	if (operation->length > INT32_MAX)
		return ss_socket_fail(socket, SOCKETS_EINVAL, phase, "length %lu is more than one call can tell of",
			(unsigned long)operation->length);
	if (socket->state == SS_CLOSING)
		return ss_socket_fail(socket, SOCKETS_ECLOSED, phase, "the socket was closed");
	if (socket->state != SS_CONNECTED)
		return ss_socket_fail(socket, SOCKETS_ENOTCONN, phase, "the socket is not connected");
	if (ended)
		return ss_socket_fail(socket, SOCKETS_ECLOSED, phase, "this direction was ended by Shutdown");
	return SOCKETS_ERROR_NONE;
}

static void begin_send(ss_operation *operation) {
	ss_socket *socket = operation->socket;
	int32_t code = refuse(socket, operation, socket->send_ended, SS_PHASE_SEND);
	if (code < 0) {
		ss_operation_finish(operation, code);
		return;
	}
	bool first = !socket->sends.first;
	if (!first && (socket->nonblocking || operation->at_once)) {
		ss_operation_finish(operation, SOCKETS_EWOULDBLOCK);
		return;
	}
	ss_queue_add(&socket->sends, operation);
	if (first)
		ss_socket_run_sends(socket);
	else
		ss_operation_limit(operation, socket->send_timeout, send_timed_out);
}

static void begin_recv(ss_operation *operation) {
	ss_socket *socket = operation->socket;
	int32_t code = refuse(socket, operation, socket->recv_ended, SS_PHASE_RECV);
	if (code < 0) {
		ss_operation_finish(operation, code);
		return;
	}
	bool first = !socket->recvs.first;
	if (!first && (socket->nonblocking || operation->at_once)) {
		ss_operation_finish(operation, SOCKETS_EWOULDBLOCK);
		return;
	}
	ss_queue_add(&socket->recvs, operation);
	if (first)
		ss_socket_run_recvs(socket);
	else
		ss_operation_limit(operation, socket->recv_timeout, recv_timed_out);
}

static ss_operation *prepare(ss_socket *socket, ss_operation *operation, const void *buffer, size_t length) {
	operation->socket = socket;
	operation->buffer = (uint8_t *)buffer;
	operation->length = length;
	operation->progress = 0;
	return operation;
}

void ss_socket_send(ss_socket *socket, ss_operation *operation, const void *data, size_t length) {
	ss_operation_post(prepare(socket, operation, data, length), begin_send);
}

void ss_socket_send_now(ss_socket *socket, ss_operation *operation, const void *data, size_t length) {
	begin_send(prepare(socket, operation, data, length));
}

void ss_socket_recv(ss_socket *socket, ss_operation *operation, void *buffer, size_t length) {
	ss_operation_post(prepare(socket, operation, buffer, length), begin_recv);
}

void ss_socket_recv_now(ss_socket *socket, ss_operation *operation, void *buffer, size_t length) {
	begin_recv(prepare(socket, operation, buffer, length));
}
