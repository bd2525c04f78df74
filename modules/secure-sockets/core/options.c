/*
 * SetSockOpt: one function per kind of value. Options are the socket's own; TLS and TCP take them at Connect.
 *
 *   option                              value                              length
 *   SOCKETS_SO_RCVTIMEO, _SNDTIMEO      uint32_t *, milliseconds; 0: for ever   4
 *   SOCKETS_SO_NONBLOCK                 ignored                            ignored
 *   SOCKETS_SO_REQUIRE_TLS              ignored                            ignored
 *   SOCKETS_SO_SERVER_NAME_INDICATION   characters                         of the name, with or without its NUL
 *   SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE  PEM or DER                      in bytes
 *   SOCKETS_SO_ALPN_PROTOCOLS           const char *const *                number of names
 *   SOCKETS_SO_TCPKEEPALIVE             uint32_t *, 0: off                 4
 *   SOCKETS_SO_TCPKEEPALIVE_INTERVAL, _IDLE_TIME  uint32_t *, seconds, 1 to 32767   4
 *   SOCKETS_SO_TCPKEEPALIVE_COUNT       uint32_t *, probes, 1 to 255       4
 */
#include "socket_internal.h"
#include <string.h>

/* Longest name of an application protocol (RFC 7301, 3.1). */
#define ALPN_NAME_LIMIT 255
#define ALPN_COUNT_LIMIT 32

struct change {
	ss_socket *socket;
	int32_t option;
	const void *value;
	size_t length;
	int32_t result;
};

static int32_t invalid(ss_socket *socket, const char *option, const char *what) {
	return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_OPTION, "SOCKETS_SO_%s: %s", option, what);
}

static int32_t no_memory(ss_socket *socket, const char *option) {
	return ss_socket_fail(socket, SOCKETS_ENOMEM, SS_PHASE_OPTION, "SOCKETS_SO_%s: out of memory", option);
}

static bool read_number(const struct change *change, uint32_t *number) {
	if (!change->value || change->length != sizeof(*number))
		return false;
	memcpy(number, change->value, sizeof(*number));
	return true;
}

static int32_t set_timeout(const struct change *change, const char *option, uint32_t *timeout) {
	uint32_t milliseconds;
	if (!read_number(change, &milliseconds))
		return invalid(change->socket, option, "the value must be a 32-bit number of milliseconds");
	*timeout = milliseconds ? milliseconds : SS_FOREVER;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_server_name(ss_socket *socket, const char *name, size_t length) {
	static const char option[] = "SERVER_NAME_INDICATION";
	if (name && length && name[length - 1] == '\0')
		length--;
	if (!name || !length || length > securesocketsMAX_DNS_NAME_LENGTH)
		return invalid(socket, option, "the name must have 1 to 253 characters");
	if (memchr(name, '\0', length))
		return invalid(socket, option, "the name has a NUL inside");
	char *copy = ss_memory_allocate(SS_CORE, length + 1);
	if (!copy)
		return no_memory(socket, option);
	memcpy(copy, name, length);
	copy[length] = '\0';
	ss_memory_free(socket->server_name);
	socket->server_name = copy;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_trust(ss_socket *socket, const void *certificates, size_t length) {
	static const char option[] = "TRUSTED_SERVER_CERTIFICATE";
	if (!certificates || !length)
		return invalid(socket, option, "there is no certificate");
	ss_trust *trust = NULL;
	int32_t library_code = 0;
	int32_t code = ss_trust_parse(certificates, length, &trust, &library_code);
	if (code == SOCKETS_ENOMEM)
		return no_memory(socket, option);
	ss_trust_free(socket->trust);
	socket->trust = trust;
	socket->bad_trust = code < 0;
	if (code == SOCKETS_ERROR_NONE)
		return code;
	ss_socket_fail(socket, code, SS_PHASE_OPTION,
		library_code > 0 ? "SOCKETS_SO_%s: %d of the certificates cannot be parsed"
						 : "SOCKETS_SO_%s: neither PEM nor DER certificates (mbedTLS error %d)",
		option, (int)library_code);
	socket->error.library_code = library_code;
	return code;
}

static int32_t set_alpn(ss_socket *socket, const char *const *names, size_t count) {
	static const char option[] = "ALPN_PROTOCOLS";
	if (!names || !count || count > ALPN_COUNT_LIMIT)
		return invalid(socket, option, "there must be 1 to 32 protocol names");
	size_t size = (count + 1) * sizeof(char *);
	for (size_t i = 0; i < count; i++) {
		size_t length = names[i] ? strlen(names[i]) : 0;
		if (!length || length > ALPN_NAME_LIMIT)
			return invalid(socket, option, "a protocol name must have 1 to 255 bytes");
		size += length + 1;
	}
	const char **copy = ss_memory_allocate(SS_CORE, size);
	if (!copy)
		return no_memory(socket, option);
	char *text = (char *)(copy + count + 1);
	for (size_t i = 0; i < count; i++) {
		size_t bytes = strlen(names[i]) + 1;
		copy[i] = memcpy(text, names[i], bytes);
		text += bytes;
	}
	copy[count] = NULL;
	ss_memory_free(socket->alpn);
	socket->alpn = copy;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_keep_alive(const struct change *change) {
	ss_socket *socket = change->socket;
	uint32_t number;
	if (!read_number(change, &number))
		return invalid(socket, "TCPKEEPALIVE", "the value must be a 32-bit number");
	const uint32_t most = change->option == SOCKETS_SO_TCPKEEPALIVE_COUNT ? 255 : 32767;
	if (change->option != SOCKETS_SO_TCPKEEPALIVE && (number == 0 || number > most))
		return invalid(socket, "TCPKEEPALIVE", "the interval, count or idle time is out of range");
	switch (change->option) {
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

/* Options that TLS takes when it starts. */
static int32_t set_tls_option(const struct change *change) {
	ss_socket *socket = change->socket;
	if (socket->state != SS_IDLE)
		return ss_socket_fail(socket, SOCKETS_EISCONN, SS_PHASE_OPTION,
			"option %d must be set before Connect: the socket is connected", (int)change->option);
	switch (change->option) {
	case SOCKETS_SO_SERVER_NAME_INDICATION:
		return set_server_name(socket, change->value, change->length);
	case SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE:
		return set_trust(socket, change->value, change->length);
	case SOCKETS_SO_ALPN_PROTOCOLS:
		return set_alpn(socket, change->value, change->length);
	default:
		socket->require_tls = true;
		return SOCKETS_ERROR_NONE;
	}
}

static int32_t set(const struct change *change) {
	ss_socket *socket = change->socket;
	int32_t result;
	switch (change->option) {
	case SOCKETS_SO_RCVTIMEO:
		result = set_timeout(change, "RCVTIMEO", &socket->recv_timeout);
		if (result == SOCKETS_ERROR_NONE)
			socket->nonblocking = false;
		return result;
	case SOCKETS_SO_SNDTIMEO:
		return set_timeout(change, "SNDTIMEO", &socket->send_timeout);
	case SOCKETS_SO_NONBLOCK:
		socket->nonblocking = true;
		return SOCKETS_ERROR_NONE;
	case SOCKETS_SO_SERVER_NAME_INDICATION:
	case SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE:
	case SOCKETS_SO_REQUIRE_TLS:
	case SOCKETS_SO_ALPN_PROTOCOLS:
		return set_tls_option(change);
	case SOCKETS_SO_TCPKEEPALIVE:
	case SOCKETS_SO_TCPKEEPALIVE_INTERVAL:
	case SOCKETS_SO_TCPKEEPALIVE_COUNT:
	case SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME:
		return set_keep_alive(change);
	default:
		return ss_socket_fail(
			socket, SOCKETS_ENOPROTOOPT, SS_PHASE_OPTION, "there is no option %d", (int)change->option);
	}
}

static void carry_out(void *argument) {
	struct change *change = argument;
	change->result = set(change);
}

int32_t ss_socket_set_option(ss_socket *socket, int32_t option, const void *value, size_t length) {
	struct change change = {socket, option, value, length, SOCKETS_ERROR_NONE};
	ss_port_call(carry_out, &change);
	return change.result;
}

void ss_options_free(ss_socket *socket) {
	ss_memory_free(socket->server_name);
	ss_memory_free(socket->alpn);
	ss_trust_free(socket->trust);
}
