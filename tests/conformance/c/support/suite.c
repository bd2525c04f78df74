/*
 * The helpers of the conformance tests.
 */
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

suite_settings suite;
static uint8_t large[LARGE];
const uint8_t *const suite_large = large;

__attribute__((constructor)) static void fill_large(void) {
	for (size_t i = 0; i < LARGE; i++)
		large[i] = (uint8_t)(i + i / 256);
}

/* Not exit(): other threads may be in the middle of something, and only the message matters now. */
static void fail(const char *what, const char *file, int line) {
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
	_exit(1);
}

void suite_check(bool holds, const char *condition, const char *file, int line) {
	if (!holds)
		fail(condition, file, line);
}

void suite_check_equal(int64_t actual, int64_t expected, const char *what, const char *file, int line) {
	if (actual == expected)
		return;
	char text[256];
	snprintf(text, sizeof(text), "%s is %lld, not %lld", what, (long long)actual, (long long)expected);
	fail(text, file, line);
}

static void read_ca(const char *path) {
	FILE *file = fopen(path, "r");
	check(file != NULL);
	check_equal(fseek(file, 0, SEEK_END), 0);
	suite.ca_size = (size_t)ftell(file) + 1;
	rewind(file);
	suite.ca = calloc(1, suite.ca_size);
	check_equal((int64_t)fread(suite.ca, 1, suite.ca_size - 1, file), (int64_t)suite.ca_size - 1);
	fclose(file);
}

void suite_set_server(uint16_t port, const char *ca) {
	suite.port = port;
	suite.tls = ca != NULL;
	if (ca)
		read_ca(ca);
}

void suite_set_timeout(Socket_t socket, int32_t option, TickType_t ticks) {
	check_equal(SOCKETS_SetSockOpt(socket, 0, option, &ticks, sizeof(ticks)), 0);
}

void suite_set_tls(Socket_t socket) {
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_REQUIRE_TLS, NULL, 0), 0);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, suite.ca, suite.ca_size), 0);
}

Socket_t suite_socket(bool options) {
	Socket_t socket = SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	check(socket != SOCKETS_INVALID_SOCKET);
	if (options) {
		if (suite.tls)
			suite_set_tls(socket);
		suite_set_timeout(socket, SOCKETS_SO_RCVTIMEO, SUITE_TIMEOUT);
		suite_set_timeout(socket, SOCKETS_SO_SNDTIMEO, SUITE_TIMEOUT);
	}
	return socket;
}

SocketsSockaddr_t suite_address(void) {
	return (SocketsSockaddr_t){.ucLength = 0xA5,
		.ucSocketDomain = 0x5A,
		.usPort = SOCKETS_htons(suite.port),
		.ulAddress = SOCKETS_inet_addr_quick(10, 0, 2, 2)};
}

Socket_t suite_connect(void) {
	Socket_t socket = suite_socket(true);
	SocketsSockaddr_t address = suite_address();
	int32_t result = SOCKETS_Connect(socket, &address, sizeof(address));
	if (result) {
		ss_error error;
		SOCKETS_GetError(socket, &error);
		fprintf(stderr, "Connect gave %d: %s\n", (int)result, error.text);
	}
	check_equal(result, 0);
	return socket;
}

void suite_send(Socket_t socket, const void *data, size_t length) {
	for (size_t sent = 0; sent < length;) {
		int32_t n = SOCKETS_Send(socket, (const uint8_t *)data + sent, length - sent, 0);
		check(n > 0);
		check((size_t)n <= length - sent);
		sent += (size_t)n;
	}
}

void suite_recv(Socket_t socket, void *buffer, size_t length) {
	for (size_t received = 0; received < length;) {
		int32_t n = SOCKETS_Recv(socket, (uint8_t *)buffer + received, length - received, 0);
		check(n >= 0);
		check((size_t)n <= length - received);
		received += (size_t)n;
	}
}

void suite_shutdown(Socket_t socket) {
	uint8_t buffer[BUFFER_SIZE];
	int calls = 0;
	check_equal(SOCKETS_Shutdown(socket, SOCKETS_SHUT_RDWR), 0);
	while (SOCKETS_Recv(socket, buffer, sizeof(buffer), 0) >= 0)
		check(++calls < 100);
}

void suite_close(Socket_t socket) {
	check_equal(SOCKETS_Close(socket), 0);
}

int64_t suite_now(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The reference allows 200 ms on most boards; sanitizers on a busy machine are slower than those. */
enum { OVER_TOLERANCE = 2000 };

void suite_check_elapsed(int64_t start, int64_t timeout) {
	int64_t elapsed = suite_now() - start;
	if (elapsed < timeout || elapsed > timeout + OVER_TOLERANCE)
		fprintf(stderr, "a time-out of %lld ms took %lld ms\n", (long long)timeout, (long long)elapsed);
	check(elapsed >= timeout);
	check(elapsed <= timeout + OVER_TOLERANCE);
}

void suite_check_filler(const uint8_t *bytes, uint8_t filler, size_t length) {
	for (size_t i = 0; i < length; i++)
		check_equal(bytes[i], filler);
}

static void (*assert_hook)(const char *what);

void suite_on_assert(void (*hook)(const char *what)) {
	assert_hook = hook;
}

void SOCKETS_Assert(const char *what) {
	if (assert_hook)
		assert_hook(what);
}

pthread_t suite_thread(void *(*run)(void *argument), void *argument) {
	pthread_t thread;
	check_equal(pthread_create(&thread, NULL, run, argument), 0);
	return thread;
}

void suite_join(pthread_t thread) {
	check_equal(pthread_join(thread, NULL), 0);
}
