/*
 * The client that uses the core's sockets.
 */
#include "client.h"
#include "socket.h"
#include <string.h>

struct waiting {
	ss_operation operation;
	bool done;
};

static ss_socket *socket;

static void done(ss_operation *operation) {
	((struct waiting *)operation)->done = true;
}

static void set_option(int32_t option, const void *value, size_t length) {
	int32_t code = ss_socket_set_option(socket, option, value, length);
	if (code)
		client_fail("an option", code);
}

static void connect_socket(void) {
	static const char name[] = "echo.test";
	uint32_t version = client_settings.version, resume = client_settings.resume, timeout = 60000;
	ss_address address = {.family = SOCKETS_AF_INET, .port = client_settings.port, .bytes = {10, 0, 2, 2}};
	socket = ss_socket_new(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP, NULL);
	if (!socket)
		client_fail("no socket", 0);
	set_option(SOCKETS_SO_REQUIRE_TLS, NULL, 0);
	set_option(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, client_anchor, strlen(client_anchor) + 1);
	set_option(SOCKETS_SO_SERVER_NAME_INDICATION, name, strlen(name));
	set_option(SOCKETS_SO_TLS_MIN_VERSION, &version, 4);
	set_option(SOCKETS_SO_TLS_MAX_VERSION, &version, 4);
	set_option(SOCKETS_SO_SESSION_RESUMPTION, &resume, 4);
	set_option(SOCKETS_SO_CONNECT_TIMEOUT, &timeout, 4);
	struct waiting connect = {.operation.done = done};
	ss_socket_connect(socket, &connect.operation, &address);
	client_wait(&connect.done);
	if (connect.operation.result) {
		ss_error error;
		ss_socket_get_error(socket, &error);
		client_fail(error.text, error.code);
	}
}

static void echo(const void *data, void *back, size_t length) {
	struct waiting send = {.operation.done = done};
	ss_socket_send(socket, &send.operation, data, length);
	client_wait(&send.done);
	size_t got = 0;
	while (got < length) {
		struct waiting recv = {.operation.done = done};
		ss_socket_recv(socket, &recv.operation, (uint8_t *)back + got, length - got);
		client_wait(&recv.done);
		if (recv.operation.result <= 0)
			client_fail("Recv", recv.operation.result);
		got += (size_t)recv.operation.result;
	}
}

static void close_socket(void) {
	ss_info info;
	ss_socket_get_info(socket, &info);
	client_print("socket_heap", info.heap);
	client_print("socket_peak", info.heap_peak);
	ss_socket_close(socket);
}

const struct client client_core = {connect_socket, echo, close_socket};
