/*
 * From Connect to connected, and what TCP tells on the way.
 *
 * The handshake runs in steps that are posted to the network context rather than run where TCP's events arrive: on a
 * host with threads they then never run in the thread of an application, and elsewhere other work gets in between.
 */
#include "lwip/err.h"
#include "socket_internal.h"
#include "tls_options.h"
#include "trace.h"

void ss_socket_disconnect(ss_socket *socket) {
	ss_tls_free(socket->tls);
	socket->tls = NULL;
	if (socket->tcp)
		ss_tcp_abort(socket->tcp);
	socket->tcp = NULL;
	socket->state = SS_IDLE;
}

static void finish(ss_socket *socket, int32_t result) {
	ss_operation *operation = socket->connecting;
	socket->connecting = NULL;
	if (result == SOCKETS_ERROR_NONE) {
		socket->state = SS_CONNECTED;
		ss_trace(SS_TRACE_CONNECTED, false, socket, 0, 0, NULL);
	} else {
		ss_trace(SS_TRACE_FAILED, false, socket, result, 0, &socket->error);
		ss_socket_disconnect(socket);
	}
	ss_operation_finish(operation, result);
}

/*
 * Also when no event tells of what is there to read, because it came with the end of the handshake, or before there was a
 * callback. Not for what is no data: a part of a TLS record, a session ticket.
 */
static void tell_of_readable(ss_socket *socket) {
	if (socket->wakeup && ss_socket_readable(socket))
		socket->wakeup(socket->wakeup_context);
}

static void step(void *argument) {
	ss_socket *socket = argument;
	socket->step_posted = false;
	ss_socket_enter(socket);
	if (socket->state == SS_SECURING) {
		ss_account *before = ss_memory_charge(socket->account);
		int result = ss_tls_handshake(socket->tls, &socket->error);
		ss_memory_charge(before);
		ss_tcp_flush(socket->tcp);
		if (result == SS_TLS_ERROR) {
			/* an alert may be on its way: let it out before the connection is dropped */
			ss_tls_free(socket->tls);
			socket->tls = NULL;
			ss_tcp_close(socket->tcp);
			socket->tcp = NULL;
			finish(socket, socket->error.code);
		} else if (result == 0) {
			socket->secured = ss_port_milliseconds();
			finish(socket, SOCKETS_ERROR_NONE);
			tell_of_readable(socket);
		} else if (result == SS_TLS_MORE) {
			ss_socket_post_step(socket); /* and let others in between */
		}
	} else {
		tell_of_readable(socket);
	}
	ss_socket_leave(socket);
}

void ss_socket_post_step(ss_socket *socket) {
	if (socket->step_posted)
		return;
	socket->step_posted = true;
	socket->step.run = step;
	socket->step.argument = socket;
	ss_port_post(&socket->step);
}

static void secure(ss_socket *socket) {
	ss_account *before = ss_memory_charge(socket->account);
	socket->tls = ss_tls_new(&socket->tls_options, &socket->remote, socket->tcp, &socket->error);
	ss_memory_charge(before);
	if (!socket->tls) {
		finish(socket, socket->error.code);
		return;
	}
	socket->state = SS_SECURING;
	ss_socket_post_step(socket);
}

static void established(ss_socket *socket) {
	socket->established = ss_port_milliseconds();
	ss_trace(SS_TRACE_ESTABLISHED, false, socket, 0, 0, NULL);
	if (socket->keep_alive)
		ss_tcp_keep_alive(socket->tcp, true, socket->keep_idle, socket->keep_interval, socket->keep_count);
	if (socket->require_tls)
		secure(socket);
	else
		finish(socket, SOCKETS_ERROR_NONE);
}

static const char *reason(int err) {
	switch (err) {
	case ERR_RST:
		return "the peer refused or reset it";
	case ERR_ABRT:
		return "the peer did not answer, or our address was lost";
	case ERR_TIMEOUT:
		return "the peer did not answer";
	case ERR_RTE:
		return "there is no route to the address";
	case ERR_MEM:
	case ERR_BUF:
		return "the network stack is out of memory";
	case ERR_CLSD:
		return "the connection was closed";
	default:
		return "the network stack gave it up";
	}
}

static void refused(ss_socket *socket, int err) {
	int32_t code = err == ERR_MEM || err == ERR_BUF ? SOCKETS_ENOMEM : SOCKETS_SOCKET_ERROR;
	ss_socket_fail(socket, code, SS_PHASE_TCP_CONNECT, "connection failed: %s (lwIP error %d)", reason(err), err);
	socket->error.library_code = err;
	finish(socket, code);
}

/*
 * A connection that broke: what is still unread is read first, then every Send and Recv says so. After an alert that has ended
 * TLS it is no news: a server that refuses something often resets the connection next.
 */
static void broken(ss_socket *socket) {
	if (socket->recv_failure && socket->tls && ss_tls_is_broken(socket->tls)) {
		socket->send_failure = socket->send_failure ? socket->send_failure : SOCKETS_TLS_SEND_ERROR;
		return;
	}
	int err = ss_tcp_failure(socket->tcp);
	ss_socket_fail(socket, SOCKETS_SOCKET_ERROR, socket->recvs.first ? SS_PHASE_RECV : SS_PHASE_SEND,
		"the connection broke: %s (lwIP error %d)", reason(err), err);
	socket->error.library_code = err;
	ss_trace(SS_TRACE_FAILED, false, socket, SOCKETS_SOCKET_ERROR, 0, &socket->error);
	socket->send_failure = socket->pending_error = SOCKETS_SOCKET_ERROR;
}

static void on_connected(ss_socket *socket, ss_tcp_event event) {
	if (event == SS_TCP_FAILED)
		broken(socket);
	if (event != SS_TCP_WRITABLE) {
		ss_socket_run_recvs(socket);
		ss_socket_look(socket);
	}
	if (event == SS_TCP_WRITABLE || event == SS_TCP_FAILED)
		ss_socket_run_sends(socket);
	if (socket->send_ended && socket->state == SS_CONNECTED)
		ss_socket_wind_down(socket);
	if (event != SS_TCP_WRITABLE)
		tell_of_readable(socket);
}

void ss_socket_on_tcp(void *argument, ss_tcp_event event) {
	ss_socket *socket = argument;
	ss_socket_enter(socket);
	switch (socket->state) {
	case SS_IDLE:
		break;
	case SS_OPENING:
		if (event == SS_TCP_CONNECTED)
			established(socket);
		else if (event == SS_TCP_FAILED)
			refused(socket, ss_tcp_failure(socket->tcp));
		break;
	case SS_SECURING:
		ss_socket_post_step(socket); /* which also finds out that TCP failed */
		break;
	case SS_CONNECTED:
		on_connected(socket, event);
		break;
	case SS_CLOSING:
		ss_socket_on_closing(socket, event);
		break;
	}
	ss_socket_leave(socket);
}

static void timed_out(void *argument) {
	ss_operation *operation = argument;
	ss_socket *socket = operation->socket;
	ss_socket_enter(socket);
	ss_trace(SS_TRACE_TIMEOUT, false, socket,
		socket->state == SS_SECURING ? SS_PHASE_TLS_HANDSHAKE : SS_PHASE_TCP_CONNECT, 0, NULL);
	if (socket->state == SS_SECURING)
		ss_socket_fail(socket, SOCKETS_TLS_HANDSHAKE_ERROR, SS_PHASE_TLS_HANDSHAKE,
			"timed out: TCP was established after %u ms, but the TLS handshake did not complete in time",
			(unsigned)(socket->established - socket->connect_started));
	else
		ss_socket_fail(socket, SOCKETS_SOCKET_ERROR, SS_PHASE_TCP_CONNECT,
			"timed out: the peer did not answer TCP's connection request in time");
	finish(socket, socket->error.code);
	ss_socket_leave(socket);
}

static int32_t check_tls(ss_socket *socket) {
	const ss_tls_options *options = &socket->tls_options;
	const ss_phase phase = SS_PHASE_TLS_HANDSHAKE;
	const char *problem = NULL;
	ss_memory_clear_ran_out();
	uint16_t minimum, maximum;
	int64_t seconds;
	if (socket->unusable & SS_UNUSABLE_TRUST)
		problem = "the certificates given as SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE could not be parsed";
	else if (socket->unusable)
		problem = "the client certificate or key that was given could not be used";
	else if (!ss_tls_can_verify(options) && options->server_name)
		problem = "there are no trust anchors: the default store was cleared";
	else if (!ss_tls_can_verify(options))
		problem = "the default trust anchors need a name to verify: set SOCKETS_SO_SERVER_NAME_INDICATION";
	else if (!ss_tls_versions(options, &minimum, &maximum))
		problem = "no cipher suite of SOCKETS_SO_CIPHER_SUITES belongs to a version of TLS that may be spoken";
	else
		problem = ss_tls_credentials_problem(options);
	if (problem && ss_memory_ran_out())
		return ss_socket_fail(
			socket, SOCKETS_ENOMEM, phase, "out of memory for a look at the client certificate's key");
	if (problem)
		return ss_socket_fail(socket, SOCKETS_TLS_INIT_ERROR, phase, "%s", problem);
	if (!options->psk && !options->allow_unset_clock && !ss_port_wall_clock(&seconds))
		return ss_socket_fail(socket, SOCKETS_TLS_SERVER_UNVERIFIED, phase,
			"the clock is not set, so certificates cannot be checked for their dates: set the time first");
	return SOCKETS_ERROR_NONE;
}

static int32_t check(ss_socket *socket, const ss_address *address) {
	if (socket->state == SS_CONNECTED)
		return ss_socket_fail(socket, SOCKETS_EISCONN, SS_PHASE_TCP_CONNECT, "the socket is already connected");
	if (socket->state == SS_CLOSING)
		return ss_socket_fail(socket, SOCKETS_ECLOSED, SS_PHASE_TCP_CONNECT, "the socket was closed");
	if (socket->state != SS_IDLE)
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_TCP_CONNECT, "a Connect is already under way");
	if (address->family != socket->family)
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_TCP_CONNECT,
			"address family %u is not %s, which the socket was made for", address->family,
			socket->family == SOCKETS_AF_INET ? "SOCKETS_AF_INET" : "SOCKETS_AF_INET6");
	if (address->port == 0)
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_TCP_CONNECT, "port 0 cannot be connected to");
	if (ss_address_is_any(address))
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_TCP_CONNECT, "address %s cannot be connected to",
			address->family == SOCKETS_AF_INET ? "0.0.0.0" : "::");
	if (ss_address_is_mapped(address))
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_TCP_CONNECT,
			"an IPv4 address written as an IPv6 one needs a socket of SOCKETS_AF_INET");
	if (socket->nonblocking)
		return ss_socket_fail(socket, SOCKETS_EWOULDBLOCK, SS_PHASE_TCP_CONNECT,
			"a non-blocking socket cannot connect: set SOCKETS_SO_NONBLOCK after Connect");
	return socket->require_tls ? check_tls(socket) : SOCKETS_ERROR_NONE;
}

/* The socket itself is part of what it may use, and of what `info` tells. */
static size_t account_limit(uint32_t budget) {
	if (!budget)
		return 0;
	return budget > sizeof(ss_socket) ? budget - sizeof(ss_socket) : 1;
}

static void reset(ss_socket *socket) {
	socket->send_failure = socket->recv_failure = socket->pending_error = 0;
	socket->send_ended = socket->recv_ended = socket->notified = false;
	socket->established = socket->secured = socket->sent = socket->received = 0;
	socket->connect_started = ss_port_milliseconds();
	ss_account_release(socket->account);
	socket->account = ss_account_new();
	if (socket->account)
		socket->account->limit = account_limit(socket->tls_options.memory_budget);
}

static uint32_t connect_limit(const ss_socket *socket) {
	if (socket->connect_timeout)
		return socket->connect_timeout;
	return socket->send_timeout < socket->recv_timeout ? socket->send_timeout : socket->recv_timeout;
}

static void begin(ss_operation *operation) {
	ss_socket *socket = operation->socket;
	int32_t code = check(socket, &operation->address);
	if (socket->state == SS_IDLE)
		ss_trace(SS_TRACE_CONNECT, true, socket, (int32_t)connect_limit(socket), 0, &operation->address);
	if (code < 0) {
		if (socket->state == SS_IDLE)
			ss_trace(SS_TRACE_FAILED, false, socket, code, 0, &socket->error);
		ss_operation_finish(operation, code);
		return;
	}
	reset(socket);
	code = ss_socket_open_tcp(socket);
	if (code == SOCKETS_ERROR_NONE && !socket->account) {
		ss_socket_disconnect(socket);
		code = ss_socket_fail(socket, SOCKETS_ENOMEM, SS_PHASE_TCP_CONNECT, "out of memory for a TCP connection");
	}
	if (code < 0) {
		ss_trace(SS_TRACE_FAILED, false, socket, code, 0, &socket->error);
		ss_operation_finish(operation, code);
		return;
	}
	ss_tcp_limit(socket->tcp, socket->send_buffer, socket->receive_buffer);
	socket->connecting = operation;
	socket->state = SS_OPENING;
	socket->remote = operation->address;
	ss_operation_limit(operation, connect_limit(socket), timed_out);
	int err = ss_tcp_connect(socket->tcp, &operation->address);
	if (err) {
		ss_socket_enter(socket);
		refused(socket, err);
		ss_socket_leave(socket);
	}
}

void ss_socket_connect_now(ss_socket *socket, ss_operation *operation, const ss_address *address) {
	operation->socket = socket;
	operation->address = *address;
	begin(operation);
}

void ss_socket_connect(ss_socket *socket, ss_operation *operation, const ss_address *address) {
	operation->socket = socket;
	operation->address = *address;
	ss_operation_post(operation, begin);
}
