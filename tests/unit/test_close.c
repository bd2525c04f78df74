/*
 * Close: what becomes of operations, of what is still to be sent, and of the socket; core/socket_close.c.
 */
#include "calls.h"
#include "core.h"
#include "lwip/err.h"
#include "test.h"
#include "test_port.h"

static char buffer[64];

static void close_socket(ss_socket *socket) {
	forget_socket(socket);
	ss_socket_close(socket);
}

test(close_ends_operations_that_wait_before_it_returns) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = 0;
	struct call sends[2] = {0}, recvs[2] = {0};
	call_send(&sends[0], socket, "one", 3);
	call_send(&sends[1], socket, "two", 3);
	call_recv(&recvs[0], socket, buffer, 4);
	call_recv(&recvs[1], socket, buffer + 4, 4);
	close_socket(socket);
	for (int i = 0; i < 2; i++) {
		check_equal(sends[i].ended, 1);
		check_equal(sends[i].result, SOCKETS_ECLOSED);
		check_equal(recvs[i].ended, 1);
		check_equal(recvs[i].result, SOCKETS_ECLOSED);
	}
	wire_acknowledge(wire_newest());
	check_equal(ss_core_sockets(), 0);
}

test(close_ends_a_connect_that_waits) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	call_connect(&call, socket);
	close_socket(socket);
	check_equal(call.ended, 1);
	check_equal(call.result, SOCKETS_ECLOSED);
	check_equal(ss_core_sockets(), 0);
	check(wire_newest()->aborted);
}

test(close_sends_what_was_taken_then_fin_and_waits_for_the_acknowledgement) {
	ss_socket *socket = connected_socket();
	check_equal(send_now(socket, "last words", 10), 10);
	close_socket(socket);
	check(wire_newest()->fin);
	check_equal(wire_newest()->flushed, 10);
	check_equal(ss_core_sockets(), 1);
	port_advance(500);
	wire_acknowledge(wire_newest());
	check_equal(ss_core_sockets(), 0);
	check(wire_newest()->closed && !wire_newest()->aborted);
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
}

test(close_does_not_wait_longer_than_the_send_time_out) {
	ss_socket *socket = connected_socket();
	set_number(socket, SOCKETS_SO_SNDTIMEO, 700);
	check_equal(send_now(socket, "nobody hears", 12), 12);
	close_socket(socket);
	port_advance(699);
	check_equal(ss_core_sockets(), 1);
	port_advance(1);
	check_equal(ss_core_sockets(), 0);
	check(wire_newest()->aborted);
}

test(close_is_bounded_even_when_the_send_time_out_is_for_ever) {
	ss_socket *socket = connected_socket();
	set_number(socket, SOCKETS_SO_SNDTIMEO, 0);
	check_equal(send_now(socket, "nobody hears", 12), 12);
	close_socket(socket);
	check(ss_core_next_deadline() != SS_NO_DEADLINE);
	port_advance(30000);
	check_equal(ss_core_sockets(), 0);
	check(wire_newest()->aborted);
}

test(close_with_unread_data_ends_in_order) {
	ss_socket *socket = connected_socket();
	wire_deliver(wire_newest(), "unread", 6);
	close_socket(socket);
	wire_acknowledge(wire_newest());
	check(wire_newest()->closed && !wire_newest()->aborted);
	check_equal(ss_core_sockets(), 0);
}

test(data_and_the_peers_end_during_a_close_do_no_harm) {
	ss_socket *socket = connected_socket();
	close_socket(socket);
	wire_deliver(wire_newest(), "late", 4);
	wire_end(wire_newest());
	check_equal(ss_core_sockets(), 1);
	wire_acknowledge(wire_newest());
	check_equal(ss_core_sockets(), 0);
}

test(a_reset_during_a_close_ends_it) {
	ss_socket *socket = connected_socket();
	check_equal(send_now(socket, "last words", 10), 10);
	close_socket(socket);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(ss_core_sockets(), 0);
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
}

test(close_after_a_reset_frees_at_once) {
	ss_socket *socket = connected_socket();
	wire_fail(wire_newest(), ERR_RST);
	close_socket(socket);
	check_equal(ss_core_sockets(), 0);
}

test(close_after_shutdown_does_not_send_fin_twice) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RDWR), 0);
	wire_acknowledge(wire_newest());
	close_socket(socket);
	check_equal(ss_core_sockets(), 0);
	check(wire_newest()->closed);
}

test(fin_is_tried_again_during_a_close) {
	ss_socket *socket = connected_socket();
	wire_refuse_shutdowns(2);
	close_socket(socket);
	check(!wire_newest()->fin);
	wire_make_room(wire_newest(), 1);
	check(!wire_newest()->fin);
	wire_make_room(wire_newest(), 1);
	check(wire_newest()->fin);
	wire_acknowledge(wire_newest());
	check_equal(ss_core_sockets(), 0);
}

test(close_after_a_failed_connect_frees_at_once) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	call_connect(&call, socket);
	wire_fail(wire_newest(), ERR_RST);
	close_socket(socket);
	check_equal(ss_core_sockets(), 0);
}

test(stopping_the_core_cuts_off_sockets_that_are_closing) {
	ss_socket *one = connected_socket();
	struct wire *wire_of_one = wire_newest();
	ss_socket *two = connected_socket();
	close_socket(one);
	close_socket(two);
	check_equal(ss_core_sockets(), 2);
	port_enter();
	ss_core_stop();
	port_leave();
	check_equal(ss_core_sockets(), 0);
	check(wire_of_one->aborted && wire_newest()->aborted);
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
	check(ss_core_start());
}

test(a_hundred_connections_in_a_row_leave_nothing) {
	size_t before = 0;
	for (int i = 0; i < 100; i++) {
		ss_socket *socket = connected_socket();
		check_equal(send_now(socket, "x", 1), 1);
		drop_socket(socket);
		if (i == 1)
			before = port_blocks();
		check(i < 1 || port_blocks() == before);
	}
}
