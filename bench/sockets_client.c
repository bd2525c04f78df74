/*
 * The same stack as TypeScript's, reached by the C API: shows what of the distance is not JavaScript's.
 */
#include "measure.h"
#include "network/network.h"
#include "secure_sockets.h"
#include <string.h>

static const char *trust, *server_name;
static Socket_t connection;

void bench_start(const char *ca, const char *name) {
	trust = ca;
	server_name = name;
	if (SOCKETS_Init() != pdPASS)
		bench_fail("starting the network", 0);
}

static void set_option(int32_t option, const void *value, size_t length) {
	int32_t result = SOCKETS_SetSockOpt(connection, 0, option, value, length);
	if (result)
		bench_fail("setting an option", result);
}

void bench_connect(uint16_t port) {
	SocketsSockaddr_t address = {.usPort = SOCKETS_htons(port), .ulAddress = SOCKETS_inet_addr_quick(10, 0, 2, 2)};
	connection = SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	set_option(SOCKETS_SO_REQUIRE_TLS, NULL, 0);
	set_option(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, trust, strlen(trust) + 1);
	set_option(SOCKETS_SO_SERVER_NAME_INDICATION, server_name, strlen(server_name));
	int32_t result = SOCKETS_Connect(connection, &address, sizeof(address));
	if (result)
		bench_fail("connect", result);
}

void bench_send(const void *data, size_t length) {
	int32_t sent = SOCKETS_Send(connection, data, length, 0);
	if (sent != (int32_t)length)
		bench_fail("send", sent);
}

size_t bench_receive(void *buffer, size_t length) {
	int32_t received = SOCKETS_Recv(connection, buffer, length, 0);
	if (received <= 0)
		bench_fail("receive", received);
	return (size_t)received;
}

void bench_close(void) {
	SOCKETS_Close(connection);
}

void bench_stop(void) {
	sim_network_stop(UINT32_MAX);
}
