/*
 * An echo server by wolfSSL: PORT CHAIN KEY PROTOCOL GROUP|any [AUTHORITIES]. One client after the other.
 * AUTHORITIES: clients must have a certificate by one of them.
 */
#include <wolfssl/options.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wolfssl/ssl.h>

static void must(int holds, const char *what) {
	if (holds)
		return;
	fprintf(stderr, "wolfssl_server: %s\n", what);
	exit(1);
}

static int listen_at(int port) {
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	must(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0, "bind");
	must(listen(listener, 16) == 0, "listen");
	return listener;
}

static int group_of(const char *name) {
	if (!strcmp(name, "x25519"))
		return WOLFSSL_ECC_X25519;
	return strcmp(name, "secp384r1") ? WOLFSSL_ECC_SECP256R1 : WOLFSSL_ECC_SECP384R1;
}

static WOLFSSL_CTX *configure(char **arguments) {
	WOLFSSL_CTX *context = wolfSSL_CTX_new(wolfSSLv23_server_method());
	must(context != NULL, "context");
	wolfSSL_CTX_SetMinVersion(context, WOLFSSL_TLSV1_2);
	must(wolfSSL_CTX_use_certificate_chain_file(context, arguments[2]) == WOLFSSL_SUCCESS, "chain");
	must(wolfSSL_CTX_use_PrivateKey_file(context, arguments[3], WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS, "key");
	if (strcmp(arguments[5], "any")) {
		int groups[] = {group_of(arguments[5])};
		must(wolfSSL_CTX_set_groups(context, groups, 1) == WOLFSSL_SUCCESS, "group");
	}
	if (arguments[6]) {
		must(wolfSSL_CTX_load_verify_locations(context, arguments[6], NULL) == WOLFSSL_SUCCESS, "authorities");
		wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	}
	return context;
}

static void serve(WOLFSSL_CTX *context, int connection, char *protocol) {
	char buffer[4096];
	int length;
	WOLFSSL *ssl = wolfSSL_new(context);
	must(ssl != NULL, "session");
	wolfSSL_set_fd(ssl, connection);
	wolfSSL_UseALPN(ssl, protocol, (unsigned)strlen(protocol), WOLFSSL_ALPN_CONTINUE_ON_MISMATCH);
	if (wolfSSL_accept(ssl) == WOLFSSL_SUCCESS) {
		while ((length = wolfSSL_read(ssl, buffer, sizeof(buffer))) > 0)
			wolfSSL_write(ssl, buffer, length);
		wolfSSL_shutdown(ssl);
	}
	wolfSSL_free(ssl);
}

int main(int count, char **arguments) {
	must(count >= 6, "PORT CHAIN KEY PROTOCOL GROUP [AUTHORITIES]");
	wolfSSL_Init();
	WOLFSSL_CTX *context = configure(arguments);
	int listener = listen_at(atoi(arguments[1])), on = 1;
	for (;;) {
		int connection = accept(listener, NULL, NULL);
		if (connection < 0)
			continue;
		setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		serve(context, connection, arguments[4]);
		close(connection);
	}
}
