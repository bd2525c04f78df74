/*
 * Results, to the number: each comes from what its name says.
 */
#include "memory.h"
#include "suite.h"
#include <string.h>

static ss_error error_of(Socket_t socket) {
	ss_error error;
	check_equal(SOCKETS_GetError(socket, &error), 0);
	return error;
}

static void option_results(void) {
	static const char junk[] = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
	const TickType_t ticks = 10;
	Socket_t socket = suite_socket(true);
	check_equal(SOCKETS_SetSockOpt(socket, 0, 999, &ticks, sizeof(ticks)), SOCKETS_ENOPROTOOPT);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_NONBLOCK, &ticks, sizeof(ticks)), SOCKETS_ENOTCONN);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, NULL, 10), SOCKETS_EINVAL);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, junk, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, NULL, 10), SOCKETS_EINVAL);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "a", 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_ALPN_PROTOCOLS, NULL, 1), SOCKETS_EINVAL);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_RCVTIMEO, NULL, 4), SOCKETS_EINVAL);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_RCVTIMEO, &ticks, 0), 0); /* the length is ignored */
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SNDTIMEO, &ticks, 77), 0);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_WAKEUP_CALLBACK, NULL, 0), 0); /* clears what was never set */
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, junk, sizeof(junk)),
		SOCKETS_TLS_INIT_ERROR);
	check_equal(error_of(socket).code, SOCKETS_TLS_INIT_ERROR);
	check_equal(error_of(socket).phase, SS_PHASE_OPTION);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_REQUIRE_TLS, NULL, 0), 0);
	SocketsSockaddr_t address = suite_address();
	check_equal(SOCKETS_Connect(socket, &address, sizeof(address)), SOCKETS_TLS_INIT_ERROR);
	suite_close(socket);
}

static void connection_results(void) {
	SocketsSockaddr_t address = suite_address();
	Socket_t socket = suite_connect();
	check_equal(SOCKETS_Connect(socket, &address, sizeof(address)), SOCKETS_EISCONN);
	check_equal(SOCKETS_Shutdown(socket, 3), SOCKETS_EINVAL);
	ss_info info;
	check_equal(SOCKETS_GetInfo(socket, &info), 0);
	check(info.connected);
	check_equal(info.tls, suite.tls);
	check_equal(info.remote.port, suite.port);
	check(!suite.tls || !strncmp(info.version, "TLSv1.", 6));
	suite_send(socket, "x", 1);
	check_equal(SOCKETS_GetInfo(socket, &info), 0);
	check_equal((int64_t)info.sent, 1);
	suite_close(socket);
	check_equal(SOCKETS_GetInfo(socket, &info), SOCKETS_EINVAL);
	socket = suite_socket(true);
	check_equal(SOCKETS_Shutdown(socket, SOCKETS_SHUT_RDWR), SOCKETS_ENOTCONN);
	check_equal(error_of(socket).code, SOCKETS_ENOTCONN);
	suite_close(socket);
}

static void nobody_listens(void) {
	SocketsSockaddr_t address = suite_address();
	Socket_t socket = suite_socket(true);
	for (int i = 0; i < 2; i++) {
		check_equal(SOCKETS_Connect(socket, &address, sizeof(address)), SOCKETS_SOCKET_ERROR);
		check_equal(error_of(socket).phase, SS_PHASE_TCP_CONNECT);
	}
	suite_close(socket);
}

static int32_t result_of_recv(void) {
	uint8_t buffer[BUFFER_SIZE];
	Socket_t socket = suite_connect();
	int32_t result = SOCKETS_Recv(socket, buffer, sizeof(buffer), 0);
	check_equal(error_of(socket).code, result);
	check_equal(SOCKETS_Recv(socket, buffer, sizeof(buffer), 0), result); /* and so it stays */
	suite_close(socket);
	return result;
}

static void peer_closes(void) {
	check_equal(result_of_recv(), SOCKETS_ECLOSED);
}

static void peer_cuts_tls(void) {
	check_equal(result_of_recv(), SOCKETS_TLS_RECV_ERROR);
}

static void peer_resets(void) {
	check_equal(result_of_recv(), SOCKETS_SOCKET_ERROR);
}

static void names(void) {
	check_equal(SOCKETS_GetHostByName("10.0.2.2"), SOCKETS_inet_addr_quick(10, 0, 2, 2));
	check_equal(SOCKETS_GetHostByName("nowhere.test"), 0);
	check_equal(SOCKETS_GetHostByName(""), 0);
	check_equal(SOCKETS_GetHostByName(NULL), 0);
	char name[256];
	memset(name, 'a', sizeof(name));
	name[254] = '\0';
	check_equal(SOCKETS_GetHostByName(name), 0);
}

static void no_memory(void) {
	SocketsSockaddr_t address = suite_address();
	uint8_t byte = 'm';
	ss_memory_fail(SS_CORE, 1);
	check(SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP) == SOCKETS_INVALID_SOCKET);
	ss_memory_fail(SS_CORE, 2); /* the table of handles */
	check(SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP) == SOCKETS_INVALID_SOCKET);
	Socket_t socket = suite_socket(true);
	ss_memory_fail(SS_CORE, 1);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test", 9), SOCKETS_ENOMEM);
	ss_memory_fail(SS_CORE, 1);
	check_equal(SOCKETS_Connect(socket, &address, sizeof(address)), SOCKETS_ENOMEM);
	check_equal(SOCKETS_Connect(socket, &address, sizeof(address)), 0);
	suite_send(socket, &byte, 1);
	suite_recv(socket, &byte, 1);
	suite_close(socket);
}

/* Every allocation of a whole conversation fails once; whatever comes of it, nothing is lost and the next one goes well. */
static void no_memory_anywhere(void) {
	SocketsSockaddr_t address = suite_address();
	uint8_t byte = 'm';
	for (size_t n = 1; n < 60; n++) {
		Socket_t socket = suite_socket(true);
		ss_memory_fail(suite.tls ? SS_MBEDTLS : SS_LWIP, suite.tls ? n * n : n);
		int32_t result = SOCKETS_Connect(socket, &address, sizeof(address));
		check(result == 0 || result == SOCKETS_ENOMEM || result == SOCKETS_SOCKET_ERROR ||
			  (result <= SOCKETS_TLS_INIT_ERROR && result >= SOCKETS_TLS_SERVER_UNVERIFIED));
		if (result == 0 && SOCKETS_Send(socket, &byte, 1, 0) == 1)
			SOCKETS_Recv(socket, &byte, 1, 0);
		suite_close(socket);
		ss_memory_fail(suite.tls ? SS_MBEDTLS : SS_LWIP, 0);
	}
	suite_close(suite_connect());
}

const suite_case cases_codes[] = {
	{"options give exact results", option_results, BOTH, NULL},
	{"connections give exact results", connection_results, BOTH, NULL},
	{"nobody listens", nobody_listens, BOTH, "nobody"},
	{"the peer closes in order", peer_closes, BOTH, "end"},
	{"the peer cuts TLS off", peer_cuts_tls, TLS, "cut"},
	{"the peer resets", peer_resets, BOTH, "reset"},
	{"names that cannot be", names, PLAIN, NULL},
	{"no memory for what was asked", no_memory, BOTH, NULL},
	{"no memory at any time", no_memory_anywhere, BOTH, NULL},
	{0},
};
