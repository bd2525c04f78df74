/*
 * Whom a TLS connection trusts.
 */
#include "suite.h"
#include <string.h>

static int32_t connect_to(Socket_t socket, uint16_t port) {
	SocketsSockaddr_t address = suite_address();
	address.usPort = SOCKETS_htons(port);
	return SOCKETS_Connect(socket, &address, sizeof(address));
}

static void trusted_server_certificate(void) {
	Socket_t socket = suite_connect();
	suite_close(socket);

	suite.tls = false; /* no options but those set here */
	socket = suite_socket(true);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_REQUIRE_TLS, NULL, 0), 0);
	check_equal(connect_to(socket, suite.port), SOCKETS_TLS_INIT_ERROR); /* the default roots need a name */
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test", 9), 0);
	check_equal(connect_to(socket, suite.port), SOCKETS_TLS_SERVER_UNVERIFIED);
	suite_close(socket);
}

/* A wrong name, then the right one on the same socket; set twice, with and without the NUL in the length. */
static void server_name_indication(void) {
	uint8_t byte = 'n';
	Socket_t socket = suite_socket(true);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test", 10), 0);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "echo.tesu", 10), 0);
	check_equal(connect_to(socket, suite.port), SOCKETS_TLS_SERVER_UNVERIFIED);
	ss_error error;
	check_equal(SOCKETS_GetError(socket, &error), 0);
	check_equal(error.code, SOCKETS_TLS_SERVER_UNVERIFIED);
	check(strstr(error.text, "echo.tesu"));
	check(SOCKETS_Send(socket, suite_large, 100, 0) < 0);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test", 9), 0);
	check_equal(connect_to(socket, suite.port), 0);
	suite_send(socket, &byte, 1);
	suite_recv(socket, &byte, 1);
	check_equal(byte, 'n');
	suite_shutdown(socket);
	suite_close(socket);

	socket = suite_socket(true);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "wrong.test", 10), 0);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test", 10), 0);
	check_equal(connect_to(socket, suite.port), 0);
	suite_close(socket);
}

/* The right root for the wrong server. */
static void other_server(void) {
	Socket_t socket = suite_socket(true);
	check_equal(connect_to(socket, suite.other_port), SOCKETS_TLS_SERVER_UNVERIFIED);
	suite_close(socket);
}

const suite_case cases_tls[] = {
	{"SetSockOpt_TRUSTED_SERVER_CERTIFICATE", trusted_server_certificate, TLS, NULL},
	{"SetSockOpt_SERVER_NAME_INDICATION", server_name_indication, TLS, NULL},
	{"SockEventHandler", other_server, TLS, NULL},
	{0},
};
