/*
 * The server of the benchmark: OpenSSL, because it has to be faster than every client. One thread and one port per
 * version of TLS, connections one after the other, no resumption; all clients get the same curve and the same suite.
 *
 *     server CHAIN-FILE KEY-FILE
 *
 * Prints "TLSv1.2 PORT" and "TLSv1.3 PORT"; ends with its standard input. A client sends commands of 16 bytes, a letter
 * and a decimal number filled up with blanks:
 *     S bytes     sends that many
 *     R bytes     receives that many, then sends one
 *     E echoes    that many times, receives 1024 bytes and sends them back
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COMMAND_SIZE 16
#define RECORD 16384
#define ECHO_SIZE 1024

typedef struct service {
	const char *name;
	int version;
	SSL_CTX *context;
	int listener;
	pthread_t thread;
} service;

static void fail(const char *what) {
	fprintf(stderr, "bench server: %s failed\n", what);
	ERR_print_errors_fp(stderr);
	exit(1);
}

static bool read_all(SSL *ssl, char *buffer, size_t length) {
	size_t got = 0, step;
	while (got < length && SSL_read_ex(ssl, buffer + got, length - got, &step))
		got += step;
	return got == length;
}

static bool write_all(SSL *ssl, const char *data, size_t length) {
	size_t written;
	return SSL_write_ex(ssl, data, length, &written);
}

static bool send_bytes(SSL *ssl, char *buffer, size_t count) {
	while (count) {
		size_t step = count < RECORD ? count : RECORD;
		if (!write_all(ssl, buffer, step))
			return false;
		count -= step;
	}
	return true;
}

static bool receive_bytes(SSL *ssl, char *buffer, size_t count) {
	size_t step;
	while (count && SSL_read_ex(ssl, buffer, count < RECORD ? count : RECORD, &step))
		count -= step;
	return !count && write_all(ssl, buffer, 1);
}

static bool echo(SSL *ssl, char *buffer, size_t count) {
	while (count--) {
		if (!read_all(ssl, buffer, ECHO_SIZE) || !write_all(ssl, buffer, ECHO_SIZE))
			return false;
	}
	return true;
}

static bool obey(SSL *ssl, char *buffer) {
	char command[COMMAND_SIZE + 1] = {0};
	if (!read_all(ssl, command, COMMAND_SIZE))
		return false;
	size_t count = strtoul(command + 1, NULL, 10);
	switch (command[0]) {
	case 'S':
		return send_bytes(ssl, buffer, count);
	case 'R':
		return receive_bytes(ssl, buffer, count);
	case 'E':
		return echo(ssl, buffer, count);
	default:
		return false;
	}
}

static void serve(SSL_CTX *context, int connection) {
	char buffer[RECORD] = {0};
	SSL *ssl = SSL_new(context);
	setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	SSL_set_fd(ssl, connection);
	if (SSL_accept(ssl) == 1) {
		while (obey(ssl, buffer))
			continue;
		SSL_shutdown(ssl);
	}
	ERR_clear_error();
	SSL_free(ssl);
	close(connection);
}

static void *run(void *argument) {
	service *self = argument;
	for (;;) {
		int connection = accept(self->listener, NULL, NULL);
		if (connection >= 0)
			serve(self->context, connection);
	}
	return NULL;
}

static void configure(service *self, const char *chain, const char *key) {
	SSL_CTX *context = self->context = SSL_CTX_new(TLS_server_method());
	if (!SSL_CTX_use_certificate_chain_file(context, chain) ||
		!SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) ||
		!SSL_CTX_set_min_proto_version(context, self->version) ||
		!SSL_CTX_set_max_proto_version(context, self->version) ||
		!SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-GCM-SHA256") ||
		!SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") || !SSL_CTX_set1_groups_list(context, "P-256"))
		fail("configuring TLS");
	SSL_CTX_set_num_tickets(context, 0);
	SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static void start(service *self) {
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	self->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(self->listener, (struct sockaddr *)&address, sizeof(address)) || listen(self->listener, 16) ||
		getsockname(self->listener, (struct sockaddr *)&address, &size) ||
		pthread_create(&self->thread, NULL, run, self))
		fail("listening");
	printf("%s %u\n", self->name, ntohs(address.sin_port));
}

int main(int argc, char **argv) {
	static service services[] = {
		{.name = "TLSv1.2", .version = TLS1_2_VERSION}, {.name = "TLSv1.3", .version = TLS1_3_VERSION}};
	if (argc != 3) {
		fprintf(stderr, "Usage: %s CHAIN-FILE KEY-FILE\n", argv[0]);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		configure(&services[i], argv[1], argv[2]);
		start(&services[i]);
	}
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	return 0;
}
