/*
 * Operations of the core for tests. See calls.h.
 */
#include "calls.h"
#include "core.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

#define SOCKET_LIMIT 16

const ss_address call_address = {.family = SOCKETS_AF_INET, .port = 443, .bytes = {198, 51, 100, 7}};

static ss_socket *open_sockets[SOCKET_LIMIT];
static bool asked; /* to close them at the end of the test */

static void done(ss_operation *operation) {
	struct call *call = operation->context;
	check(ss_port_inside());
	check(!operation->timer.running);
	call->ended++;
	call->result = operation->result;
	if (call->then)
		call->then(call);
}

static ss_operation *prepare(struct call *call) {
	call->ended = 0;
	call->operation.done = done;
	call->operation.context = call;
	return &call->operation;
}

void call_connect_to(struct call *call, ss_socket *socket, const ss_address *address) {
	ss_socket_connect(socket, prepare(call), address);
}

void call_connect(struct call *call, ss_socket *socket) {
	call_connect_to(call, socket, &call_address);
}

void call_send(struct call *call, ss_socket *socket, const void *data, size_t length) {
	ss_socket_send(socket, prepare(call), data, length);
}

void call_recv(struct call *call, ss_socket *socket, void *buffer, size_t length) {
	ss_socket_recv(socket, prepare(call), buffer, length);
}

int32_t send_now(ss_socket *socket, const void *data, size_t length) {
	struct call call = {0};
	call_send(&call, socket, data, length);
	check_equal(call.ended, 1);
	return call.result;
}

int32_t recv_now(ss_socket *socket, void *buffer, size_t length) {
	struct call call = {0};
	call_recv(&call, socket, buffer, length);
	check_equal(call.ended, 1);
	return call.result;
}

static void acknowledge_all(void) {
	for (struct wire *wire = wire_newest(); wire; wire = wire->before) {
		wire->room = SIZE_MAX;
		if (wire->tcp)
			wire_make_room(wire, 1);
		if (wire->tcp)
			wire_acknowledge(wire);
	}
}

static void drop_sockets(void *argument) {
	(void)argument;
	for (size_t i = 0; i < SOCKET_LIMIT; i++) {
		if (open_sockets[i])
			ss_socket_close(open_sockets[i]);
		open_sockets[i] = NULL;
	}
	acknowledge_all();
	asked = false;
}

static ss_socket **place_of(const ss_socket *socket) {
	for (size_t i = 0; i < SOCKET_LIMIT; i++) {
		if (open_sockets[i] == socket)
			return &open_sockets[i];
	}
	test_fail(__FILE__, __LINE__, "socket not known, or too many");
}

ss_socket *new_socket(void) {
	int32_t error = 1;
	ss_socket *socket = ss_socket_new(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP, &error);
	check_equal(error, 0);
	check(socket);
	*place_of(NULL) = socket;
	if (!asked)
		test_at_end(drop_sockets, NULL);
	asked = true;
	return socket;
}

ss_socket *connected_socket(void) {
	ss_socket *socket = new_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	check_equal(connect.ended, 0);
	wire_accept(wire_newest());
	check_equal(connect.ended, 1);
	check_equal(connect.result, 0);
	return socket;
}

void forget_socket(const ss_socket *socket) {
	*place_of(socket) = NULL;
}

void drop_socket(ss_socket *socket) {
	forget_socket(socket);
	ss_socket_close(socket);
	acknowledge_all();
}

ss_error error_of(ss_socket *socket) {
	ss_error error;
	ss_socket_get_error(socket, &error);
	return error;
}

ss_info info_of(ss_socket *socket) {
	ss_info info;
	ss_socket_get_info(socket, &info);
	return info;
}

void set_number(ss_socket *socket, int32_t option, uint32_t number) {
	check_equal(ss_socket_set_option(socket, option, &number, sizeof(number)), 0);
}

void set_text(ss_socket *socket, int32_t option, const char *text) {
	check_equal(ss_socket_set_option(socket, option, text, strlen(text)), 0);
}

void require_tls(ss_socket *socket) {
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_REQUIRE_TLS, NULL, 0), 0);
}
