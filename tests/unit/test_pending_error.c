/*
 * SOCKETS_SO_ERROR: a failure of the connection that no result has told yet.
 */
#include "calls.h"
#include "lwip/err.h"
#include "peer.h"
#include "test.h"

static char buffer[16];

test(without_a_failure_there_is_nothing_to_tell) {
	ss_socket *socket = new_socket();
	check_equal(ss_socket_take_error(socket), 0);
	check_equal(send_now(socket, "x", 1), SOCKETS_ENOTCONN);
	check_equal(ss_socket_take_error(socket), 0);
	drop_socket(socket);
}

test(a_broken_connection_is_told_once) {
	ss_socket *socket = connected_socket();
	wire_fail(wire_newest(), ERR_RST);
	check_equal(ss_socket_take_error(socket), SOCKETS_SOCKET_ERROR);
	check_equal(ss_socket_take_error(socket), 0);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_SOCKET_ERROR);
	check_equal(ss_socket_take_error(socket), 0);
}

test(what_a_recv_that_waited_has_told_is_not_told_again) {
	ss_socket *socket = connected_socket();
	struct call call = {0};
	call_recv(&call, socket, buffer, sizeof(buffer));
	wire_fail(wire_newest(), ERR_RST);
	check_equal(call.result, SOCKETS_SOCKET_ERROR);
	check_equal(ss_socket_take_error(socket), 0);
}

test(what_a_later_send_has_told_is_not_told_again) {
	ss_socket *socket = connected_socket();
	wire_fail(wire_newest(), ERR_RST);
	check_equal(send_now(socket, "x", 1), SOCKETS_SOCKET_ERROR);
	check_equal(ss_socket_take_error(socket), 0);
}

test(the_end_of_the_stream_is_no_failure) {
	ss_socket *socket = connected_socket();
	wire_end(wire_newest());
	check_equal(ss_socket_take_error(socket), 0);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
	check_equal(ss_socket_take_error(socket), 0);
}

static int32_t found;

static void look(void *socket) {
	found = ss_socket_take_error(socket);
}

test(what_the_callback_finds_is_why_it_was_woken) {
	ss_socket *socket = connected_socket();
	ss_socket_set_wakeup(socket, look, socket);
	wire_deliver(wire_newest(), "x", 1);
	check_equal(found, 0);
	wire_fail(wire_newest(), ERR_ABRT);
	check_equal(found, SOCKETS_SOCKET_ERROR);
}

test_tls(a_fatal_alert_is_told) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send_alert(peer, 2, 80);
	peer_run(peer);
	check_equal(ss_socket_take_error(socket), SOCKETS_TLS_RECV_ERROR);
	check_equal(ss_socket_take_error(socket), 0);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_TLS_RECV_ERROR);
}

test_tls(a_truncation_is_told) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	wire_end(peer->wire);
	check_equal(ss_socket_take_error(socket), SOCKETS_TLS_RECV_ERROR);
}
