/*
 * The TLS handshake that goes well, and its times: core/socket_connect.c, core/tls.c, core/tls_config.c.
 */
#include "core.h"
#include "peer.h"
#include "test_port.h"
#include <string.h>

static char buffer[64];

/* Bytes go to and fro in pieces of a size; then there is an echo. */
static void shake_hands_in_pieces(int version, size_t down, size_t up) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	struct peer *peer = peer_new(&(struct peer_options){.version = version});
	peer->down = down;
	peer->up = up;
	peer->echo = true;
	peer->wire->room = up ? up : SIZE_MAX;
	wire_accept(peer->wire);
	peer_run(peer);
	check_equal(connect.ended, 1);
	check_text(error_of(socket).text, "");
	check_equal(connect.result, 0);
	struct call send = {0};
	call_send(&send, socket, "in pieces", 9);
	peer_run(peer);
	check_equal(send.result, 9);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 9);
	check_bytes(buffer, "in pieces", 9);
}

test_tls(handshake_at_once) {
	shake_hands_in_pieces(version, 0, 0);
}

test_tls(handshake_by_single_bytes) {
	shake_hands_in_pieces(version, 1, 1);
}

test_tls(handshake_by_single_bytes_from_the_server) {
	shake_hands_in_pieces(version, 1, 0);
}

test_tls(handshake_by_single_bytes_to_the_server) {
	shake_hands_in_pieces(version, 0, 1);
}

test_tls(handshake_by_seven_bytes) {
	shake_hands_in_pieces(version, 7, 7);
}

test_tls(info_says_what_was_negotiated_and_with_whom) {
	struct peer *peer;
	ss_info info = info_of(secured_socket(version, &peer));
	static const uint8_t zeros[32];
	check(info.connected && info.tls && !info.resumed);
	check_text(info.version, version == SOCKETS_TLS_VERSION_1_2 ? "TLSv1.2" : "TLSv1.3");
	check_has(info.suite, version == SOCKETS_TLS_VERSION_1_2 ? "TLS_ECDHE_ECDSA_WITH_" : "_SHA");
	check(!strchr(info.suite, '-'));
	check_text(info.subject, "CN=server.test, O=Unit Tests");
	check_text(info.issuer, "CN=Test Root, O=Unit Tests");
	check_text(info.anchor, "CN=Test Root, O=Unit Tests");
	check_text(info.names, "server.test");
	check_text(info.valid_from, "2025-01-01T00:00:00Z");
	check_text(info.valid_to, "2025-12-31T23:59:59Z");
	check(memcmp(info.sha256, zeros, sizeof(zeros)));
	check(info.heap > 1000 && info.heap_peak >= info.heap);
	check_text(info.alpn, "");
}

test_tls(info_says_how_long_it_took) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	struct peer *peer = peer_new(&(struct peer_options){.version = version});
	port_advance(30);
	wire_accept(peer->wire);
	do
		port_advance(1);
	while (peer_step(peer));
	check_equal(connect.result, 0);
	check_equal(info_of(socket).tcp_milliseconds, 30);
	check(info_of(socket).handshake_milliseconds >= 1);
}

test_tls(the_servers_choice_of_protocol_is_told) {
	static const char *const offered[] = {"x-first", "x-second"};
	static const char *spoken[] = {"x-other", "x-second", NULL};
	ss_socket *socket = tls_socket();
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_ALPN_PROTOCOLS, offered, 2), 0);
	struct call connect = {0};
	tls_connect(socket, &connect, &(struct peer_options){.version = version, .alpn = spoken});
	check_equal(connect.result, 0);
	check_text(info_of(socket).alpn, "x-second");
}

test_tls(a_server_that_speaks_no_protocol_we_offer_refuses) {
	static const char *const offered[] = {"x-first"};
	static const char *spoken[] = {"x-other", NULL};
	ss_socket *socket = tls_socket();
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_ALPN_PROTOCOLS, offered, 1), 0);
	struct call connect = {0};
	tls_connect(socket, &connect, &(struct peer_options){.version = version, .alpn = spoken});
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	check_equal(error_of(socket).alert_received, 120);
	check_has(error_of(socket).text, "no_application_protocol");
}

test_tls(an_intermediate_is_followed_to_the_anchor) {
	const struct identity *intermediate = identity_new(&(struct identity_options){
		.subject = "CN=Between,O=Unit Tests", .issuer = identity_authority(), .authority = true});
	const struct identity *leaf =
		identity_new(&(struct identity_options){.subject = "CN=leaf", .issuer = intermediate});
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	tls_connect(socket, &connect, &(struct peer_options){.version = version, .identity = leaf});
	check_equal(connect.result, 0);
	check_text(info_of(socket).issuer, "CN=Between, O=Unit Tests");
	check_text(info_of(socket).anchor, "CN=Test Root, O=Unit Tests");
}

test(a_server_that_says_nothing_times_out) {
	ss_socket *socket = tls_socket();
	set_number(socket, SOCKETS_SO_SNDTIMEO, 800);
	struct call connect = {0};
	call_connect(&connect, socket);
	port_advance(100);
	wire_accept(wire_newest());
	port_advance(699);
	check_equal(connect.ended, 0);
	port_advance(1);
	check_equal(connect.ended, 1);
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	check_equal(error_of(socket).phase, SS_PHASE_TLS_HANDSHAKE);
	check_has(error_of(socket).text, "timed out");
	check(wire_newest()->aborted);
}

test_tls(a_server_that_falls_silent_times_out) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	struct peer *peer = peer_new(&(struct peer_options){.version = version});
	peer->down = 50;
	wire_accept(peer->wire);
	for (int i = 0; i < 5; i++)
		peer_step(peer);
	port_advance(9999);
	check_equal(connect.ended, 0);
	port_advance(1);
	check_equal(connect.ended, 1);
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	check_equal(error_of(socket).phase, SS_PHASE_TLS_HANDSHAKE);
}

test_tls(data_calls_during_the_handshake_say_not_connected) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	struct peer *peer = peer_new(&(struct peer_options){.version = version});
	wire_accept(peer->wire);
	check_equal(send_now(socket, "secret", 6), SOCKETS_ENOTCONN);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ENOTCONN);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RDWR), SOCKETS_ENOTCONN);
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_REQUIRE_TLS, NULL, 0), SOCKETS_EISCONN);
	peer_run(peer);
	check_equal(connect.result, 0);
	check_equal(peer->received_length, 0);
}

test_tls(close_during_the_handshake_ends_the_connect) {
	for (int steps = 0; steps < 4; steps++) {
		ss_socket *socket = tls_socket();
		struct call connect = {0};
		call_connect(&connect, socket);
		struct peer *peer = peer_new(&(struct peer_options){.version = version});
		peer->down = 100;
		wire_accept(peer->wire);
		for (int i = 0; i < steps; i++)
			peer_step(peer);
		forget_socket(socket);
		ss_socket_close(socket);
		check_equal(connect.ended, 1);
		check_equal(connect.result, SOCKETS_ECLOSED);
		check_equal(ss_core_sockets(), 0);
		check(peer->wire->aborted);
	}
}

static void close_it(struct call *call) {
	forget_socket(call->context);
	ss_socket_close(call->context);
}

test_tls(close_from_a_connect_that_succeeded) {
	ss_socket *socket = tls_socket();
	struct call connect = {.then = close_it, .context = socket};
	struct peer *peer = tls_connect(socket, &connect, &(struct peer_options){.version = version});
	check_equal(connect.result, 0);
	check(peer->notified);
	wire_acknowledge(peer->wire);
	check_equal(ss_core_sockets(), 0);
}

test_tls(close_from_a_connect_that_failed) {
	ss_socket *socket = tls_socket();
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "another.test");
	struct call connect = {.then = close_it, .context = socket};
	tls_connect(socket, &connect, &(struct peer_options){.version = version});
	check_equal(connect.result, SOCKETS_TLS_SERVER_UNVERIFIED);
	check_equal(ss_core_sockets(), 0);
}

test_tls(close_from_a_connect_that_timed_out) {
	ss_socket *socket = tls_socket();
	struct call connect = {.then = close_it, .context = socket};
	call_connect(&connect, socket);
	wire_accept(wire_newest());
	(void)version;
	port_advance(10000);
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	check_equal(ss_core_sockets(), 0);
}

static unsigned woken;

static void wake(void *context) {
	(void)context;
	woken++;
}

/* In 1.2 the server's data can come in one go with the end of its handshake, before Connect has ended. */
test_tls(data_that_came_with_the_handshake_wakes_and_is_received) {
	ss_socket *socket = tls_socket();
	check_equal(ss_socket_set_wakeup(socket, wake, NULL), 0);
	struct call connect = {0};
	call_connect(&connect, socket);
	struct peer *peer = peer_new(&(struct peer_options){.version = version});
	peer_send(peer, "welcome", 7);
	wire_accept(peer->wire);
	do {
		while (peer_work(peer))
			continue;
	} while (peer_deliver(peer));
	check_equal(connect.result, 0);
	check(woken > 0);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 7);
}

test_tls(a_host_that_queues_requests_comes_to_the_same_end) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	port_defer(true);
	call_connect(&connect, socket);
	check(!wire_newest());
	port_run();
	struct peer *peer = peer_new(&(struct peer_options){.version = version});
	wire_accept(peer->wire);
	bool moved;
	do {
		moved = peer_step(peer) || port_has_requests();
		port_run();
		while (port_has_requests())
			port_run();
	} while (moved);
	port_defer(false);
	check_equal(connect.ended, 1);
	check_equal(connect.result, 0);
}
