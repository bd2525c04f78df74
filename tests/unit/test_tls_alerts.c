/*
 * Alerts of the peer, which end TLS or do not: core/tls_error.c, core/socket_data.c.
 */
#include "core.h"
#include "lwip/err.h"
#include "peer.h"

#define WARNING 1
#define FATAL 2

static char buffer[64];

test_tls(a_fatal_alert_is_told) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	struct call recv = {0};
	call_recv(&recv, socket, buffer, sizeof(buffer));
	peer_send_alert(peer, FATAL, 49);
	peer_run(peer);
	check_equal(recv.ended, 1);
	check_equal(recv.result, SOCKETS_TLS_RECV_ERROR);
	ss_error error = error_of(socket);
	check_equal(error.code, SOCKETS_TLS_RECV_ERROR);
	check_equal(error.phase, SS_PHASE_RECV);
	check_equal(error.alert_received, 49);
	check_equal(error.alert_sent, -1);
	check_equal(error.verify_flags, 0);
	check_has(error.text, "access_denied (49)");
}

test_tls(a_warning_is_no_end) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	struct call recv = {0};
	call_recv(&recv, socket, buffer, sizeof(buffer));
	peer_send_alert(peer, WARNING, 90);
	peer_run(peer);
	peer_send(peer, "data", 4);
	peer_run(peer);
	check_equal(recv.ended, 1);
	check_equal(recv.result, 4);
}

/* A server that wants a certificate of its client ends a connection, and may reset it then. */
static ss_socket *refused_socket(int version, bool reset) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send_alert(peer, FATAL, 116);
	peer_run(peer);
	if (reset)
		wire_fail(peer->wire, ERR_RST);
	return socket;
}

test_tls(an_alert_is_told_though_a_reset_follows_it) {
	ss_socket *socket = refused_socket(version, true);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_TLS_RECV_ERROR);
	check_equal(error_of(socket).code, SOCKETS_TLS_RECV_ERROR);
	check_equal(error_of(socket).alert_received, 116);
	check_equal(ss_socket_take_error(socket), 0);
	check_equal(send_now(socket, "x", 1), SOCKETS_TLS_SEND_ERROR);
}

static void check_alert(ss_socket *socket, int32_t code, ss_phase phase) {
	ss_error error = error_of(socket);
	check_equal(error.code, code);
	check_equal(error.phase, phase);
	check_equal(error.alert_received, 116);
	check_has(error.text, "certificate_required");
}

/* A client whose certificate is refused in TLS 1.3 is connected when it learns of it, and may send first. */
static void check_both_told(int version, bool reset) {
	ss_socket *socket = refused_socket(version, reset);
	for (int i = 0; i < 2; i++) {
		check_equal(send_now(socket, "x", 1), SOCKETS_TLS_SEND_ERROR);
		check_alert(socket, SOCKETS_TLS_SEND_ERROR, SS_PHASE_SEND);
		check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_TLS_RECV_ERROR);
		check_alert(socket, SOCKETS_TLS_RECV_ERROR, SS_PHASE_RECV);
	}
}

test_tls(an_alert_is_told_to_send_and_to_recv) {
	check_both_told(version, false);
}

test_tls(an_alert_is_told_to_send_and_to_recv_though_a_reset_follows_it) {
	check_both_told(version, true);
}

test_tls(an_alert_behind_unread_data_is_told_though_a_reset_follows_it) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send(peer, "unread", 6);
	peer_run(peer);
	peer_send_alert(peer, FATAL, 116);
	peer_run(peer);
	wire_fail(peer->wire, ERR_RST);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 6);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_TLS_RECV_ERROR);
	check_equal(error_of(socket).alert_received, 116);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_TLS_RECV_ERROR);
}

test_tls(a_send_that_waits_ends_when_a_reset_follows_an_alert) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->wire->room = 10;
	struct call first = {0}, send = {0};
	call_send(&first, socket, "stuck in the record", 19);
	call_send(&send, socket, "waits", 5);
	peer_send_alert(peer, FATAL, 116);
	peer_work(peer);
	peer_deliver(peer);
	wire_fail(peer->wire, ERR_RST);
	check_equal(send.ended, 1);
	check_equal(send.result, SOCKETS_TLS_SEND_ERROR);
	check_equal(error_of(socket).alert_received, 116);
}
