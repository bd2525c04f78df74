/*
 * Recv on a plain connection: core/socket_data.c.
 */
#include "calls.h"
#include "core.h"
#include "lwip/err.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

static char buffer[64];

test(a_recv_takes_what_is_there) {
	ss_socket *socket = connected_socket();
	memset(buffer, 0xff, sizeof(buffer));
	wire_deliver(wire_newest(), "hello", 5);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 5);
	check_bytes(buffer, "hello\xff\xff\xff", 8);
	ss_info info = info_of(socket);
	check_equal(info.received, 5);
}

test(a_recv_takes_no_more_than_its_length) {
	ss_socket *socket = connected_socket();
	memset(buffer, 0xff, sizeof(buffer));
	wire_deliver(wire_newest(), "0123456789", 10);
	check_equal(recv_now(socket, buffer, 4), 4);
	check_bytes(buffer, "0123\xff", 5);
	check_equal(recv_now(socket, buffer, 4), 4);
	check_bytes(buffer, "4567\xff", 5);
	check_equal(recv_now(socket, buffer, 4), 2);
	check_bytes(buffer, "89", 2);
}

test(a_recv_waits_for_data) {
	ss_socket *socket = connected_socket();
	struct call call = {0};
	call_recv(&call, socket, buffer, sizeof(buffer));
	port_advance(5000);
	check_equal(call.ended, 0);
	wire_deliver(wire_newest(), "now", 3);
	check_equal(call.ended, 1);
	check_equal(call.result, 3);
	check_bytes(buffer, "now", 3);
}

test(a_recv_does_not_wait_to_fill_its_buffer) {
	ss_socket *socket = connected_socket();
	struct call call = {0};
	call_recv(&call, socket, buffer, sizeof(buffer));
	wire_deliver(wire_newest(), "1", 1);
	check_equal(call.result, 1);
}

test(data_can_be_received_byte_by_byte) {
	ss_socket *socket = connected_socket();
	wire_deliver(wire_newest(), "abcdefghij", 10);
	wire_deliver(wire_newest(), "klmnopqrst", 10);
	for (char expected = 'a'; expected <= 't'; expected++) {
		check_equal(recv_now(socket, buffer, 1), 1);
		check_equal(buffer[0], expected);
	}
}

test(recvs_are_served_in_the_order_of_their_starts) {
	ss_socket *socket = connected_socket();
	struct call calls[3] = {0};
	char buffers[3][4];
	for (int i = 0; i < 3; i++)
		call_recv(&calls[i], socket, buffers[i], 4);
	wire_deliver(wire_newest(), "aaaa", 4);
	check(calls[0].ended && !calls[1].ended);
	wire_deliver(wire_newest(), "bbbbcccc", 8);
	check(calls[1].ended && calls[2].ended);
	check_bytes(buffers[0], "aaaa", 4);
	check_bytes(buffers[1], "bbbb", 4);
	check_bytes(buffers[2], "cccc", 4);
}

test(a_recv_times_out_with_0) {
	static const uint32_t times[] = {1, 30, 100, 10000};
	ss_socket *socket = connected_socket();
	for (size_t i = 0; i < 4; i++) {
		set_number(socket, SOCKETS_SO_RCVTIMEO, times[i]);
		struct call call = {0};
		call_recv(&call, socket, buffer, sizeof(buffer));
		port_advance(times[i] - 1);
		check_equal(call.ended, 0);
		port_advance(1);
		check_equal(call.ended, 1);
		check_equal(call.result, 0);
	}
	wire_deliver(wire_newest(), "late", 4);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 4);
}

test(the_default_time_out_is_ten_seconds) {
	ss_socket *socket = connected_socket();
	struct call call = {0};
	call_recv(&call, socket, buffer, sizeof(buffer));
	port_advance(9999);
	check_equal(call.ended, 0);
	port_advance(1);
	check_equal(call.result, 0);
	check_equal(call.ended, 1);
}

test(a_recv_without_time_out_waits) {
	ss_socket *socket = connected_socket();
	set_number(socket, SOCKETS_SO_RCVTIMEO, 0);
	struct call call = {0};
	call_recv(&call, socket, buffer, sizeof(buffer));
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
	port_advance(UINT32_MAX);
	check_equal(call.ended, 0);
	wire_end(wire_newest());
	check_equal(call.result, SOCKETS_ECLOSED);
}

test(recvs_that_wait_time_out_each_on_its_own) {
	ss_socket *socket = connected_socket();
	set_number(socket, SOCKETS_SO_RCVTIMEO, 100);
	struct call first = {0}, second = {0};
	char other[8];
	call_recv(&first, socket, buffer, sizeof(buffer));
	port_advance(50);
	call_recv(&second, socket, other, sizeof(other));
	port_advance(50);
	check(first.ended && !second.ended);
	check_equal(first.result, 0);
	wire_deliver(wire_newest(), "for the second", 8);
	check_equal(second.result, 8);
}

test(a_non_blocking_recv_without_data_gives_minus_11) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_NONBLOCK, NULL, 0), 0);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_EWOULDBLOCK);
	wire_deliver(wire_newest(), "data", 4);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 4);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_EWOULDBLOCK);
	wire_end(wire_newest());
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
}

test(setting_the_receive_time_out_makes_a_socket_block_again) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_NONBLOCK, NULL, 0), 0);
	set_number(socket, SOCKETS_SO_RCVTIMEO, 20);
	struct call call = {0};
	call_recv(&call, socket, buffer, sizeof(buffer));
	check_equal(call.ended, 0);
	port_advance(20);
	check_equal(call.result, 0);
	check_equal(call.ended, 1);
}

test(a_bad_recv_is_invalid) {
	ss_socket *socket = connected_socket();
	check_equal(recv_now(socket, NULL, 100), SOCKETS_EINVAL);
	check_equal(recv_now(socket, buffer, 0), SOCKETS_EINVAL);
	check_equal(recv_now(socket, buffer, (size_t)INT32_MAX + 1), SOCKETS_EINVAL);
}

test(data_before_the_end_is_received_before_the_end_is_told) {
	ss_socket *socket = connected_socket();
	wire_deliver(wire_newest(), "last words", 10);
	wire_end(wire_newest());
	check_equal(recv_now(socket, buffer, 4), 4);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 6);
	for (int i = 0; i < 3; i++)
		check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
}

test(the_end_is_explained_after_the_last_data) {
	ss_socket *socket = connected_socket();
	wire_deliver(wire_newest(), "last words", 10);
	wire_end(wire_newest());
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 10);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
	ss_error error = error_of(socket);
	check_equal(error.code, SOCKETS_ECLOSED);
	check_equal(error.phase, SS_PHASE_RECV);
	check_has(error.text, "peer closed");
}

test(the_end_ends_all_recvs_that_wait) {
	ss_socket *socket = connected_socket();
	struct call first = {0}, second = {0};
	char other[8];
	call_recv(&first, socket, buffer, sizeof(buffer));
	call_recv(&second, socket, other, sizeof(other));
	wire_end(wire_newest());
	check_equal(first.result, SOCKETS_ECLOSED);
	check_equal(second.result, SOCKETS_ECLOSED);
	check_equal(first.ended + second.ended, 2);
}

test(after_a_reset_what_was_received_can_still_be_read) {
	ss_socket *socket = connected_socket();
	wire_deliver(wire_newest(), "unread", 6);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 6);
	for (int i = 0; i < 3; i++)
		check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_SOCKET_ERROR);
	ss_error error = error_of(socket);
	check_equal(error.code, SOCKETS_SOCKET_ERROR);
	check_equal(error.library_code, ERR_RST);
}

test(a_reset_ends_all_recvs_that_wait) {
	ss_socket *socket = connected_socket();
	struct call first = {0}, second = {0};
	char other[8];
	call_recv(&first, socket, buffer, sizeof(buffer));
	call_recv(&second, socket, other, sizeof(other));
	wire_fail(wire_newest(), ERR_RST);
	check_equal(first.result, SOCKETS_SOCKET_ERROR);
	check_equal(second.result, SOCKETS_SOCKET_ERROR);
	ss_error error = error_of(socket);
	check_equal(error.phase, SS_PHASE_RECV);
}

test(data_that_nobody_receives_stays_in_the_transport) {
	ss_socket *socket = connected_socket();
	for (int i = 0; i < 100; i++)
		wire_deliver(wire_newest(), buffer, sizeof(buffer));
	check_equal(wire_newest()->read, 0);
	check_equal(recv_now(socket, buffer, 10), 10);
	check_equal(wire_newest()->read, 10);
}
