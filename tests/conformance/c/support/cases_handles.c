/*
 * Handles that are stale or never were any do no harm.
 */
#include "suite.h"
#include <stdlib.h>

static void check_refused(Socket_t socket) {
	SocketsSockaddr_t address = suite_address();
	const TickType_t ticks = 10;
	uint8_t byte = 0;
	ss_error error;
	ss_info info;
	check_equal(SOCKETS_Bind(socket, &address, sizeof(address)), SOCKETS_EINVAL);
	check_equal(SOCKETS_Connect(socket, &address, sizeof(address)), SOCKETS_EINVAL);
	check_equal(SOCKETS_Send(socket, &byte, 1, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Recv(socket, &byte, 1, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_RCVTIMEO, &ticks, sizeof(ticks)), SOCKETS_EINVAL);
	check_equal(SOCKETS_Shutdown(socket, SOCKETS_SHUT_RDWR), SOCKETS_EINVAL);
	check_equal(SOCKETS_Close(socket), SOCKETS_EINVAL);
	check_equal(SOCKETS_GetError(socket, &error), SOCKETS_EINVAL);
	check_equal(SOCKETS_GetInfo(socket, &info), SOCKETS_EINVAL);
}

static void stale(void) {
	Socket_t open = suite_socket(false), old[20];
	for (int i = 0; i < 20; i++) {
		old[i] = suite_socket(false);
		suite_close(old[i]);
		for (int k = 0; k <= i; k++)
			check(old[k] != open);
		check_refused(old[i]);
	}
	suite_close(open);
	/* the table is gone with its last socket, but not the memory of which handles there have been */
	Socket_t newer = suite_socket(false);
	for (int i = 0; i < 20; i++)
		check(old[i] != newer);
	check_refused(open);
	suite_close(newer);
}

static void garbage(void) {
	static int variable;
	Socket_t socket = suite_socket(false);
	uintptr_t value = (uintptr_t)socket;
	check_refused(NULL);
	check_refused(SOCKETS_INVALID_SOCKET);
	check_refused((Socket_t)UINTPTR_MAX);
	check_refused((Socket_t)&variable);
	for (unsigned bit = 0; bit < sizeof(value) * 8; bit++)
		check_refused((Socket_t)(value ^ (uintptr_t)1 << bit));
	srandom(1);
	for (int i = 0; i < 2000; i++) {
		uintptr_t random_value = (uintptr_t)random() << 33 ^ (uintptr_t)random();
		if (random_value != value)
			check_refused((Socket_t)random_value);
	}
	suite_close(socket);
}

static void many(void) {
	enum { MANY = 1023 };
	static Socket_t sockets[MANY];
	for (int i = 0; i < MANY; i++)
		sockets[i] = suite_socket(false);
	check(SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP) == SOCKETS_INVALID_SOCKET);
	suite_close(sockets[500]);
	sockets[500] = suite_socket(false);
	for (int i = 0; i < MANY; i++)
		suite_close(sockets[i]);
}

const suite_case cases_handles[] = {
	{"stale handles are refused", stale, PLAIN, NULL},
	{"garbage is refused", garbage, PLAIN, NULL},
	{"1023 sockets at once", many, PLAIN, NULL},
	{0},
};
