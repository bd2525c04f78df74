/*
 * A TLS server for tests. See peer.h. What it allocates is not the core's: it neither fails nor counts.
 */
#include "peer.h"
#include "mbedtls/psa_util.h"
#include "mbedtls/ssl_ticket.h"
#include "test.h"
#include "test_port.h"
#include <stdlib.h>
#include <string.h>

#define TICKET_LIFETIME 3600

void peer_free(struct peer *peer) {
	mbedtls_ssl_free(&peer->ssl);
	mbedtls_ssl_config_free(&peer->config);
	free(peer->out);
	free(peer->to_send);
	free(peer->received);
	*peer = (struct peer){.wire = peer->wire};
}

static void drop(void *argument) {
	peer_free(argument);
	free(argument);
}

static void append(uint8_t **bytes, size_t *used, const void *data, size_t length) {
	*bytes = realloc(*bytes, *used + length + 1);
	check(*bytes);
	memcpy(*bytes + *used, data, length);
	*used += length;
}

static int send_bytes(void *context, const unsigned char *data, size_t length) {
	struct peer *peer = context;
	append(&peer->out, &peer->out_length, data, length);
	return (int)length;
}

static int receive_bytes(void *context, unsigned char *buffer, size_t length) {
	struct peer *peer = context;
	size_t taken = wire_take(peer->wire, buffer, length);
	if (taken)
		return (int)taken;
	return peer->wire->fin ? 0 : MBEDTLS_ERR_SSL_WANT_READ;
}

static mbedtls_ssl_ticket_context tickets;
static bool tickets_made;

static void drop_tickets(void *argument) {
	(void)argument;
	mbedtls_ssl_ticket_free(&tickets);
	tickets_made = false;
}

/* All servers of a test share the key of their tickets, as those behind one address do. */
void peer_make_tickets(void) {
	if (tickets_made)
		return;
	tickets_made = true;
	mbedtls_ssl_ticket_init(&tickets);
	test_at_end(drop_tickets, NULL);
	check_equal(mbedtls_ssl_ticket_setup(&tickets, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE,
					MBEDTLS_CIPHER_AES_128_GCM, TICKET_LIFETIME),
		0);
}

static void set_tickets(mbedtls_ssl_config *config) {
	peer_make_tickets();
	mbedtls_ssl_conf_session_tickets_cb(config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, &tickets);
}

static void configure(struct peer *peer, const struct peer_options *options) {
	const struct identity *identity = options->identity ? options->identity : identity_server();
	mbedtls_ssl_config *config = &peer->config;
	mbedtls_ssl_init(&peer->ssl);
	mbedtls_ssl_config_init(config);
	check_equal(mbedtls_ssl_config_defaults(
					config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT),
		0);
	mbedtls_ssl_conf_rng(config, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
	if (options->version) {
		mbedtls_ssl_conf_min_tls_version(config, (mbedtls_ssl_protocol_version)options->version);
		mbedtls_ssl_conf_max_tls_version(config, (mbedtls_ssl_protocol_version)options->version);
	}
	if (options->suites)
		mbedtls_ssl_conf_ciphersuites(config, options->suites);
	if (options->alpn)
		check_equal(mbedtls_ssl_conf_alpn_protocols(config, options->alpn), 0);
	if (options->client_authority) {
		mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
		mbedtls_ssl_conf_ca_chain(config, (mbedtls_x509_crt *)&options->client_authority->chain, NULL);
	}
	if (options->tickets)
		set_tickets(config);
	check_equal(
		mbedtls_ssl_conf_own_cert(config, (mbedtls_x509_crt *)&identity->chain, (mbedtls_pk_context *)&identity->key),
		0);
	check_equal(mbedtls_ssl_setup(&peer->ssl, config), 0);
	mbedtls_ssl_set_bio(&peer->ssl, peer, send_bytes, receive_bytes, NULL);
}

struct peer *peer_new(const struct peer_options *options) {
	bool before = port_exempt(true);
	struct peer *peer = calloc(1, sizeof(*peer));
	check(peer);
	test_at_end(drop, peer);
	peer->wire = wire_newest();
	configure(peer, options);
	port_exempt(before);
	return peer;
}

static bool must_wait(int code) {
	return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static void fail(struct peer *peer, int code) {
	if (code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
		peer->notified = true;
	else if (code == 0 || code == MBEDTLS_ERR_SSL_CONN_EOF)
		peer->ended = true;
	else if (!must_wait(code))
		peer->error = code;
}

/* @return whether there was data. */
static bool receive(struct peer *peer) {
	uint8_t buffer[4096];
	int code = mbedtls_ssl_read(&peer->ssl, buffer, sizeof(buffer));
	if (code <= 0) {
		fail(peer, code);
		return false;
	}
	append(&peer->received, &peer->received_length, buffer, (size_t)code);
	if (peer->echo)
		append(&peer->to_send, &peer->to_send_length, buffer, (size_t)code);
	return true;
}

static bool work(struct peer *peer) {
	if (peer->error || peer->ended)
		return false;
	if (!peer->secured) {
		int code = mbedtls_ssl_handshake(&peer->ssl);
		peer->secured = code == 0;
		if (code)
			fail(peer, code);
		return peer->secured;
	}
	if (peer->to_send_taken < peer->to_send_length) {
		int code = mbedtls_ssl_write(
			&peer->ssl, peer->to_send + peer->to_send_taken, peer->to_send_length - peer->to_send_taken);
		check(code > 0);
		peer->to_send_taken += (size_t)code;
		return true;
	}
	return !peer->notified && receive(peer);
}

bool peer_deliver(struct peer *peer) {
	size_t length = peer->out_length - peer->out_delivered;
	if (peer->down && length > peer->down)
		length = peer->down;
	if (!length || !peer->wire->tcp || peer->wire->failure || peer->wire->end)
		return false;
	wire_deliver(peer->wire, peer->out + peer->out_delivered, length);
	peer->out_delivered += length;
	return true;
}

static bool give_room(struct peer *peer) {
	struct wire *wire = peer->wire;
	if (!peer->up || !wire->tcp || !wire->writer_waits)
		return false;
	wire_make_room(wire, peer->up);
	return true;
}

bool peer_work(struct peer *peer) {
	bool before = port_exempt(true);
	bool moved = work(peer);
	port_exempt(before);
	return moved;
}

bool peer_step(struct peer *peer) {
	bool moved = peer_work(peer);
	moved |= peer_deliver(peer);
	moved |= give_room(peer);
	return moved;
}

void peer_run(struct peer *peer) {
	if (peer->up && peer->wire->room == SIZE_MAX)
		peer->wire->room = peer->up;
	while (peer_step(peer))
		continue;
}

void peer_send(struct peer *peer, const void *data, size_t length) {
	append(&peer->to_send, &peer->to_send_length, data, length);
}

void peer_send_alert(struct peer *peer, unsigned char level, unsigned char alert) {
	bool before = port_exempt(true);
	check_equal(mbedtls_ssl_send_alert_message(&peer->ssl, level, alert), 0);
	port_exempt(before);
}

void peer_send_raw(struct peer *peer, const void *bytes, size_t length) {
	append(&peer->out, &peer->out_length, bytes, length);
}

ss_socket *tls_socket(void) {
	ss_socket *socket = new_socket();
	require_tls(socket);
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test");
	set_text(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, identity_authority()->pem);
	set_number(socket, SOCKETS_SO_SESSION_RESUMPTION, 0);
	return socket;
}

struct peer *tls_connect(ss_socket *socket, struct call *call, const struct peer_options *options) {
	call_connect(call, socket);
	struct peer *peer = peer_new(options);
	wire_accept(peer->wire);
	peer_run(peer);
	return peer;
}

static void expect_success(ss_socket *socket, int32_t result) {
	if (result)
		test_fail(__FILE__, __LINE__, "Connect gave %d: %s", (int)result, error_of(socket).text);
}

ss_socket *secured_socket(int version, struct peer **peer) {
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	*peer = tls_connect(socket, &connect, &(struct peer_options){.version = version});
	check_equal(connect.ended, 1);
	expect_success(socket, connect.result);
	check((*peer)->secured);
	return socket;
}
