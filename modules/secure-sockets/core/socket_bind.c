/*
 * Bind: choosing the port, and the address, that a socket connects from.
 *
 * The port is taken at once, so that it can be told that it is in use, by a connection that is not opened yet. When a
 * Connect fails, its connection is dropped, and the next Connect takes the port again.
 */
#include "lwip/err.h"
#include "socket_internal.h"

static int32_t fail(ss_socket *socket, int32_t code, const char *what) {
	char text[SS_ADDRESS_TEXT];
	ss_address_print(&socket->local, text);
	return ss_socket_fail(socket, code, SS_PHASE_BIND, "%s port %u: %s", text, socket->local.port, what);
}

int32_t ss_socket_open_tcp(ss_socket *socket) {
	if (socket->tcp)
		return SOCKETS_ERROR_NONE;
	socket->tcp = ss_tcp_new(ss_socket_on_tcp, socket);
	if (!socket->tcp)
		return ss_socket_fail(socket, SOCKETS_ENOMEM, SS_PHASE_TCP_CONNECT, "out of memory for a TCP connection");
	if (!socket->local.family)
		return SOCKETS_ERROR_NONE;
	int err = ss_tcp_bind(socket->tcp, &socket->local);
	if (!err)
		return SOCKETS_ERROR_NONE;
	ss_socket_disconnect(socket);
	if (err == ERR_USE)
		return fail(socket, SOCKETS_SOCKET_ERROR, "the port is in use, or was until a short time ago");
	return fail(socket, SOCKETS_EINVAL, "the address is not one of this device's");
}

struct order {
	ss_socket *socket;
	const ss_address *address;
	int32_t result;
};

static int32_t bind_to(ss_socket *socket, const ss_address *address) {
	if (socket->state == SS_CONNECTED)
		return ss_socket_fail(socket, SOCKETS_EISCONN, SS_PHASE_BIND, "the socket is already connected");
	if (socket->state != SS_IDLE)
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_BIND, "a Connect is already under way");
	if (!address)
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_BIND, "no address was given");
	if (address->family != socket->family)
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_BIND, "the address is not of the socket's family");
	if (socket->tcp)
		ss_socket_disconnect(socket);
	socket->local = *address;
	if (address->port == 0 && ss_address_is_any(address))
		socket->local.family = 0;
	int32_t code = socket->local.family ? ss_socket_open_tcp(socket) : SOCKETS_ERROR_NONE;
	if (code < 0)
		socket->local.family = 0;
	return code;
}

static void carry_out(void *argument) {
	struct order *order = argument;
	order->result = bind_to(order->socket, order->address);
}

int32_t ss_socket_bind(ss_socket *socket, const ss_address *address) {
	struct order order = {socket, address, SOCKETS_EINVAL};
	ss_port_call(carry_out, &order);
	return order.result;
}
