/*
 * How a TLS connection ends, in order and otherwise: core/socket_close.c, core/socket_data.c, core/tls_error.c.
 */
#include "core.h"
#include "lwip/err.h"
#include "peer.h"
#include "test_port.h"
#include <string.h>

#define WARNING 1
#define FATAL 2
#define CLOSE_NOTIFY 0

static char buffer[64];

static void close_socket(ss_socket *socket) {
	forget_socket(socket);
	ss_socket_close(socket);
}

test_tls(close_notify_ends_in_order) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send(peer, "last words", 10);
	peer_run(peer);
	peer_send_alert(peer, WARNING, CLOSE_NOTIFY);
	peer_run(peer);
	wire_end(peer->wire);
	check_equal(recv_now(socket, buffer, 4), 4);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 6);
	for (int i = 0; i < 3; i++)
		check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
	check_equal(error_of(socket).code, SOCKETS_ECLOSED);
}

test_tls(close_notify_ends_a_recv_that_waits) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	struct call recv = {0};
	call_recv(&recv, socket, buffer, sizeof(buffer));
	peer_send_alert(peer, WARNING, CLOSE_NOTIFY);
	peer_run(peer);
	check_equal(recv.ended, 1);
	check_equal(recv.result, SOCKETS_ECLOSED);
}

test_tls(fin_without_close_notify_is_truncation) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send(peer, "half of the", 11);
	peer_run(peer);
	wire_end(peer->wire);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 11);
	for (int i = 0; i < 3; i++)
		check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_TLS_RECV_ERROR);
	check_equal(error_of(socket).code, SOCKETS_TLS_RECV_ERROR);
	check_equal(error_of(socket).phase, SS_PHASE_RECV);
	check_has(error_of(socket).text, "truncated");
}

test_tls(fin_in_the_middle_of_a_record_is_truncation) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	struct call recv = {0};
	call_recv(&recv, socket, buffer, sizeof(buffer));
	peer_send(peer, "cut off", 7);
	peer_work(peer);
	peer->down = 12;
	peer_deliver(peer);
	wire_end(peer->wire);
	check_equal(recv.ended, 1);
	check_equal(recv.result, SOCKETS_TLS_RECV_ERROR);
}

test_tls(sending_goes_on_after_the_peers_close_notify) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send_alert(peer, WARNING, CLOSE_NOTIFY);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
	check_equal(send_now(socket, "still here", 10), 10);
	peer_run(peer);
	check_equal(peer->received_length, 10);
}

test_tls(a_record_that_was_tampered_with_is_not_received) {
	for (int i = 0; i < 20; i++) {
		struct peer *peer;
		ss_socket *socket = secured_socket(version, &peer);
		struct call recv = {0};
		call_recv(&recv, socket, buffer, sizeof(buffer));
		peer_send(peer, "transfer 100 to A", 17);
		size_t start = peer->out_length;
		peer_work(peer);
		peer->out[start + 5 + test_random() % (peer->out_length - start - 5)] ^= (uint8_t)(1u << test_random() % 8);
		peer_run(peer);
		check_equal(recv.ended, 1);
		check_equal(recv.result, SOCKETS_TLS_RECV_ERROR);
		check(error_of(socket).library_code != 0);
		drop_socket(socket);
	}
}

test_tls(a_bad_record_is_answered_with_an_alert) {
	static const uint8_t bad[] = {23, 3, 3, 0, 40, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
		20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40};
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	struct call recv = {0};
	call_recv(&recv, socket, buffer, sizeof(buffer));
	peer_send_raw(peer, bad, sizeof(bad));
	peer_run(peer);
	check_equal(recv.result, SOCKETS_TLS_RECV_ERROR);
	check_equal(error_of(socket).alert_sent, 20);
	/* a Send fails for the same reason */
	ss_error told = error_of(socket);
	check_equal(send_now(socket, "x", 1), SOCKETS_TLS_SEND_ERROR);
	check_equal(error_of(socket).code, SOCKETS_TLS_SEND_ERROR);
	check_text(error_of(socket).text, told.text);
	check_equal(error_of(socket).alert_sent, 20);
	/* the server has got it without anything else happening */
	check_equal(peer->error, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
}

test_tls(after_a_tls_failure_nothing_more_is_sent) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send_alert(peer, FATAL, 80);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_TLS_RECV_ERROR);
	check(send_now(socket, "into the void", 13) < 0);
}

test_tls(a_reset_gives_what_was_received_and_then_minus_1) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send(peer, "unread", 6);
	peer_run(peer);
	wire_fail(peer->wire, ERR_RST);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 6);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_SOCKET_ERROR);
	check_equal(send_now(socket, "x", 1), SOCKETS_SOCKET_ERROR);
	check_equal(error_of(socket).library_code, ERR_RST);
}

test_tls(a_reset_in_the_middle_of_a_record_ends_recv_and_send) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->wire->room = 10;
	struct call first = {0}, send = {0}, recv = {0};
	call_send(&first, socket, "stuck in the record", 19);
	call_send(&send, socket, "waits", 5);
	call_recv(&recv, socket, buffer, sizeof(buffer));
	wire_fail(peer->wire, ERR_RST);
	check_equal(first.result, 19);
	check_equal(send.ended, 1);
	check_equal(send.result, SOCKETS_SOCKET_ERROR);
	check_equal(recv.ended, 1);
	check_equal(recv.result, SOCKETS_SOCKET_ERROR);
}

test_tls(shutdown_of_writing_sends_close_notify_then_fin) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	check_equal(send_now(socket, "request", 7), 7);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), 0);
	check(peer->wire->fin);
	peer_run(peer);
	check_equal(peer->received_length, 7);
	check(peer->notified);
	peer_send(peer, "answer", 6);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 6);
	check_equal(send_now(socket, "more", 4), SOCKETS_ECLOSED);
}

test_tls(shutdown_of_reading_sends_nothing) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	size_t before = peer->wire->length;
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RD), 0);
	check_equal(peer->wire->length, before);
	peer_send(peer, "unwanted", 8);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ECLOSED);
	check_equal(send_now(socket, "works", 5), 5);
	peer_run(peer);
	check_equal(peer->received_length, 5);
}

test_tls(close_notify_waits_for_room) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->wire->room = 0;
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_WR), 0);
	check(!peer->wire->fin);
	peer->up = 1;
	for (int i = 0; i < 10; i++) {
		wire_make_room(peer->wire, 1);
		check(!peer->wire->fin);
	}
	peer_run(peer);
	check(peer->wire->fin);
	check(peer->notified);
}

test_tls(close_sends_the_record_that_waits_then_close_notify_then_fin) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->wire->room = 10;
	check_equal(send_now(socket, "last words", 10), 10);
	close_socket(socket);
	check(!peer->wire->fin);
	check_equal(ss_core_sockets(), 1);
	peer->up = 3;
	peer_run(peer);
	check_equal(peer->received_length, 10);
	check_bytes(peer->received, "last words", 10);
	check(peer->notified);
	check(peer->wire->fin);
	wire_acknowledge(peer->wire);
	check_equal(ss_core_sockets(), 0);
	check(peer->wire->closed);
}

test_tls(close_gives_up_at_the_send_time_out) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 400);
	peer->wire->room = 10;
	check_equal(send_now(socket, "never heard", 11), 11);
	close_socket(socket);
	port_advance(399);
	check_equal(ss_core_sockets(), 1);
	port_advance(1);
	check_equal(ss_core_sockets(), 0);
	check(peer->wire->aborted);
}

test_tls(close_with_unread_data_still_says_goodbye) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send(peer, "unread", 6);
	peer_run(peer);
	close_socket(socket);
	peer_run(peer);
	check(peer->notified);
	wire_acknowledge(peer->wire);
	check_equal(ss_core_sockets(), 0);
}

test_tls(close_after_a_tls_failure_does_not_hang) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send_alert(peer, FATAL, 80);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_TLS_RECV_ERROR);
	close_socket(socket);
	wire_acknowledge(peer->wire);
	check_equal(ss_core_sockets(), 0);
}

test_tls(close_after_truncation_does_not_hang) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	wire_end(peer->wire);
	close_socket(socket);
	wire_acknowledge(peer->wire);
	check_equal(ss_core_sockets(), 0);
}

test_tls(a_reset_while_close_notify_waits_ends_the_close) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->wire->room = 0;
	close_socket(socket);
	check_equal(ss_core_sockets(), 1);
	wire_fail(peer->wire, ERR_RST);
	check_equal(ss_core_sockets(), 0);
}

static void close_it(struct call *call) {
	close_socket(call->context);
}

test_tls(close_from_a_recv_over_tls) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	struct call first = {.then = close_it, .context = socket}, second = {0};
	call_recv(&first, socket, buffer, 1);
	call_recv(&second, socket, buffer + 1, 1);
	peer_send(peer, "ab", 2);
	peer_run(peer);
	check_equal(first.result, 1);
	check_equal(second.result, SOCKETS_ECLOSED);
	check(peer->notified);
	wire_acknowledge(peer->wire);
	check_equal(ss_core_sockets(), 0);
}

test_tls(close_from_a_send_over_tls) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->wire->room = 5;
	struct call first = {0}, second = {.then = close_it, .context = socket};
	call_send(&first, socket, "first", 5);
	call_send(&second, socket, "second", 6);
	peer->up = 8;
	peer_run(peer);
	check_equal(second.result, 6);
	check_equal(peer->received_length, 11);
	check(peer->notified);
	wire_acknowledge(peer->wire);
	check_equal(ss_core_sockets(), 0);
}

test_tls(forty_connections_in_a_row_leave_nothing) {
	size_t before = 0;
	for (int i = 0; i < 40; i++) {
		struct peer *peer;
		ss_socket *socket = secured_socket(version, &peer);
		size_t others = port_blocks();
		check_equal(send_now(socket, "x", 1), 1);
		peer_run(peer);
		drop_socket(socket);
		size_t held = others - port_blocks();
		if (i == 1)
			before = held;
		check(i < 1 || held == before);
	}
}
