/*
 * The TLS handshake that ends well: core/tls.c and core/socket_connect.c.
 */
#include "peer.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

static const int versions[] = {SOCKETS_TLS_VERSION_1_2, SOCKETS_TLS_VERSION_1_3};

test(a_handshake_and_an_echo) {
	for (int i = 0; i < 2; i++) {
		struct peer *peer;
		ss_socket *socket = secured_socket(versions[i], &peer);
		peer->echo = true;
		char buffer[32];
		check_equal(send_now(socket, "hello", 5), 5);
		peer_run(peer);
		check_equal(recv_now(socket, buffer, sizeof(buffer)), 5);
		check_bytes(buffer, "hello", 5);
		drop_socket(socket);
	}
}
