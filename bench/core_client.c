/*
 * The core and the simulator's network without JavaScript: shows what of the distance is theirs.
 */
#include "measure.h"
#include "network/network.h"
#include "options.h"
#include "socket.h"
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

static const char *trust, *server_name;
static ss_socket *connection;
static sem_t finished;

static void done(ss_operation *operation) {
	(void)operation;
	sem_post(&finished);
}

static ss_operation operation = {.done = done};

static int wait_for(const char *what) {
	sem_wait(&finished);
	if (operation.result < 0)
		bench_fail(what, operation.result);
	return operation.result;
}

void bench_start(const char *ca, const char *name) {
	const char *mtu = getenv("MTU");
	if (mtu)
		sim_settings.mtu = (uint32_t)atoi(mtu);
	trust = ca;
	server_name = name;
	sem_init(&finished, 0, 0);
	if (!ss_port_start())
		bench_fail("starting the network", 0);
}

void bench_connect(uint16_t port) {
	ss_address address = {SOCKETS_AF_INET, port, {10, 0, 2, 2}};
	int32_t error = 0;
	connection = ss_socket_new(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP, &error);
	if (!connection)
		bench_fail("making a socket", error);
	if (ss_socket_set_option(connection, SOCKETS_SO_REQUIRE_TLS, NULL, 0) ||
		ss_socket_set_option(connection, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, trust, strlen(trust) + 1) ||
		ss_socket_set_option(connection, SOCKETS_SO_SERVER_NAME_INDICATION, server_name, strlen(server_name)))
		bench_fail("setting options", 0);
	ss_socket_connect(connection, &operation, &address);
	wait_for("connect");
}

void bench_send(const void *data, size_t length) {
	ss_socket_send(connection, &operation, data, length);
	if (wait_for("send") != (int)length)
		bench_fail("sending all", operation.result);
}

size_t bench_receive(void *buffer, size_t length) {
	ss_socket_recv(connection, &operation, buffer, length);
	if (wait_for("receive") == 0)
		bench_fail("receiving in time", 0);
	return (size_t)operation.result;
}

void bench_close(void) {
	ss_socket_close(connection);
}

void bench_stop(void) {
	sim_network_stop(UINT32_MAX);
}
