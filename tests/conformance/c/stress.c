/*
 * Many threads at once on the C API: connections of their own, sockets that several use, closes at any moment, also under
 * those who wait, and handles that somebody else has closed long ago. Each thread does random things; the sanitizers and
 * the results that may come say whether all was well.
 *
 *     stress PORT [CA-FILE]           an echo server, with TLS when there is a CA-FILE
 */
#include "memory.h"
#include "support/suite.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, SHARED = 4, MILLISECONDS = 4000, MOST = 4000 };

/* Sockets that anybody may use or close at any time. */
static _Atomic(Socket_t) shared[SHARED];
static _Atomic int64_t until;
static atomic_int conversations, closed_under_others;

/* What a socket may say that another thread can close, or has closed. */
static bool fair(int32_t result) {
	return result >= 0 || result == SOCKETS_ECLOSED || result == SOCKETS_EINVAL || result == SOCKETS_ENOTCONN ||
		   result == SOCKETS_EISCONN;
}

/* A connection of its own must not notice what the others do. */
static void converse(unsigned *seed) {
	uint8_t buffer[MOST];
	Socket_t socket = suite_connect();
	for (int round = rand_r(seed) % 4; round >= 0; round--) {
		size_t length = 1 + (size_t)rand_r(seed) % (LARGE - 1);
		suite_send(socket, suite_large, length);
		suite_recv(socket, buffer, length);
		check(!memcmp(buffer, suite_large, length));
	}
	if (rand_r(seed) % 2)
		suite_shutdown(socket);
	suite_close(socket);
	conversations++;
}

/* Who waits in it does not wait long, or nobody would get round to anything. */
static Socket_t connect_shared(void) {
	Socket_t socket = suite_connect();
	suite_set_timeout(socket, SOCKETS_SO_RCVTIMEO, 50);
	return socket;
}

static void replace_shared(unsigned *seed) {
	Socket_t old = atomic_exchange(&shared[rand_r(seed) % SHARED], connect_shared());
	int32_t result = SOCKETS_Close(old);
	check(result == 0 || result == SOCKETS_EINVAL);
	closed_under_others += result == 0;
}

static void disturb_shared(unsigned *seed) {
	uint8_t buffer[64];
	const TickType_t ticks = 5;
	SocketsSockaddr_t address = suite_address();
	Socket_t socket = shared[rand_r(seed) % SHARED];
	ss_info info;
	switch (rand_r(seed) % 8) {
	case 0:
		check(fair(SOCKETS_Send(socket, suite_large, sizeof(buffer), 0)));
		break;
	case 1:
	case 2:
		check(fair(SOCKETS_Recv(socket, buffer, sizeof(buffer), 0)));
		break;
	case 3:
		check(fair(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_RCVTIMEO, &ticks, sizeof(ticks))));
		break;
	case 4:
		check(fair(SOCKETS_GetInfo(socket, &info)));
		break;
	case 5:
		check(fair(SOCKETS_Connect(socket, &address, sizeof(address))));
		break;
	case 6:
		if (rand_r(seed) % 8 == 0)
			check(fair(SOCKETS_Shutdown(socket, (uint32_t)rand_r(seed) % 3)));
		break;
	default:
		if (rand_r(seed) % 8 == 0)
			check(fair(SOCKETS_Close(socket)));
	}
}

static void *live(void *argument) {
	unsigned seed = *(unsigned *)argument;
	while (suite_now() < until) {
		int what = rand_r(&seed) % 16;
		if (what == 0)
			replace_shared(&seed);
		else if (what < 4)
			converse(&seed);
		else
			disturb_shared(&seed);
	}
	return NULL;
}

static size_t blocks(ss_library library) {
	ss_memory_usage usage;
	ss_memory_usage_of(library, &usage);
	return usage.blocks;
}

/* PSA's key store, part of mbedTLS, grows by blocks of twice the size each time, and keeps them. */
enum { KEPT = 5 };

static bool all_given_back(const size_t before[3]) {
	return blocks(SS_CORE) <= before[0] && blocks(SS_LWIP) <= before[1] && blocks(SS_MBEDTLS) <= before[2] + KEPT;
}

int main(int count, char **values) {
	pthread_t threads[THREADS];
	unsigned seeds[THREADS];
	check(count == 2 || count == 3);
	suite_set_server((uint16_t)atoi(values[1]), values[2]);
	check_equal(SOCKETS_Init(), pdPASS);
	const size_t before[3] = {blocks(SS_CORE), blocks(SS_LWIP), blocks(SS_MBEDTLS)};
	for (int i = 0; i < SHARED; i++)
		shared[i] = connect_shared();
	until = suite_now() + MILLISECONDS;
	for (int i = 0; i < THREADS; i++) {
		seeds[i] = (unsigned)i;
		threads[i] = suite_thread(live, &seeds[i]);
	}
	for (int i = 0; i < THREADS; i++)
		suite_join(threads[i]);
	for (int i = 0; i < SHARED; i++)
		SOCKETS_Close(shared[i]);
	SOCKETS_ClearSessions();
	int64_t limit = suite_now() + 12000;
	while (!all_given_back(before)) {
		check(suite_now() < limit);
		usleep(5000);
	}
	printf("%d conversations, %d sockets closed while shared\n", conversations, closed_under_others);
	check(conversations > THREADS);
	check(closed_under_others > 0);
	free(suite.ca);
	return 0;
}
