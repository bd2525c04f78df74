/*
 * SetSockOpt, the options of sockets and TCP; those of TLS are in options_tls.c.
 *
 *   option                              value                                   length
 *   SOCKETS_SO_RCVTIMEO, _SNDTIMEO      uint32_t *, milliseconds; 0: for ever   4
 *   SOCKETS_SO_CONNECT_TIMEOUT          uint32_t *, milliseconds; 0: not set    4
 *   SOCKETS_SO_NONBLOCK                 ignored                                 ignored
 *   SOCKETS_SO_SNDBUF, _RCVBUF          uint32_t *, bytes, at least 256         4
 *   SOCKETS_SO_TCPKEEPALIVE             uint32_t *, 0: off                      4
 *   SOCKETS_SO_TCPKEEPALIVE_INTERVAL,
 *       _IDLE_TIME                      uint32_t *, seconds, 1 to 32767         4
 *   SOCKETS_SO_TCPKEEPALIVE_COUNT       uint32_t *, probes, 1 to 255            4
 */
#include "options.h"
#include <string.h>

/* A buffer must hold something worth a segment. */
#define BUFFER_LEAST 256

int32_t ss_option_invalid(ss_socket *socket, const char *name, const char *what) {
	return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_OPTION, "SOCKETS_SO_%s: %s", name, what);
}

int32_t ss_option_no_memory(ss_socket *socket, const char *name) {
	return ss_socket_fail(socket, SOCKETS_ENOMEM, SS_PHASE_OPTION, "SOCKETS_SO_%s: out of memory", name);
}

bool ss_option_number(const ss_option *option, uint32_t *number) {
	if (!option->value || option->length != sizeof(*number))
		return false;
	memcpy(number, option->value, sizeof(*number));
	return true;
}

static int32_t set_timeout(const ss_option *option, const char *name, uint32_t *timeout) {
	uint32_t milliseconds;
	if (!ss_option_number(option, &milliseconds))
		return ss_option_invalid(option->socket, name, "the value must be a 32-bit number of milliseconds");
	*timeout = milliseconds ? milliseconds : SS_FOREVER;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_buffer(const ss_option *option, const char *name, uint32_t *size) {
	ss_socket *socket = option->socket;
	uint32_t bytes;
	if (!ss_option_number(option, &bytes) || bytes < BUFFER_LEAST)
		return ss_option_invalid(socket, name, "the value must be a 32-bit number of bytes, at least 256");
	if (size == &socket->receive_buffer && socket->state != SS_IDLE)
		return ss_socket_fail(socket, SOCKETS_EISCONN, SS_PHASE_OPTION,
			"SOCKETS_SO_RCVBUF must be set before Connect: the peer has been told of the window");
	*size = bytes;
	if (socket->tcp)
		ss_tcp_limit(socket->tcp, socket->send_buffer, socket->receive_buffer);
	return SOCKETS_ERROR_NONE;
}

static int32_t set_keep_alive(const ss_option *option) {
	ss_socket *socket = option->socket;
	uint32_t number;
	if (!ss_option_number(option, &number))
		return ss_option_invalid(socket, "TCPKEEPALIVE", "the value must be a 32-bit number");
	const uint32_t most = option->option == SOCKETS_SO_TCPKEEPALIVE_COUNT ? 255 : 32767;
	if (option->option != SOCKETS_SO_TCPKEEPALIVE && (number == 0 || number > most))
		return ss_option_invalid(socket, "TCPKEEPALIVE", "the interval, count or idle time is out of range");
	switch (option->option) {
	case SOCKETS_SO_TCPKEEPALIVE:
		socket->keep_alive = number != 0;
		break;
	case SOCKETS_SO_TCPKEEPALIVE_INTERVAL:
		socket->keep_interval = number;
		break;
	case SOCKETS_SO_TCPKEEPALIVE_COUNT:
		socket->keep_count = number;
		break;
	default:
		socket->keep_idle = number;
	}
	if (socket->tcp)
		ss_tcp_keep_alive(
			socket->tcp, socket->keep_alive, socket->keep_idle, socket->keep_interval, socket->keep_count);
	return SOCKETS_ERROR_NONE;
}

static int32_t set(const ss_option *option) {
	ss_socket *socket = option->socket;
	int32_t result;
	switch (option->option) {
	case SOCKETS_SO_RCVTIMEO:
		result = set_timeout(option, "RCVTIMEO", &socket->recv_timeout);
		if (result == SOCKETS_ERROR_NONE)
			socket->nonblocking = false;
		return result;
	case SOCKETS_SO_SNDTIMEO:
		return set_timeout(option, "SNDTIMEO", &socket->send_timeout);
	case SOCKETS_SO_CONNECT_TIMEOUT:
		result = set_timeout(option, "CONNECT_TIMEOUT", &socket->connect_timeout);
		if (socket->connect_timeout == SS_FOREVER)
			socket->connect_timeout = 0; /* the other time-outs decide */
		return result;
	case SOCKETS_SO_NONBLOCK:
		if (socket->state != SS_CONNECTED)
			return ss_socket_fail(socket, SOCKETS_ENOTCONN, SS_PHASE_OPTION,
				"SOCKETS_SO_NONBLOCK must be set after Connect: the socket is not connected");
		socket->nonblocking = true;
		return SOCKETS_ERROR_NONE;
	case SOCKETS_SO_SNDBUF:
		return set_buffer(option, "SNDBUF", &socket->send_buffer);
	case SOCKETS_SO_RCVBUF:
		return set_buffer(option, "RCVBUF", &socket->receive_buffer);
	case SOCKETS_SO_TCPKEEPALIVE:
	case SOCKETS_SO_TCPKEEPALIVE_INTERVAL:
	case SOCKETS_SO_TCPKEEPALIVE_COUNT:
	case SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME:
		return set_keep_alive(option);
	case SOCKETS_SO_SERVER_NAME_INDICATION:
	case SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE:
	case SOCKETS_SO_REQUIRE_TLS:
	case SOCKETS_SO_ALPN_PROTOCOLS:
	case SOCKETS_SO_CLIENT_CERTIFICATE:
	case SOCKETS_SO_CLIENT_KEY:
	case SOCKETS_SO_CLIENT_KEY_ID:
	case SOCKETS_SO_PRE_SHARED_KEY:
	case SOCKETS_SO_TLS_MIN_VERSION:
	case SOCKETS_SO_TLS_MAX_VERSION:
	case SOCKETS_SO_CIPHER_SUITES:
	case SOCKETS_SO_MAX_FRAGMENT_LENGTH:
	case SOCKETS_SO_MEMORY_BUDGET:
	case SOCKETS_SO_PINNED_KEYS:
	case SOCKETS_SO_SESSION_RESUMPTION:
	case SOCKETS_SO_ALLOW_UNSET_CLOCK:
		return ss_option_set_tls(option);
	default:
		return ss_socket_fail(
			socket, SOCKETS_ENOPROTOOPT, SS_PHASE_OPTION, "there is no option %d", (int)option->option);
	}
}

static void carry_out(void *argument) {
	ss_option *option = argument;
	option->result = set(option);
}

int32_t ss_socket_set_option(ss_socket *socket, int32_t option, const void *value, size_t length) {
	ss_option order = {socket, option, value, length, SOCKETS_ERROR_NONE};
	ss_port_call(carry_out, &order);
	return order.result;
}
