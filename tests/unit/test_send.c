/*
 * Send on a plain connection: core/socket_data.c.
 */
#include "calls.h"
#include "core.h"
#include "lwip/err.h"
#include "test.h"
#include "test_port.h"
#include <stdlib.h>
#include <string.h>

static ss_socket *socket_with_room(size_t room) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = room;
	return socket;
}

test(a_send_that_fits_ends_at_once_and_goes_out) {
	ss_socket *socket = connected_socket();
	check_equal(send_now(socket, "hello", 5), 5);
	check_equal(wire_newest()->flushed, 5);
	check_bytes(wire_newest()->written, "hello", 5);
	ss_info info = info_of(socket);
	check_equal(info.sent, 5);
}

test(a_send_that_does_not_fit_ends_when_all_is_taken) {
	ss_socket *socket = socket_with_room(3);
	struct call call = {0};
	call_send(&call, socket, "0123456789", 10);
	check_equal(call.ended, 0);
	check_equal(wire_newest()->flushed, 3);
	wire_make_room(wire_newest(), 4);
	check_equal(call.ended, 0);
	wire_make_room(wire_newest(), 4);
	check_equal(call.ended, 1);
	check_equal(call.result, 10);
	check_equal(wire_newest()->flushed, 10);
	check_bytes(wire_newest()->written, "0123456789", 10);
}

test(a_send_leaves_the_data_untouched) {
	uint8_t data[1000], expected[1000];
	test_pattern(data, sizeof(data), 0);
	test_pattern(expected, sizeof(expected), 0);
	check_equal(send_now(connected_socket(), data, sizeof(data)), sizeof(data));
	check_bytes(data, expected, sizeof(data));
}

test(sends_go_out_in_the_order_of_their_starts) {
	ss_socket *socket = socket_with_room(2);
	struct call calls[3] = {0};
	call_send(&calls[0], socket, "aaaa", 4);
	call_send(&calls[1], socket, "bbbb", 4);
	call_send(&calls[2], socket, "cccc", 4);
	while (!calls[2].ended) {
		check(calls[0].ended >= calls[1].ended && calls[1].ended >= calls[2].ended);
		wire_make_room(wire_newest(), 1);
	}
	check_equal(wire_newest()->length, 12);
	check_bytes(wire_newest()->written, "aaaabbbbcccc", 12);
}

test(a_send_times_out_with_what_was_taken) {
	ss_socket *socket = socket_with_room(6);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 250);
	struct call call = {0};
	call_send(&call, socket, "0123456789", 10);
	port_advance(249);
	check_equal(call.ended, 0);
	port_advance(1);
	check_equal(call.ended, 1);
	check_equal(call.result, 6);
	ss_info info = info_of(socket);
	check_equal(info.sent, 6);
	wire_make_room(wire_newest(), 100);
	check_equal(send_now(socket, "6789", 4), 4);
	check_bytes(wire_newest()->written, "0123456789", 10);
}

test(a_send_that_nothing_is_taken_of_times_out_with_0) {
	ss_socket *socket = socket_with_room(0);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 30);
	struct call call = {0};
	call_send(&call, socket, "x", 1);
	port_advance(30);
	check_equal(call.ended, 1);
	check_equal(call.result, 0);
}

test(progress_does_not_extend_the_time_out) {
	ss_socket *socket = socket_with_room(1);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 100);
	struct call call = {0};
	call_send(&call, socket, "0123456789", 10);
	port_advance(60);
	wire_make_room(wire_newest(), 1);
	port_advance(39);
	check_equal(call.ended, 0);
	port_advance(1);
	check_equal(call.ended, 1);
	check_equal(call.result, 2);
}

test(a_send_that_waits_for_another_times_out_on_its_own) {
	ss_socket *socket = socket_with_room(0);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 100);
	struct call first = {0}, second = {0};
	call_send(&first, socket, "first", 5);
	port_advance(60);
	call_send(&second, socket, "second", 6);
	port_advance(40);
	check_equal(first.ended, 1);
	check_equal(first.result, 0);
	check_equal(second.ended, 0);
	port_advance(60);
	check_equal(second.ended, 1);
	check_equal(second.result, 0);
	check_equal(wire_newest()->length, 0);
}

test(the_next_send_goes_on_when_the_first_timed_out) {
	ss_socket *socket = socket_with_room(2);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 100);
	struct call first = {0}, second = {0};
	call_send(&first, socket, "first", 5);
	port_advance(50);
	call_send(&second, socket, "second", 6);
	port_advance(50);
	check_equal(first.result, 2);
	wire_make_room(wire_newest(), 100);
	check_equal(second.ended, 1);
	check_equal(second.result, 6);
	check_bytes(wire_newest()->written, "fisecond", 8);
}

test(a_send_without_time_out_waits) {
	ss_socket *socket = socket_with_room(0);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 0);
	struct call call = {0};
	call_send(&call, socket, "x", 1);
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
	port_advance(UINT32_MAX);
	check_equal(call.ended, 0);
	wire_make_room(wire_newest(), 1);
	check_equal(call.result, 1);
}

test(a_non_blocking_send_takes_what_it_can) {
	ss_socket *socket = socket_with_room(4);
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_NONBLOCK, NULL, 0), 0);
	check_equal(send_now(socket, "0123456789", 10), 4);
	check_equal(send_now(socket, "456789", 6), SOCKETS_EWOULDBLOCK);
	wire_make_room(wire_newest(), 100);
	check_equal(send_now(socket, "456789", 6), 6);
	check_bytes(wire_newest()->written, "0123456789", 10);
}

test(a_bad_send_is_invalid) {
	ss_socket *socket = connected_socket();
	check_equal(send_now(socket, NULL, 300), SOCKETS_EINVAL);
	check_equal(send_now(socket, "x", 0), SOCKETS_EINVAL);
	check_equal(send_now(socket, "x", (size_t)INT32_MAX + 1), SOCKETS_EINVAL);
	check_equal(wire_newest()->length, 0);
}

test(a_send_on_a_connection_that_was_reset_fails) {
	ss_socket *socket = connected_socket();
	wire_fail(wire_newest(), ERR_RST);
	check_equal(send_now(socket, "x", 1), SOCKETS_SOCKET_ERROR);
	check_equal(send_now(socket, "x", 1), SOCKETS_SOCKET_ERROR);
	ss_error error = error_of(socket);
	check_equal(error.code, SOCKETS_SOCKET_ERROR);
	check_equal(error.library_code, ERR_RST);
	check_has(error.text, "reset");
}

test(a_reset_ends_all_sends_that_wait) {
	ss_socket *socket = socket_with_room(2);
	struct call first = {0}, second = {0};
	call_send(&first, socket, "first", 5);
	call_send(&second, socket, "second", 6);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(first.ended, 1);
	check_equal(first.result, SOCKETS_SOCKET_ERROR);
	check_equal(second.ended, 1);
	check_equal(second.result, SOCKETS_SOCKET_ERROR);
}

test(sending_goes_on_when_the_peer_has_ended_its_direction) {
	ss_socket *socket = connected_socket();
	wire_end(wire_newest());
	check_equal(send_now(socket, "still here", 10), 10);
	check_equal(wire_newest()->flushed, 10);
}

test(a_megabyte_goes_out_whole_whatever_the_room) {
	size_t size = 1 << 20;
	uint8_t *data = malloc(size);
	test_pattern(data, size, 0);
	ss_socket *socket = socket_with_room(1000);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 0);
	struct call call = {0};
	call_send(&call, socket, data, size);
	while (!call.ended)
		wire_make_room(wire_newest(), test_random() % 20000);
	check_equal(call.result, size);
	check_equal(wire_newest()->flushed, size);
	check_bytes(wire_newest()->written, data, size);
	free(data);
}
