/*
 * Sockets come and go: Socket, Connect, Shutdown, Close, and the macros.
 */
#include "suite.h"
#include <setjmp.h>
#include <string.h>

static void close_invalid(void) {
	check_equal(SOCKETS_Close(SOCKETS_INVALID_SOCKET), SOCKETS_EINVAL);
}

static void close_without_receiving(void) {
	Socket_t socket = suite_connect();
	check(SOCKETS_Send(socket, suite_large, LARGE, 0) > 0);
	suite_close(socket);
}

static void shutdown_invalid(void) {
	Socket_t socket = suite_socket(true);
	check(SOCKETS_Shutdown(socket, ~0U) != 0);
	suite_close(socket);
	check_equal(SOCKETS_Shutdown(SOCKETS_INVALID_SOCKET, SOCKETS_SHUT_RDWR), SOCKETS_EINVAL);
}

static void shutdown_without_receiving(void) {
	Socket_t socket = suite_connect();
	check(SOCKETS_Send(socket, suite_large, LARGE, 0) > 0);
	check_equal(SOCKETS_Shutdown(socket, SOCKETS_SHUT_RDWR), 0);
	suite_close(socket);
}

static void recv_on_unconnected(void) {
	uint8_t byte = 'x';
	Socket_t unconnected = suite_socket(true), connected = suite_connect();
	check_equal(SOCKETS_Send(connected, &byte, 1, 0), 1);
	check_equal(SOCKETS_Recv(unconnected, &byte, 1, 0), SOCKETS_ENOTCONN);
	suite_close(unconnected);
	suite_shutdown(connected);
	suite_close(connected);
}

static void connect_invalid_params(void) {
	Socket_t socket = suite_socket(true);
	SocketsSockaddr_t address = suite_address();
	check_equal(SOCKETS_Connect(SOCKETS_INVALID_SOCKET, &address, sizeof(address)), SOCKETS_EINVAL);
	address.ulAddress = 0;
	check(SOCKETS_Connect(socket, &address, sizeof(address)) < 0);
	address = suite_address();
	address.usPort = 0;
	check(SOCKETS_Connect(socket, &address, sizeof(address)) < 0);
	check_equal(SOCKETS_Connect(socket, NULL, sizeof(address)), SOCKETS_EINVAL);
	suite_close(socket);
}

static void connect_invalid_address_length(void) {
	for (Socklen_t length = 0; length <= 100; length += 100) {
		Socket_t socket = suite_socket(true);
		SocketsSockaddr_t address = suite_address();
		check_equal(SOCKETS_Connect(socket, &address, length), 0);
		suite_shutdown(socket);
		suite_close(socket);
	}
}

static void shutdown_each_way(void) {
	uint8_t buffer[BUFFER_SIZE];
	Socket_t socket = suite_connect();
	check_equal(SOCKETS_Shutdown(socket, SOCKETS_SHUT_RD), 0);
	check(SOCKETS_Recv(socket, buffer, sizeof(buffer), 0) < 0);
	suite_close(socket);

	socket = suite_connect();
	check_equal(SOCKETS_Shutdown(socket, SOCKETS_SHUT_WR), 0);
	suite_close(socket);

	socket = suite_connect();
	suite_shutdown(socket);
	suite_close(socket);
}

static void close_at_every_stage(void) {
	uint8_t byte = 0;
	Socket_t socket = suite_socket(true);
	suite_close(socket);

	socket = suite_connect();
	suite_close(socket);

	socket = suite_connect();
	suite_shutdown(socket);
	suite_close(socket);

	check_equal(SOCKETS_Send(SOCKETS_INVALID_SOCKET, &byte, 1, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Recv(SOCKETS_INVALID_SOCKET, &byte, 1, 0), SOCKETS_EINVAL);
}

static void socket_tcp(void) {
	suite_close(suite_socket(false));
}

/* The reference asks for the board's maximum, 1 to 16. */
static void concurrent_count(void) {
	Socket_t sockets[16];
	for (int i = 0; i < 16; i++) {
		sockets[i] = suite_socket(false);
		for (int k = 0; k < i; k++)
			check(sockets[i] != sockets[k]);
	}
	for (int i = 0; i < 16; i++)
		suite_close(sockets[i]);
}

static jmp_buf aborted;
static int assertions;

static void count_assertion(const char *what) {
	check(strlen(what) > 0);
	assertions++;
}

/* What the reference's boards do: the assertion ends the test. */
static void abort_test(const char *what) {
	(void)what;
	longjmp(aborted, 1);
}

static void invalid_input_params(void) {
	static const int32_t bad[6][3] = {
		{SOCKETS_AF_INET + 1, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP},
		{SOCKETS_AF_INET, SOCKETS_SOCK_STREAM | SOCKETS_SOCK_DGRAM, SOCKETS_IPPROTO_TCP},
		{SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP | SOCKETS_IPPROTO_UDP},
		{SOCKETS_AF_INET, SOCKETS_SOCK_DGRAM, SOCKETS_IPPROTO_UDP},
		{SOCKETS_AF_INET, SOCKETS_SOCK_DGRAM, SOCKETS_IPPROTO_TCP},
		{SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_UDP},
	};
	for (volatile int i = 0; i < 6; i++) {
		assertions = 0;
		suite_on_assert(count_assertion);
		check(SOCKETS_Socket(bad[i][0], bad[i][1], bad[i][2]) == SOCKETS_INVALID_SOCKET);
		check_equal(assertions, 1);
		suite_on_assert(abort_test);
		if (!setjmp(aborted)) {
			SOCKETS_Socket(bad[i][0], bad[i][1], bad[i][2]);
			check(!"it asserts");
		}
	}
	suite_on_assert(NULL);
	suite_close(suite_socket(false));
}

static void byte_order(void) {
	const uint8_t network[4] = {0x12, 0x34, 0x56, 0x78};
	uint16_t s = SOCKETS_htons(0x1234);
	uint32_t l = SOCKETS_htonl(0x12345678U);
	check(!memcmp(&s, network, 2));
	check(!memcmp(&l, network, 4));
	check_equal(SOCKETS_ntohs(s), 0x1234);
	check_equal(SOCKETS_ntohl(l), 0x12345678U);
	check_equal(SOCKETS_htons(SOCKETS_htons(0xFEDC)), 0xFEDC);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	check_equal(SOCKETS_htons(0x1234), 0x3412);
#endif
}

static void addresses(void) {
	const uint8_t network[4] = {192, 168, 2, 6};
	uint32_t address = SOCKETS_inet_addr_quick(192, 168, 2, 6);
	check(!memcmp(&address, network, 4));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	check_equal(address, 0x0602A8C0);
#endif
	char text[16];
	memset(text, 'x', sizeof(text));
	SOCKETS_inet_ntoa(address, text);
	check(!strcmp(text, "192.168.2.6"));
	SOCKETS_inet_ntoa(SOCKETS_inet_addr_quick(255, 255, 255, 255), text);
	check(!strcmp(text, "255.255.255.255"));
}

const suite_case cases_life[] = {
	{"CloseInvalidParams", close_invalid, BOTH, NULL},
	{"CloseWithoutReceiving", close_without_receiving, BOTH, NULL},
	{"ShutdownInvalidParams", shutdown_invalid, BOTH, NULL},
	{"ShutdownWithoutReceiving", shutdown_without_receiving, BOTH, NULL},
	{"Recv_On_Unconnected_Socket", recv_on_unconnected, BOTH, NULL},
	{"Connect_InvalidParams", connect_invalid_params, BOTH, NULL},
	{"Connect_InvalidAddressLength", connect_invalid_address_length, BOTH, NULL},
	{"Shutdown", shutdown_each_way, BOTH, NULL},
	{"Close", close_at_every_stage, BOTH, NULL},
	{"Socket_TCP", socket_tcp, PLAIN, NULL},
	{"Socket_ConcurrentCount", concurrent_count, PLAIN, NULL},
	{"Socket_InvalidInputParams", invalid_input_params, PLAIN, NULL},
	{"htons_HappyCase", byte_order, PLAIN, NULL},
	{"inet_addr_quick_HappyCase", addresses, PLAIN, NULL},
	{0},
};
