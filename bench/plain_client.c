/*
 * The client to compare with: mbedTLS over the kernel's blocking sockets, as plain as it gets. The library, its
 * configuration and its allocator are the simulator's; curves, verification and name check are the core's. The trust
 * anchor is parsed, and the configuration made, once per process.
 */
#include "mbedtls/net_sockets.h"
#include "mbedtls/psa_util.h"
#include "mbedtls/ssl.h"
#include "measure.h"
#include "psa/crypto.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const uint16_t groups[] = {
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_NONE,
};

static mbedtls_ssl_config config;
static mbedtls_x509_crt anchor;
static const char *server_name;
static mbedtls_ssl_context ssl;
static int connection;

static int send_some(void *context, const unsigned char *data, size_t length) {
	ssize_t sent = write(*(int *)context, data, length);
	return sent < 0 ? MBEDTLS_ERR_NET_SEND_FAILED : (int)sent;
}

static int receive_some(void *context, unsigned char *buffer, size_t length) {
	ssize_t received = read(*(int *)context, buffer, length);
	return received < 0 ? MBEDTLS_ERR_NET_RECV_FAILED : (int)received;
}

static void check(int code, const char *what) {
	if (code < 0)
		bench_fail(what, code);
}

void bench_start(const char *ca, const char *name) {
	check(psa_crypto_init(), "psa_crypto_init");
	server_name = name;
	mbedtls_x509_crt_init(&anchor);
	check(mbedtls_x509_crt_parse(&anchor, (const unsigned char *)ca, strlen(ca) + 1), "parsing the trust anchor");
	mbedtls_ssl_config_init(&config);
	check(mbedtls_ssl_config_defaults(
			  &config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT),
		"configuring");
	mbedtls_ssl_conf_rng(&config, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
	mbedtls_ssl_conf_groups(&config, groups);
	mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_ca_chain(&config, &anchor, NULL);
}

void bench_connect(uint16_t port) {
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	connection = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(connection, (struct sockaddr *)&address, sizeof(address)))
		bench_fail("connect", errno);
	setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	mbedtls_ssl_init(&ssl);
	check(mbedtls_ssl_setup(&ssl, &config), "setting up");
	check(mbedtls_ssl_set_hostname(&ssl, server_name), "setting the name");
	mbedtls_ssl_set_bio(&ssl, &connection, send_some, receive_some, NULL);
	check(mbedtls_ssl_handshake(&ssl), "handshake");
}

void bench_send(const void *data, size_t length) {
	const unsigned char *bytes = data;
	while (length) {
		int sent = mbedtls_ssl_write(&ssl, bytes, length);
		check(sent, "send");
		bytes += sent;
		length -= (size_t)sent;
	}
}

size_t bench_receive(void *buffer, size_t length) {
	int received = mbedtls_ssl_read(&ssl, buffer, length);
	if (received <= 0)
		bench_fail("receive", received);
	return (size_t)received;
}

void bench_close(void) {
	mbedtls_ssl_close_notify(&ssl);
	mbedtls_ssl_free(&ssl);
	close(connection);
}

void bench_stop(void) {
	mbedtls_ssl_config_free(&config);
	mbedtls_x509_crt_free(&anchor);
	mbedtls_psa_crypto_free();
}
