/*
 * Who waits, for how long, and what ends it.
 */
#include "suite.h"
#include <string.h>
#include <unistd.h>

enum { READERS = 4 };

struct wait {
	Socket_t socket;
	int32_t result;
	_Atomic int64_t began; /* the last call */
};

static void *wait_in_recv(void *argument) {
	struct wait *wait = argument;
	uint8_t byte;
	wait->began = suite_now();
	wait->result = SOCKETS_Recv(wait->socket, &byte, 1, 0);
	return NULL;
}

static void *wait_in_send(void *argument) {
	static const uint8_t data[65536];
	struct wait *wait = argument;
	do {
		wait->began = suite_now();
		wait->result = SOCKETS_Send(wait->socket, data, sizeof(data), 0);
	} while (wait->result > 0);
	return NULL;
}

static void *wait_in_connect(void *argument) {
	struct wait *wait = argument;
	SocketsSockaddr_t address = suite_address();
	wait->began = suite_now();
	wait->result = SOCKETS_Connect(wait->socket, &address, sizeof(address));
	return NULL;
}

/* Until the thread has been in the same call for so long that it must be waiting. */
static void wait_until_it_waits(struct wait *wait) {
	while (!wait->began || suite_now() - wait->began < 300)
		usleep(10000);
}

static void close_during(void *(*run)(void *argument), Socket_t socket) {
	struct wait wait = {.socket = socket, .result = 1};
	pthread_t thread = suite_thread(run, &wait);
	wait_until_it_waits(&wait);
	int64_t start = suite_now();
	suite_close(socket);
	suite_join(thread);
	suite_check_elapsed(start, 0);
	check_equal(wait.result, SOCKETS_ECLOSED);
}

static void close_while_in_recv(void) {
	close_during(wait_in_recv, suite_connect());
}

static void close_while_many_in_recv(void) {
	struct wait waits[READERS];
	pthread_t threads[READERS];
	Socket_t socket = suite_connect();
	for (int i = 0; i < READERS; i++) {
		waits[i] = (struct wait){.socket = socket, .result = 1};
		threads[i] = suite_thread(wait_in_recv, &waits[i]);
	}
	for (int i = 0; i < READERS; i++)
		wait_until_it_waits(&waits[i]);
	suite_close(socket);
	for (int i = 0; i < READERS; i++) {
		suite_join(threads[i]);
		check_equal(waits[i].result, SOCKETS_ECLOSED);
	}
}

/* The peer does not read: when its window and all buffers are full, Send waits. */
static void close_while_in_send(void) {
	Socket_t socket = suite_connect();
	suite_set_timeout(socket, SOCKETS_SO_SNDTIMEO, 2000); /* which also bounds what is left to do after Close */
	close_during(wait_in_send, socket);
}

static void close_while_in_connect(void) {
	close_during(wait_in_connect, suite_socket(true));
}

static void shutdown_while_in_recv(void) {
	Socket_t socket = suite_connect();
	struct wait wait = {.socket = socket, .result = 1};
	pthread_t thread = suite_thread(wait_in_recv, &wait);
	wait_until_it_waits(&wait);
	check_equal(SOCKETS_Shutdown(socket, SOCKETS_SHUT_RD), 0);
	suite_join(thread);
	check_equal(wait.result, SOCKETS_ECLOSED);
	suite_close(socket);
}

/* 0 waits for ever: longer than the default time-out would be too long for a test, so longer than a short one. */
static void for_ever(void) {
	Socket_t socket = suite_connect();
	suite_set_timeout(socket, SOCKETS_SO_RCVTIMEO, 100);
	suite_set_timeout(socket, SOCKETS_SO_RCVTIMEO, 0);
	close_during(wait_in_recv, socket);
}

static void send_time_out(void) {
	Socket_t socket = suite_connect();
	suite_set_timeout(socket, SOCKETS_SO_SNDTIMEO, 300);
	int32_t result, taken = 0;
	int64_t start;
	do {
		start = suite_now();
		result = SOCKETS_Send(socket, suite_large, LARGE, 0);
		taken += result;
	} while (result == LARGE);
	check(result >= 0); /* what fitted in before it was full */
	suite_check_elapsed(start, 300);
	do { /* the kernel's buffers may grow once more */
		start = suite_now();
		result = SOCKETS_Send(socket, suite_large, LARGE, 0);
		check(result >= 0);
	} while (result > 0);
	suite_check_elapsed(start, 300);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_NONBLOCK, NULL, 0), 0);
	do
		result = SOCKETS_Send(socket, suite_large, LARGE, 0);
	while (result > 0);
	check_equal(result, SOCKETS_EWOULDBLOCK);
	check(taken > LARGE);
	suite_close(socket);
}

/* The server says nothing; over TLS that stops the handshake. The smaller time-out counts, and the socket stays good. */
static void handshake_time_out(void) {
	SocketsSockaddr_t address = suite_address();
	Socket_t socket = suite_socket(true);
	suite_set_timeout(socket, SOCKETS_SO_RCVTIMEO, 300);
	for (int i = 0; i < 2; i++) {
		int64_t start = suite_now();
		check_equal(SOCKETS_Connect(socket, &address, sizeof(address)), SOCKETS_TLS_HANDSHAKE_ERROR);
		suite_check_elapsed(start, 300);
		ss_error error;
		check_equal(SOCKETS_GetError(socket, &error), 0);
		check_equal(error.phase, SS_PHASE_TLS_HANDSHAKE);
		check(strstr(error.text, "timed out"));
	}
	suite_close(socket);
}

const suite_case cases_waiting[] = {
	{"Close while another waits in Recv", close_while_in_recv, BOTH, NULL},
	{"Close while many wait in Recv", close_while_many_in_recv, BOTH, NULL},
	{"Close while another waits in Send", close_while_in_send, BOTH, "deaf"},
	{"Close while another waits in Connect", close_while_in_connect, TLS, "silent"},
	{"Shutdown while another waits in Recv", shutdown_while_in_recv, BOTH, NULL},
	{"a time-out of 0 waits for ever", for_ever, BOTH, NULL},
	{"Send ends at its time-out", send_time_out, BOTH, "deaf"},
	{"the handshake ends at the time-out", handshake_time_out, TLS, "silent"},
	{0},
};
