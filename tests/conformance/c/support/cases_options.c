/*
 * SetSockOpt.
 */
#include "suite.h"
#include <string.h>

static void rcvtimeo(void) {
	static const TickType_t timeouts[] = {30, 100, 10000};
	uint8_t byte = RX_FILLER;
	Socket_t socket = suite_connect();
	for (size_t i = 0; i < sizeof(timeouts) / sizeof(*timeouts); i++) {
		suite_set_timeout(socket, SOCKETS_SO_RCVTIMEO, pdMS_TO_TICKS(timeouts[i]));
		int64_t start = suite_now();
		check_equal(SOCKETS_Recv(socket, &byte, 1, 0), 0);
		suite_check_elapsed(start, timeouts[i]);
	}
	check_equal(byte, RX_FILLER);
	suite_shutdown(socket);
	suite_close(socket);
}

static void nonblocking(void) {
	uint8_t rx[BUFFER_SIZE];
	const size_t length = 1200;
	const TickType_t zero = 0;
	memset(rx, RX_FILLER, sizeof(rx));
	Socket_t socket = suite_connect();
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_NONBLOCK, &zero, sizeof(zero)), 0);
	int64_t start = suite_now();
	check_equal(SOCKETS_Recv(socket, rx, 1, 0), SOCKETS_EWOULDBLOCK);
	suite_check_elapsed(start, 0);

	suite_send(socket, suite_large, length);
	start = suite_now();
	for (size_t received = 0; received < length;) {
		int32_t n = SOCKETS_Recv(socket, rx + received, length - received, 0);
		check(n > 0 || n == SOCKETS_EWOULDBLOCK);
		received += n > 0 ? (size_t)n : 0;
		check(suite_now() - start < 5000);
	}
	check(!memcmp(rx, suite_large, length));
	suite_check_filler(rx + length, RX_FILLER, sizeof(rx) - length);
	suite_shutdown(socket);
	suite_close(socket);
}

static void invalid_params(void) {
	const TickType_t timeout = 30;
	Socket_t socket = suite_socket(true);
	check_equal(SOCKETS_SetSockOpt(socket, 0, -1, &timeout, sizeof(timeout)), SOCKETS_ENOPROTOOPT);
	check_equal(
		SOCKETS_SetSockOpt(SOCKETS_INVALID_SOCKET, 0, SOCKETS_SO_RCVTIMEO, &timeout, sizeof(timeout)), SOCKETS_EINVAL);
	suite_close(socket);
}

static void nonblocking_connect(void) {
	const TickType_t zero = 0;
	Socket_t socket = suite_socket(true);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_NONBLOCK, &zero, sizeof(zero)), SOCKETS_ENOTCONN);
	suite_close(socket);
}

/* On a plain connection, as in the reference, whichever way the case is run. */
static void secure_options_after_connect(void) {
	static const char *const protocols[] = {socketsAWS_IOT_ALPN_MQTT};
	suite.tls = false;
	Socket_t socket = suite_connect();
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_REQUIRE_TLS, NULL, 0), SOCKETS_EISCONN);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_ALPN_PROTOCOLS, protocols, 1), SOCKETS_EISCONN);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test", 9), SOCKETS_EISCONN);
	check_equal(
		SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, suite.ca, suite.ca_size), SOCKETS_EISCONN);
	suite_close(socket);
}

const suite_case cases_options[] = {
	{"SetSockOpt_RCVTIMEO", rcvtimeo, BOTH, NULL},
	{"NonBlocking_Test", nonblocking, BOTH, NULL},
	{"SetSockOpt_InvalidParams", invalid_params, BOTH, NULL},
	{"NonBlockingConnect", nonblocking_connect, TLS, NULL},
	{"SetSecureOptionsAfterConnect", secure_options_after_connect, TLS, NULL},
	{0},
};
