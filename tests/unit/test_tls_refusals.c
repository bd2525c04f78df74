/*
 * Handshakes that must fail, and how they say why: core/tls_error.c, core/tls_verify.c, core/verify.c.
 */
#include "core.h"
#include "lwip/err.h"
#include "mbedtls/oid.h"
#include "mbedtls/ssl_ciphersuites.h"
#include "peer.h"
#include "test_port.h"
#include <string.h>

/* What our verdict is on a server with such a certificate. */
static void expect_unverified(int version, const struct identity *server, uint32_t flags, const char *words) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	struct peer *peer = tls_connect(socket, &connect, &(struct peer_options){.version = version, .identity = server});
	check_equal(connect.ended, 1);
	check_equal(connect.result, SOCKETS_TLS_SERVER_UNVERIFIED);
	ss_error error = error_of(socket);
	check_equal(error.code, SOCKETS_TLS_SERVER_UNVERIFIED);
	check_equal(error.phase, SS_PHASE_TLS_HANDSHAKE);
	check_equal(error.verify_flags, flags);
	check_has(error.text, words);
	check_equal(peer->received_length, 0);
	check(!peer->secured);
	check(!peer->wire->tcp);
	check_equal(send_now(socket, "secret", 6), SOCKETS_ENOTCONN);
	check(!info_of(socket).connected);
}

static struct identity *signed_by(const struct identity *issuer, struct identity_options options) {
	options.issuer = issuer;
	if (!options.subject)
		options.subject = "CN=server.test,O=Unit Tests";
	return identity_new(&options);
}

test_tls(a_certificate_that_has_expired) {
	const struct identity *server =
		signed_by(identity_authority(), (struct identity_options){.not_after = "20250614000000"});
	expect_unverified(version, server, MBEDTLS_X509_BADCERT_EXPIRED, "expired (CN=server.test, O=Unit Tests)");
}

test_tls(a_certificate_that_is_not_valid_yet) {
	const struct identity *server =
		signed_by(identity_authority(), (struct identity_options){.not_before = "20250617000000"});
	expect_unverified(version, server, MBEDTLS_X509_BADCERT_FUTURE, "not valid yet");
}

test_tls(a_certificate_for_another_name) {
	static const struct identity_name names[] = {{MBEDTLS_X509_SAN_DNS_NAME, "other.test", 10}, {0}};
	const struct identity *server = signed_by(identity_authority(), (struct identity_options){.names = names});
	expect_unverified(version, server, MBEDTLS_X509_BADCERT_CN_MISMATCH, "wanted \"server.test\"");
}

test_tls(the_common_name_does_not_count_when_there_are_alternative_names) {
	static const struct identity_name names[] = {{MBEDTLS_X509_SAN_DNS_NAME, "a.server.test", 13}, {0}};
	const struct identity *server = signed_by(identity_authority(), (struct identity_options){.names = names});
	expect_unverified(version, server, MBEDTLS_X509_BADCERT_CN_MISMATCH, "another name");
}

test_tls(a_name_with_a_nul_inside_is_another_name) {
	static const struct identity_name names[] = {{MBEDTLS_X509_SAN_DNS_NAME, "server.test\0.evil.test", 22}, {0}};
	const struct identity *server = signed_by(identity_authority(), (struct identity_options){.names = names});
	expect_unverified(version, server, MBEDTLS_X509_BADCERT_CN_MISMATCH, "another name");
}

test_tls(a_certificate_of_an_authority_nobody_trusts) {
	const struct identity *stranger =
		identity_new(&(struct identity_options){.subject = "CN=Stranger", .authority = true});
	expect_unverified(version, signed_by(stranger, (struct identity_options){0}), MBEDTLS_X509_BADCERT_NOT_TRUSTED,
		"no trust anchor");
}

test_tls(an_authority_of_the_same_name_with_another_key) {
	const struct identity *impostor =
		identity_new(&(struct identity_options){.subject = "CN=Test Root,O=Unit Tests", .authority = true});
	expect_unverified(version, signed_by(impostor, (struct identity_options){0}), MBEDTLS_X509_BADCERT_NOT_TRUSTED,
		"no trust anchor");
}

test_tls(a_certificate_signed_by_itself) {
	expect_unverified(
		version, signed_by(NULL, (struct identity_options){0}), MBEDTLS_X509_BADCERT_NOT_TRUSTED, "no trust anchor");
}

test_tls(a_certificate_signed_by_one_that_is_no_authority) {
	const struct identity *leaf =
		identity_new(&(struct identity_options){.subject = "CN=Leaf", .issuer = identity_authority()});
	expect_unverified(
		version, signed_by(leaf, (struct identity_options){0}), MBEDTLS_X509_BADCERT_NOT_TRUSTED, "no trust anchor");
}

test_tls(a_certificate_with_several_faults_tells_them_all) {
	static const struct identity_name names[] = {{MBEDTLS_X509_SAN_DNS_NAME, "other.test", 10}, {0}};
	const struct identity *stranger =
		identity_new(&(struct identity_options){.subject = "CN=Stranger", .authority = true});
	const struct identity *server =
		signed_by(stranger, (struct identity_options){.names = names, .not_after = "20250614000000"});
	expect_unverified(version, server,
		MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_CN_MISMATCH | MBEDTLS_X509_BADCERT_NOT_TRUSTED,
		"expired; the certificate is for another name; no trust anchor");
}

test_tls(a_certificate_whose_key_must_not_be_used_for_this) {
	struct identity *server =
		signed_by(identity_authority(), (struct identity_options){.key_usage = MBEDTLS_X509_KU_KEY_AGREEMENT});
	/* mbedTLS as a server would not use it */
	server->chain.MBEDTLS_PRIVATE(ext_types) &= ~MBEDTLS_X509_EXT_KEY_USAGE;
	expect_unverified(version, server, MBEDTLS_X509_BADCERT_KEY_USAGE, "key usage");
}

test_tls(a_certificate_with_a_hash_that_is_too_weak) {
	const struct identity *server =
		signed_by(identity_authority(), (struct identity_options){.hash = MBEDTLS_MD_SHA224});
	expect_unverified(version, server, MBEDTLS_X509_BADCERT_BAD_MD, "weak hash");
}

test_tls(a_server_that_only_default_anchors_could_vouch_for) {
	ss_socket *socket = new_socket();
	require_tls(socket);
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test");
	struct call connect = {0};
	tls_connect(socket, &connect, &(struct peer_options){.version = version});
	check_equal(connect.result, SOCKETS_TLS_SERVER_UNVERIFIED);
	check_equal(error_of(socket).verify_flags, MBEDTLS_X509_BADCERT_NOT_TRUSTED);
}

test_tls(we_tell_the_server_why) {
	static const struct {
		const char *not_after;
		int16_t alert;
	} cases[] = {{"20250614000000", 45}, {NULL, 48}};
	for (size_t i = 0; i < 2; i++) {
		const struct identity *stranger =
			identity_new(&(struct identity_options){.subject = "CN=Stranger", .authority = true});
		const struct identity *server =
			signed_by(i ? stranger : identity_authority(), (struct identity_options){.not_after = cases[i].not_after});
		ss_socket *socket = tls_socket();
		struct call connect = {0};
		struct peer *peer =
			tls_connect(socket, &connect, &(struct peer_options){.version = version, .identity = server});
		check_equal(error_of(socket).alert_sent, cases[i].alert);
		check_equal(error_of(socket).alert_received, -1);
		/* and it comes to the server: the connection is closed, not reset */
		check(peer->wire->closed && !peer->wire->aborted);
		peer_run(peer);
		/* mbedTLS as a 1.3 client sends it in the clear, which mbedTLS as a server cannot read */
		check(peer->error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE || peer->error == MBEDTLS_ERR_SSL_INVALID_MAC);
	}
}

test_tls(after_a_refusal_the_socket_can_be_connected_again) {
	const struct identity *server =
		signed_by(identity_authority(), (struct identity_options){.not_after = "20250614000000"});
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	tls_connect(socket, &connect, &(struct peer_options){.version = version, .identity = server});
	check_equal(connect.result, SOCKETS_TLS_SERVER_UNVERIFIED);
	tls_connect(socket, &connect, &(struct peer_options){.version = version});
	check_equal(connect.result, 0);
	check_equal(send_now(socket, "works", 5), 5);
}

test_tls(no_common_suite_is_a_handshake_failure_by_the_server) {
	static const int other_1_2[] = {MBEDTLS_TLS_PSK_WITH_AES_128_GCM_SHA256, 0};
	static const int other_1_3[] = {MBEDTLS_TLS1_3_AES_128_CCM_SHA256, 0};
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	tls_connect(socket, &connect,
		&(struct peer_options){
			.version = version, .suites = version == SOCKETS_TLS_VERSION_1_2 ? other_1_2 : other_1_3});
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	ss_error error = error_of(socket);
	check_equal(error.alert_received, 40);
	check_equal(error.alert_sent, -1);
	check_equal(error.library_code, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
	check_has(error.text, "handshake_failure (40)");
}

test(an_alert_in_the_clear_is_told) {
	static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 70};
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	wire_accept(wire_newest());
	wire_deliver(wire_newest(), alert, sizeof(alert));
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	check_equal(error_of(socket).alert_received, 70);
	check_has(error_of(socket).text, "protocol_version");
}

test(an_alert_in_the_clear_is_told_though_a_reset_follows_it) {
	static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 70};
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	wire_accept(wire_newest());
	port_defer(true);
	wire_deliver(wire_newest(), alert, sizeof(alert));
	wire_fail(wire_newest(), ERR_RST);
	port_defer(false);
	port_run();
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	check_equal(error_of(socket).alert_received, 70);
}

test(a_server_that_does_not_speak_tls) {
	static const char *const answers[] = {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
		"\x16\x03\x03\xff\xff", "\x15\x03\x03\x00\x00", "\x17\x03\x03\x00\x05hello"};
	static const size_t lengths[] = {28, 21, 5, 5, 10};
	for (size_t i = 0; i < 5; i++) {
		ss_socket *socket = tls_socket();
		struct call connect = {0};
		call_connect(&connect, socket);
		wire_accept(wire_newest());
		wire_deliver(wire_newest(), answers[i], lengths[i]);
		check_equal(connect.ended, 1);
		check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
		check(error_of(socket).library_code != 0);
		check(strlen(error_of(socket).text) > 20);
		drop_socket(socket);
	}
}

test(a_server_that_closes_during_the_handshake) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	wire_accept(wire_newest());
	wire_end(wire_newest());
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	check_equal(error_of(socket).phase, SS_PHASE_TLS_HANDSHAKE);
	check_has(error_of(socket).text, "closed the connection during");
}

test(a_reset_during_the_handshake) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	wire_accept(wire_newest());
	wire_fail(wire_newest(), ERR_RST);
	check_equal(connect.result, SOCKETS_TLS_HANDSHAKE_ERROR);
	check_has(error_of(socket).text, "broke during");
}

test_tls(each_byte_of_the_servers_flight_matters) {
	/* flip one bit somewhere in what the server says: there must be no connection, and never a crash */
	for (int i = 0; i < 60; i++) {
		ss_socket *socket = tls_socket();
		struct call connect = {0};
		call_connect(&connect, socket);
		struct peer *peer = peer_new(&(struct peer_options){.version = version});
		wire_accept(peer->wire);
		while (peer_work(peer))
			continue;
		check(peer->out_length > 500);
		peer->out[test_random() % peer->out_length] ^= (uint8_t)(1u << test_random() % 8);
		peer_run(peer);
		if (!connect.ended)
			port_advance(10000);
		check_equal(connect.ended, 1);
		check(connect.result == SOCKETS_TLS_HANDSHAKE_ERROR || connect.result == SOCKETS_TLS_SERVER_UNVERIFIED);
		check(error_of(socket).code == connect.result);
		drop_socket(socket);
	}
}

test(without_name_and_anchors_nothing_could_be_verified) {
	ss_socket *socket = new_socket();
	require_tls(socket);
	struct call connect = {0};
	call_connect(&connect, socket);
	check_equal(connect.result, SOCKETS_TLS_INIT_ERROR);
	check_has(error_of(socket).text, "SERVER_NAME_INDICATION");
	check(!wire_newest());
}

test(anchors_that_could_not_be_parsed_are_not_forgotten) {
	ss_socket *socket = new_socket();
	require_tls(socket);
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test");
	check_equal(
		ss_socket_set_option(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, "garbage", 7), SOCKETS_TLS_INIT_ERROR);
	struct call connect = {0};
	call_connect(&connect, socket);
	check_equal(connect.result, SOCKETS_TLS_INIT_ERROR);
	set_text(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, identity_authority()->pem);
	tls_connect(socket, &connect, &(struct peer_options){0});
	check_equal(connect.result, 0);
}

test(without_a_clock_no_certificate_is_good) {
	port_unset_wall_clock();
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	call_connect(&connect, socket);
	check_equal(connect.result, SOCKETS_TLS_SERVER_UNVERIFIED);
	check_has(error_of(socket).text, "clock is not set");
}

test_tls(without_a_clock_dates_can_be_left_out_by_option) {
	port_unset_wall_clock();
	ss_socket *socket = tls_socket();
	set_number(socket, SOCKETS_SO_ALLOW_UNSET_CLOCK, 1);
	struct call connect = {0};
	tls_connect(socket, &connect, &(struct peer_options){.version = version});
	check_text(error_of(socket).text, "");
	check_equal(connect.result, 0);
}
