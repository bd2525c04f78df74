/*
 * What the C API has beyond the reference.
 */
#include "suite.h"
#include <stdlib.h>
#include <string.h>

static int32_t connect_by_name(Socket_t socket) {
	SocketsSockaddr_t address = suite_address();
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_REQUIRE_TLS, NULL, 0), 0);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test", 9), 0);
	return SOCKETS_Connect(socket, &address, sizeof(address));
}

static size_t count_anchors(void) {
	ss_trust_anchor anchor;
	size_t count = 0;
	while (SOCKETS_GetTrustAnchor(count, &anchor) == 0)
		count++;
	return count;
}

static void trust_store(void) {
	ss_trust_anchor anchor;
	size_t anchors = count_anchors();
	check(anchors > 0);
	Socket_t socket = suite_socket(false);
	check_equal(connect_by_name(socket), SOCKETS_TLS_SERVER_UNVERIFIED);
	check_equal(SOCKETS_AddTrustAnchors("nonsense", 9), SOCKETS_TLS_INIT_ERROR);
	check_equal(SOCKETS_AddTrustAnchors(NULL, 9), SOCKETS_EINVAL);
	check_equal((int64_t)count_anchors(), (int64_t)anchors);
	check_equal(SOCKETS_AddTrustAnchors(suite.ca, suite.ca_size), 0);
	check_equal((int64_t)count_anchors(), (int64_t)anchors + 1);
	check_equal(SOCKETS_GetTrustAnchor(anchors, &anchor), 0);
	check(strstr(anchor.subject, "Test Root"));
	check_equal(connect_by_name(socket), 0);
	suite_close(socket);
	check_equal(SOCKETS_ClearTrustAnchors(), 0);
	check_equal((int64_t)count_anchors(), 0);
	socket = suite_socket(false);
	check(connect_by_name(socket) < 0);
	suite_close(socket);
	suite.kept = 1; /* the store, empty now: the one compiled in does not come back by itself */
}

static bool resumes(void) {
	uint8_t byte = 'r';
	ss_info info;
	Socket_t socket = suite_connect();
	suite_send(socket, &byte, 1);
	suite_recv(socket, &byte, 1); /* TLS 1.3 sends its tickets before the first byte */
	check_equal(SOCKETS_GetInfo(socket, &info), 0);
	suite_shutdown(socket);
	suite_close(socket);
	return info.resumed;
}

static void sessions(void) {
	check(!resumes());
	check(resumes());
	size_t size = SOCKETS_ExportSessions(NULL, 0);
	check(size > 0);
	uint8_t *kept = malloc(size);
	check_equal((int64_t)SOCKETS_ExportSessions(kept, size), (int64_t)size);
	SOCKETS_ClearSessions();
	check_equal(SOCKETS_ImportSessions(kept, size), 0);
	check(resumes());
	SOCKETS_ClearSessions();
	check(!resumes());
	kept[size / 2] ^= 1;
	SOCKETS_ClearSessions();
	check_equal(SOCKETS_ImportSessions(kept, size), SOCKETS_EINVAL);
	check_equal(SOCKETS_ImportSessions(NULL, 1), SOCKETS_EINVAL);
	free(kept);
}

static Socket_t logging;
static int lines;

static void log_key(Socket_t socket, const char *line) {
	check(socket == logging);
	check(!strncmp(line, "CLIENT_", 7) || !strncmp(line, "SERVER_", 7) || !strncmp(line, "EXPORTER_", 9));
	lines++;
}

static void key_log(void) {
	const uint32_t off = 0;
	SocketsSockaddr_t address = suite_address();
	logging = suite_socket(true);
	void *value = (void *)(uintptr_t)log_key;
	check_equal(SOCKETS_SetSockOpt(logging, 0, SOCKETS_SO_KEY_LOG, value, sizeof(value)), 0);
	check_equal(SOCKETS_SetSockOpt(logging, 0, SOCKETS_SO_SESSION_RESUMPTION, &off, sizeof(off)), 0);
	check_equal(SOCKETS_Connect(logging, &address, sizeof(address)), 0);
	check(lines > 0);
	check_equal(SOCKETS_SetSockOpt(logging, 0, SOCKETS_SO_KEY_LOG, NULL, 0), SOCKETS_EISCONN);
	suite_close(logging);
}

static void bind_port(void) {
	SocketsSockaddr_t local = {.usPort = SOCKETS_htons(40123)}, remote = suite_address();
	ss_info info;
	Socket_t socket = suite_socket(true);
	check_equal(SOCKETS_Bind(socket, NULL, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Bind(socket, &local, 0), 0);
	check_equal(SOCKETS_Connect(socket, &remote, sizeof(remote)), 0);
	check_equal(SOCKETS_GetInfo(socket, &info), 0);
	check_equal(info.local.port, 40123);
	check_equal(SOCKETS_Bind(socket, &local, 0), SOCKETS_EISCONN);
	suite_close(socket);
}

static void addresses_of_a_name(void) {
	ss_address all[16];
	check_equal(SOCKETS_GetAddresses("multi.test", SOCKETS_AF_INET, all, 16), 4);
	for (int i = 0; i < 4; i++)
		check_equal(all[i].family, SOCKETS_AF_INET);
	check_equal(SOCKETS_GetAddresses("multi.test", SOCKETS_AF_INET, all, 2), 2);
	check_equal(SOCKETS_GetAddresses("::1", 0, all, 16), 1);
	check_equal(all[0].family, SOCKETS_AF_INET6);
	check_equal(SOCKETS_GetAddresses("nowhere.test", 0, all, 16), SOCKETS_SOCKET_ERROR);
	check_equal(SOCKETS_GetAddresses("bad name", 0, all, 16), SOCKETS_EINVAL);
}

static void connect_by_address(void) {
	ss_address address = {.family = SOCKETS_AF_INET, .port = suite.port, .bytes = {10, 0, 2, 2}};
	Socket_t socket = suite_socket(true);
	check_equal(SOCKETS_ConnectAddress(socket, NULL), SOCKETS_EINVAL);
	check_equal(SOCKETS_BindAddress(socket, NULL), SOCKETS_EINVAL);
	check_equal(SOCKETS_ConnectAddress(socket, &address), 0);
	suite_close(socket);
	address.family = SOCKETS_AF_INET6;
	socket = suite_socket(true);
	check_equal(SOCKETS_ConnectAddress(socket, &address), SOCKETS_EINVAL); /* not its family */
	suite_close(socket);
}

static void pending_error(void) {
	int32_t code = 1;
	size_t length = sizeof(code);
	Socket_t socket = suite_connect();
	check_equal(SOCKETS_GetSockOpt(socket, 0, SOCKETS_SO_ERROR, &code, &length), 0);
	check_equal(code, 0);
	check_equal(SOCKETS_GetSockOpt(socket, 0, SOCKETS_SO_RCVTIMEO, &code, &length), SOCKETS_ENOPROTOOPT);
	check_equal(SOCKETS_GetSockOpt(socket, 0, SOCKETS_SO_ERROR, NULL, &length), SOCKETS_EINVAL);
	suite_close(socket);
	check_equal(SOCKETS_GetSockOpt(socket, 0, SOCKETS_SO_ERROR, &code, &length), SOCKETS_EINVAL);
}

const suite_case cases_extensions[] = {
	{"the default trust store", trust_store, TLS, NULL},
	{"sessions are kept, exported and imported", sessions, TLS, NULL},
	{"the key log", key_log, TLS, NULL},
	{"Bind chooses the port", bind_port, BOTH, NULL},
	{"all addresses of a name", addresses_of_a_name, PLAIN, NULL},
	{"Connect by address", connect_by_address, BOTH, NULL},
	{"SO_ERROR", pending_error, BOTH, NULL},
	{0},
};
