/*
 * Bytes there and back: Send and Recv.
 */
#include "suite.h"
#include <string.h>

static uint8_t tx[BUFFER_SIZE], rx[BUFFER_SIZE];

static void prepare(size_t length, int round) {
	memset(tx, TX_FILLER, sizeof(tx));
	memset(rx, RX_FILLER, sizeof(rx));
	for (size_t i = 0; i < length; i++)
		tx[i] = (uint8_t)('0' + (i + (size_t)round) % 75);
}

static void check_echo(size_t length) {
	check(!memcmp(tx, rx, length));
	suite_check_filler(tx + length, TX_FILLER, sizeof(tx) - length);
	suite_check_filler(rx + length, RX_FILLER, sizeof(rx) - length);
}

static void recv_byte_by_byte(void) {
	static const size_t lengths[] = {2, 7, 8, 9, 20};
	Socket_t socket = suite_connect();
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		prepare(lengths[i], (int)i);
		suite_send(socket, tx, lengths[i]);
		for (size_t at = 0; at < lengths[i]; at++) {
			suite_recv(socket, rx + at, 1);
			suite_check_filler(rx + at + 1, RX_FILLER, sizeof(rx) - at - 1);
		}
		check_echo(lengths[i]);
	}
	suite_shutdown(socket);
	suite_close(socket);
}

static void vary_length(void) {
	static const size_t lengths[] = {1, 2, 7, 8, 9, 1199, 1200, 1201};
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		Socket_t socket = suite_connect();
		for (int round = 0; round < 10; round++) {
			prepare(lengths[i], round);
			suite_send(socket, tx, lengths[i]);
			suite_recv(socket, rx, lengths[i]);
			check_echo(lengths[i]);
		}
		suite_shutdown(socket);
		suite_close(socket);
	}
}

static void send_invalid(void) {
	Socket_t unconnected = suite_socket(true), connected = suite_connect();
	check_equal(SOCKETS_Send(SOCKETS_INVALID_SOCKET, suite_large, 300, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Send(connected, NULL, 300, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Send(connected, suite_large, 0, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Send(unconnected, suite_large, 300, 0), SOCKETS_ENOTCONN);
	suite_close(unconnected);
	suite_shutdown(connected);
	suite_close(connected);
	check_equal(SOCKETS_Send(connected, suite_large, 300, 0), SOCKETS_EINVAL);
}

static void recv_invalid(void) {
	Socket_t unconnected = suite_socket(true), connected = suite_connect();
	check_equal(SOCKETS_Recv(connected, NULL, 100, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Recv(connected, rx, 0, 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Recv(SOCKETS_INVALID_SOCKET, rx, sizeof(rx), 0), SOCKETS_EINVAL);
	check_equal(SOCKETS_Recv(unconnected, rx, sizeof(rx), 0), SOCKETS_ENOTCONN);
	suite_close(unconnected);
	suite_shutdown(connected);
	suite_close(connected);
	check_equal(SOCKETS_Recv(connected, rx, sizeof(rx), 0), SOCKETS_EINVAL);
}

static void two_connections(void) {
	Socket_t first = suite_connect(), second = suite_connect();
	for (int round = 0; round < 4; round++) {
		Socket_t talks = round % 2 ? second : first, quiet = round % 2 ? first : second;
		prepare(1200, round);
		suite_send(talks, tx, 1200);
		suite_recv(talks, rx, 1200);
		check_echo(1200);
		suite_set_timeout(quiet, SOCKETS_SO_RCVTIMEO, 100);
		check_equal(SOCKETS_Recv(quiet, rx, sizeof(rx), 0), 0);
		check_equal(SOCKETS_SetSockOpt(quiet, 0, SOCKETS_SO_NONBLOCK, NULL, 0), 0);
		check_equal(SOCKETS_Recv(quiet, rx, sizeof(rx), 0), SOCKETS_EWOULDBLOCK);
		suite_set_timeout(quiet, SOCKETS_SO_RCVTIMEO, SUITE_TIMEOUT);
	}
	suite_shutdown(first);
	suite_shutdown(second);
	suite_close(second);
	suite_close(first);
}

/* The reference waits a second between its calls, for the sake of its servers. */
static void dns_multiple_addresses(void) {
	uint32_t found[4];
	int count = 0;
	for (int call = 0; call < 120 && count < 4; call++) {
		uint32_t address = SOCKETS_GetHostByName("multi.test");
		check(address != 0);
		int i = 0;
		while (i < count && found[i] != address)
			i++;
		if (i == count)
			found[count++] = address;
	}
	check_equal(count, 4);
}

const suite_case cases_data[] = {
	{"Recv_ByteByByte", recv_byte_by_byte, BOTH, NULL},
	{"SendRecv_VaryLength", vary_length, BOTH, NULL},
	{"Send_Invalid", send_invalid, BOTH, NULL},
	{"Recv_Invalid", recv_invalid, BOTH, NULL},
	{"TwoSecureConnections", two_connections, TLS, NULL},
	{"dns_multiple_addresses", dns_multiple_addresses, PLAIN, NULL},
	{0},
};
