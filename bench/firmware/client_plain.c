/*
 * The client to compare with: mbedTLS as its examples use it, with its record buffers at their full size, and no interruption
 * of computations. Its TCP is the core's (tcp.h), which adds nothing to lwIP but a queue.
 */
#include "client.h"
#include "mbedtls/ecp.h"
#include "mbedtls/psa_util.h"
#include "mbedtls/ssl.h"
#include "tcp.h"
#include <string.h>

static const uint16_t groups[] = {
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_NONE,
};

static ss_tcp *tcp;
static bool connected, readable, writable, failed;
static mbedtls_ssl_config config;
static mbedtls_ssl_context ssl;
static mbedtls_x509_crt anchor;

static void on_event(void *context, ss_tcp_event event) {
	(void)context;
	connected |= event == SS_TCP_CONNECTED;
	writable |= event == SS_TCP_WRITABLE;
	failed |= event == SS_TCP_FAILED;
	readable |= event != SS_TCP_WRITABLE;
}

static int send_bytes(void *context, const unsigned char *data, size_t length) {
	(void)context;
	int sent = ss_tcp_write(tcp, data, length);
	return sent == SS_TCP_AGAIN ? MBEDTLS_ERR_SSL_WANT_WRITE : sent;
}

static int receive_bytes(void *context, unsigned char *buffer, size_t length) {
	(void)context;
	int received = ss_tcp_read(tcp, buffer, length);
	return received == SS_TCP_AGAIN ? MBEDTLS_ERR_SSL_WANT_READ : received;
}

static void check(int code, const char *what) {
	if (code < 0)
		client_fail(what, code);
}

/* Repeats what has to wait for the network. */
static int finish(int (*work)(void *argument), void *argument) {
	for (;;) {
		readable = writable = false;
		uint64_t began = client_began();
		int code = work(argument);
		ss_tcp_flush(tcp);
		client_ended(began);
		if (code == MBEDTLS_ERR_SSL_WANT_READ)
			client_wait(&readable);
		else if (code == MBEDTLS_ERR_SSL_WANT_WRITE)
			client_wait(&writable);
		else if (code != MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
			return code;
	}
}

static int handshake(void *argument) {
	(void)argument;
	return mbedtls_ssl_handshake(&ssl);
}

static void configure(void) {
	mbedtls_x509_crt_init(&anchor);
	check(mbedtls_x509_crt_parse(&anchor, (const unsigned char *)client_anchor, strlen(client_anchor) + 1), "anchor");
	mbedtls_ssl_config_init(&config);
	check(mbedtls_ssl_config_defaults(
			  &config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT),
		"configuring");
	mbedtls_ssl_conf_rng(&config, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
	mbedtls_ssl_conf_groups(&config, groups);
	mbedtls_ssl_conf_min_tls_version(&config, client_settings.version);
	mbedtls_ssl_conf_max_tls_version(&config, client_settings.version);
	mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_ca_chain(&config, &anchor, NULL);
	mbedtls_ecp_set_max_ops(0);
}

static void connect_plain(void) {
	ss_address address = {.family = 2, .port = client_settings.port, .bytes = {10, 0, 2, 2}};
	configure();
	connected = false;
	tcp = ss_tcp_new(on_event, NULL);
	check(ss_tcp_connect(tcp, &address), "connect");
	client_wait(&connected);
	uint64_t began = client_began();
	mbedtls_ssl_init(&ssl);
	check(mbedtls_ssl_setup(&ssl, &config), "setting up");
	check(mbedtls_ssl_set_hostname(&ssl, "echo.test"), "setting the name");
	mbedtls_ssl_set_bio(&ssl, NULL, send_bytes, receive_bytes, NULL);
	client_ended(began);
	check(finish(handshake, NULL), "handshake");
}

struct piece {
	unsigned char *bytes;
	size_t length;
};

static int write_piece(void *argument) {
	struct piece *piece = argument;
	return mbedtls_ssl_write(&ssl, piece->bytes, piece->length);
}

static int read_piece(void *argument) {
	struct piece *piece = argument;
	return mbedtls_ssl_read(&ssl, piece->bytes, piece->length);
}

static void echo(const void *data, void *back, size_t length) {
	int sent = finish(write_piece, &(struct piece){(unsigned char *)data, length});
	if (sent != (int)length)
		client_fail("write", sent);
	for (size_t got = 0; got < length;) {
		int received = finish(read_piece, &(struct piece){(unsigned char *)back + got, length - got});
		if (received <= 0)
			client_fail("read", received);
		got += (size_t)received;
	}
}

static void close_plain(void) {
	mbedtls_ssl_close_notify(&ssl);
	mbedtls_ssl_free(&ssl);
	mbedtls_ssl_config_free(&config);
	mbedtls_x509_crt_free(&anchor);
	ss_tcp_close(tcp);
}

const struct client client_plain = {connect_plain, echo, close_plain};
