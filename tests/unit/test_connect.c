/*
 * Connect without TLS: core/socket.c and core/socket_connect.c.
 */
#include "calls.h"
#include "core.h"
#include "lwip/err.h"
#include "memory.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

/* Connects to an address that is refused at once. */
static int32_t connect_now(ss_socket *socket, const ss_address *address) {
	struct call call = {0};
	call_connect_to(&call, socket, address);
	check_equal(call.ended, 1);
	return call.result;
}

test(only_tcp_sockets_can_be_made) {
	static const int32_t bad[][3] = {
		{3, 1, 6}, {11, 1, 6}, {10, 2, 17}, {2, 2, 17}, {2, 2, 6}, {2, 1, 17}, {2, 3, 6}, {2, 1, 23}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int32_t error = 0;
		check(!ss_socket_new(bad[i][0], bad[i][1], bad[i][2], &error));
		check_equal(error, SOCKETS_EINVAL);
		check(!ss_socket_new(bad[i][0], bad[i][1], bad[i][2], NULL));
	}
	check_equal(ss_core_sockets(), 0);
}

test(no_socket_before_the_core_has_started) {
	ss_core_stop();
	int32_t error = 0;
	check(!ss_socket_new(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP, &error));
	check_equal(error, SOCKETS_SOCKET_ERROR);
	check(ss_core_start());
}

test(no_socket_without_memory) {
	int32_t error = 0;
	port_fail_allocation(1);
	check(!ss_socket_new(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP, &error));
	check_equal(error, SOCKETS_ENOMEM);
	check_equal(ss_core_sockets(), 0);
}

test(a_socket_that_was_never_connected_can_be_closed) {
	ss_socket *socket = new_socket();
	check_equal(ss_core_sockets(), 1);
	drop_socket(socket);
	check_equal(ss_core_sockets(), 0);
}

test(a_new_socket_has_no_error_and_no_connection) {
	ss_socket *socket = new_socket();
	ss_error error = error_of(socket);
	check_equal(error.code, 0);
	check_equal(error.phase, SS_PHASE_NONE);
	check_text(error.text, "");
	ss_info info = info_of(socket);
	check(!info.connected && !info.tls && !info.local.family && !info.remote.family);
	check_text(info.version, "");
}

test(a_connect_ends_when_tcp_is_established) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	call_connect(&call, socket);
	check_equal(call.ended, 0);
	check_bytes(&wire_newest()->remote, &call_address, sizeof(call_address));
	port_advance(25);
	wire_accept(wire_newest());
	check_equal(call.ended, 1);
	check_equal(call.result, 0);
	ss_info info = info_of(socket);
	check(info.connected && !info.tls);
	check_equal(info.tcp_milliseconds, 25);
	check_equal(info.handshake_milliseconds, 0);
	check_equal(info.remote.port, 443);
	check(info.heap > 0 && info.heap_peak >= info.heap);
}

test(a_connect_that_is_refused_ends_with_minus_1) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	call_connect(&call, socket);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(call.ended, 1);
	check_equal(call.result, SOCKETS_SOCKET_ERROR);
	ss_error error = error_of(socket);
	check_equal(error.code, SOCKETS_SOCKET_ERROR);
	check_equal(error.phase, SS_PHASE_TCP_CONNECT);
	check_equal(error.library_code, ERR_RST);
	check_has(error.text, "refused");
	check(!wire_newest()->tcp);
}

test(a_connect_that_nobody_answers_ends_with_minus_1) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	call_connect(&call, socket);
	wire_fail(wire_newest(), ERR_ABRT);
	check_equal(call.result, SOCKETS_SOCKET_ERROR);
	check_has(error_of(socket).text, "did not answer");
}

test(a_connect_that_cannot_start_ends_at_once) {
	static const struct {
		int err;
		int32_t result;
	} cases[] = {{ERR_RTE, SOCKETS_SOCKET_ERROR}, {ERR_MEM, SOCKETS_ENOMEM}, {ERR_BUF, SOCKETS_ENOMEM}};
	ss_socket *socket = new_socket();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		wire_refuse_connect(cases[i].err);
		check_equal(connect_now(socket, &call_address), cases[i].result);
		check_equal(error_of(socket).library_code, cases[i].err);
		check(wire_newest()->aborted);
	}
}

test(a_connect_times_out_at_the_smaller_of_the_time_outs) {
	static const uint32_t outs[][3] = {{300, 500, 300}, {500, 300, 300}, {0, 700, 700}, {700, 0, 700}};
	for (size_t i = 0; i < sizeof(outs) / sizeof(outs[0]); i++) {
		ss_socket *socket = new_socket();
		set_number(socket, SOCKETS_SO_RCVTIMEO, outs[i][0]);
		set_number(socket, SOCKETS_SO_SNDTIMEO, outs[i][1]);
		struct call call = {0};
		call_connect(&call, socket);
		port_advance(outs[i][2] - 1);
		check_equal(call.ended, 0);
		port_advance(1);
		check_equal(call.ended, 1);
		check_equal(call.result, SOCKETS_SOCKET_ERROR);
		check_has(error_of(socket).text, "timed out");
		check_equal(error_of(socket).phase, SS_PHASE_TCP_CONNECT);
		check(wire_newest()->aborted);
		drop_socket(socket);
	}
}

test(a_connect_without_time_outs_waits) {
	ss_socket *socket = new_socket();
	set_number(socket, SOCKETS_SO_RCVTIMEO, 0);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 0);
	struct call call = {0};
	call_connect(&call, socket);
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
	port_advance(1000000000);
	check_equal(call.ended, 0);
	wire_accept(wire_newest());
	check_equal(call.result, 0);
}

test(port_0_is_invalid) {
	ss_address address = call_address;
	address.port = 0;
	check_equal(connect_now(new_socket(), &address), SOCKETS_EINVAL);
	check(!wire_newest());
}

test(address_0_0_0_0_is_invalid) {
	ss_address address = call_address;
	memset(address.bytes, 0, sizeof(address.bytes));
	check_equal(connect_now(new_socket(), &address), SOCKETS_EINVAL);
}

test(other_address_families_are_invalid) {
	ss_address address = call_address;
	address.family = 99;
	check_equal(connect_now(new_socket(), &address), SOCKETS_EINVAL);
	address.family = 0;
	check_equal(connect_now(new_socket(), &address), SOCKETS_EINVAL);
}

test(a_connected_socket_cannot_be_connected_again) {
	ss_socket *socket = connected_socket();
	check_equal(connect_now(socket, &call_address), SOCKETS_EISCONN);
	check_equal(send_now(socket, "still", 5), 5);
}

test(a_second_connect_does_not_disturb_the_first) {
	ss_socket *socket = new_socket();
	struct call first = {0};
	call_connect(&first, socket);
	check_equal(connect_now(socket, &call_address), SOCKETS_EINVAL);
	check_equal(first.ended, 0);
	wire_accept(wire_newest());
	check_equal(first.ended, 1);
	check_equal(first.result, 0);
}

test(a_socket_can_be_connected_after_each_kind_of_failure) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	call_connect(&call, socket);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(call.result, SOCKETS_SOCKET_ERROR);
	call_connect(&call, socket);
	port_advance(10000);
	check_equal(call.result, SOCKETS_SOCKET_ERROR);
	wire_refuse_connect(ERR_RTE);
	check_equal(connect_now(socket, &call_address), SOCKETS_SOCKET_ERROR);
	port_fail_allocation(1);
	check_equal(connect_now(socket, &call_address), SOCKETS_ENOMEM);
	call_connect(&call, socket);
	wire_accept(wire_newest());
	check_equal(call.ended, 1);
	check_equal(call.result, 0);
	check_equal(send_now(socket, "works", 5), 5);
}

test(a_connect_without_memory_ends_with_minus_12) {
	ss_socket *socket = new_socket();
	size_t n = 0;
	struct call call = {0};
	do {
		check_equal(call.ended ? call.result : SOCKETS_ENOMEM, SOCKETS_ENOMEM);
		port_fail_allocation(++n);
		call_connect(&call, socket);
		port_fail_allocation(0);
	} while (call.ended);
	check_equal(n, 3);
	wire_accept(wire_newest());
	check_equal(call.result, 0);
}

test(data_calls_before_connect_say_not_connected) {
	ss_socket *socket = new_socket();
	char buffer[4];
	check_equal(send_now(socket, "data", 4), SOCKETS_ENOTCONN);
	check_equal(recv_now(socket, buffer, 4), SOCKETS_ENOTCONN);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RDWR), SOCKETS_ENOTCONN);
	check_equal(error_of(socket).code, SOCKETS_ENOTCONN);
}

test(data_calls_while_connecting_say_not_connected) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	char buffer[4];
	call_connect(&call, socket);
	check_equal(send_now(socket, "data", 4), SOCKETS_ENOTCONN);
	check_equal(recv_now(socket, buffer, 4), SOCKETS_ENOTCONN);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), SOCKETS_ENOTCONN);
	wire_accept(wire_newest());
	check_equal(call.result, 0);
}

test(data_that_came_with_the_connection_is_received) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	char buffer[8];
	call_connect(&call, socket);
	wire_accept(wire_newest());
	wire_deliver(wire_newest(), "welcome", 7);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 7);
	check_bytes(buffer, "welcome", 7);
}

test(many_sockets_live_side_by_side) {
	ss_socket *sockets[8];
	struct wire *wires[8];
	char buffer[8];
	for (int i = 0; i < 8; i++) {
		sockets[i] = connected_socket();
		wires[i] = wire_newest();
	}
	check_equal(ss_core_sockets(), 8);
	for (int i = 0; i < 8; i++)
		wire_deliver(wires[i], &(char){(char)('a' + i)}, 1);
	for (int i = 7; i >= 0; i--) {
		check_equal(recv_now(sockets[i], buffer, sizeof(buffer)), 1);
		check_equal(buffer[0], 'a' + i);
	}
}

test(keep_alive_is_handed_to_tcp) {
	ss_socket *socket = new_socket();
	set_number(socket, SOCKETS_SO_TCPKEEPALIVE, 1);
	set_number(socket, SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME, 60);
	set_number(socket, SOCKETS_SO_TCPKEEPALIVE_INTERVAL, 7);
	set_number(socket, SOCKETS_SO_TCPKEEPALIVE_COUNT, 3);
	struct call call = {0};
	call_connect(&call, socket);
	wire_accept(wire_newest());
	const struct wire *wire = wire_newest();
	check(wire->keep_alive);
	check_equal(wire->keep_idle, 60);
	check_equal(wire->keep_interval, 7);
	check_equal(wire->keep_count, 3);
	set_number(socket, SOCKETS_SO_TCPKEEPALIVE, 0);
	check(!wire->keep_alive);
}
