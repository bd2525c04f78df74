/*
 * Shutdown on a plain connection: core/socket_close.c.
 */
#include "calls.h"
#include "lwip/err.h"
#include "test.h"
#include "test_port.h"

static char buffer[64];

test(a_bad_direction_is_invalid) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_shutdown(socket, 3), SOCKETS_EINVAL);
	check_equal(ss_socket_shutdown(socket, ~0u), SOCKETS_EINVAL);
	check_equal(send_now(socket, "works", 5), 5);
}

test(a_bad_direction_is_invalid_on_an_unconnected_socket_too) {
	check_equal(ss_socket_shutdown(new_socket(), ~0u), SOCKETS_EINVAL);
}

test(an_unconnected_socket_cannot_be_shut_down) {
	check_equal(ss_socket_shutdown(new_socket(), SOCKETS_SHUT_RDWR), SOCKETS_ENOTCONN);
}

test(shutdown_of_reading_ends_recvs_and_sends_nothing) {
	ss_socket *socket = connected_socket();
	struct call waiting = {0};
	call_recv(&waiting, socket, buffer, sizeof(buffer));
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RD), 0);
	check_equal(waiting.ended, 1);
	check_equal(waiting.result, SOCKETS_ECLOSED);
	wire_deliver(wire_newest(), "too late", 8);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
	check(!wire_newest()->fin);
	check_equal(send_now(socket, "works", 5), 5);
}

test(shutdown_of_writing_sends_fin_and_goes_on_receiving) {
	ss_socket *socket = connected_socket();
	check_equal(send_now(socket, "request", 7), 7);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), 0);
	check(wire_newest()->fin);
	check_equal(wire_newest()->flushed, 7);
	check_equal(send_now(socket, "more", 4), SOCKETS_ECLOSED);
	wire_deliver(wire_newest(), "answer", 6);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 6);
	wire_end(wire_newest());
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
}

test(shutdown_of_both_ends_both) {
	ss_socket *socket = connected_socket();
	wire_deliver(wire_newest(), "unread", 6);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RDWR), 0);
	check(wire_newest()->fin);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
	check_equal(send_now(socket, "more", 4), SOCKETS_ECLOSED);
}

test(shutdown_can_be_repeated) {
	ss_socket *socket = connected_socket();
	for (int i = 0; i < 3; i++) {
		check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), 0);
		check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RD), 0);
		check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RDWR), 0);
	}
	check(wire_newest()->fin);
}

test(fin_waits_for_the_sends_that_were_started) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = 3;
	struct call call = {0};
	call_send(&call, socket, "0123456789", 10);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), 0);
	check(!wire_newest()->fin);
	check_equal(call.ended, 0);
	wire_make_room(wire_newest(), 100);
	check_equal(call.ended, 1);
	check_equal(call.result, 10);
	check(wire_newest()->fin);
	check_equal(wire_newest()->length, 10);
}

test(fin_follows_when_the_sends_before_it_have_timed_out) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = 3;
	struct call call = {0};
	call_send(&call, socket, "0123456789", 10);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), 0);
	port_advance(10000);
	check_equal(call.result, 3);
	wire_acknowledge(wire_newest());
	check(wire_newest()->fin);
}

test(fin_is_tried_again_when_there_was_no_memory_for_it) {
	ss_socket *socket = connected_socket();
	wire_refuse_shutdowns(2);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), 0);
	check(!wire_newest()->fin);
	wire_make_room(wire_newest(), 1);
	check(!wire_newest()->fin);
	wire_make_room(wire_newest(), 1);
	check(wire_newest()->fin);
}

test(shutdown_of_a_broken_connection_does_no_harm) {
	ss_socket *socket = connected_socket();
	wire_fail(wire_newest(), ERR_RST);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RDWR), 0);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
}

test(the_peers_end_after_our_own_is_told) {
	ss_socket *socket = connected_socket();
	struct call call = {0};
	call_recv(&call, socket, buffer, sizeof(buffer));
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), 0);
	check_equal(call.ended, 0);
	wire_acknowledge(wire_newest());
	wire_end(wire_newest());
	check_equal(call.ended, 1);
	check_equal(call.result, SOCKETS_ECLOSED);
}
