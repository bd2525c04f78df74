/*
 * Sockets and threads. The reference also crosses the tasks' priorities; here the scheduler of the machine crosses them.
 */
#include "suite.h"
#include <string.h>

enum { ROUNDS = 4, CHUNK = 256, TASKS = 2, LOOPS = 10 };

struct sender {
	Socket_t socket;
	size_t chunk;
};

static void *send_all(void *argument) {
	const struct sender *sender = argument;
	for (size_t sent = 0; sent < LARGE;) {
		size_t length = LARGE - sent < sender->chunk ? LARGE - sent : sender->chunk;
		suite_send(sender->socket, suite_large + sent, length);
		sent += length;
	}
	return NULL;
}

/* One thread sends while another receives; both in large and in small pieces, in all four combinations. */
static void same_socket(void) {
	for (int round = 0; round < ROUNDS; round++) {
		uint8_t buffer[CHUNK];
		size_t most = round % 2 ? 1 : CHUNK;
		struct sender sender = {.socket = suite_connect(), .chunk = round < 2 ? LARGE : 1};
		pthread_t thread = suite_thread(send_all, &sender);
		for (size_t received = 0; received < LARGE;) {
			int32_t n = SOCKETS_Recv(sender.socket, buffer, most, 0);
			check(n >= 0);
			check(!memcmp(buffer, suite_large + received, (size_t)n));
			received += (size_t)n;
		}
		suite_join(thread);
		suite_shutdown(sender.socket);
		suite_close(sender.socket);
	}
}

static void *echo_in_a_loop(void *argument) {
	uint8_t buffer[CHUNK];
	const uint8_t *data = argument;
	for (int loop = 0; loop < LOOPS; loop++) {
		Socket_t socket = suite_connect();
		check_equal(SOCKETS_Send(socket, data, CHUNK, 0), CHUNK);
		memset(buffer, RX_FILLER, sizeof(buffer));
		suite_recv(socket, buffer, CHUNK);
		check(!memcmp(buffer, data, CHUNK));
		suite_shutdown(socket);
		suite_close(socket);
	}
	return NULL;
}

static void different_sockets(void) {
	pthread_t threads[TASKS];
	for (int i = 0; i < TASKS; i++)
		threads[i] = suite_thread(echo_in_a_loop, (void *)(suite_large + i * CHUNK));
	for (int i = 0; i < TASKS; i++)
		suite_join(threads[i]);
}

const suite_case cases_threads[] = {
	{"Threadsafe_SameSocketDifferentTasks", same_socket, BOTH, NULL},
	{"Threadsafe_DifferentSocketsDifferentTasks", different_sockets, BOTH, NULL},
	{0},
};
