/*
 * A TLS server for tests: mbedTLS's own, on the other end of a wire.
 */
#ifndef UNIT_PEER_H
#define UNIT_PEER_H

#include "calls.h"
#include "identity.h"
#include "mbedtls/ssl.h"
#include "test.h"

struct peer_options {
	const struct identity *identity;         /**< NULL: identity_server(). */
	int version;                             /**< SOCKETS_TLS_VERSION_1_2 or _1_3; 0: both. */
	const char **alpn;                       /**< NULL: none. */
	const int *suites;                       /**< NULL: all. */
	bool tickets;                            /**< Whether sessions can be resumed. */
	const struct identity *client_authority; /**< NULL: clients need no certificate. */
};

struct peer {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config config;
	struct wire *wire;

	size_t down, up; /**< How many bytes at a time go to the client and come from it; 0: all. */
	bool echo;       /**< Whether what was received is sent back. */

	uint8_t *out; /**< Encrypted, to be delivered. */
	size_t out_length, out_delivered;
	uint8_t *to_send; /**< Data, to be encrypted. */
	size_t to_send_length, to_send_taken;
	uint8_t *received; /**< Data, decrypted. */
	size_t received_length;

	bool secured;  /**< The handshake is complete. */
	bool notified; /**< The client's close_notify has come. */
	bool ended;    /**< Its FIN has. */
	int error;     /**< mbedTLS's code, when something failed. */
};

/** A test that is run with each version of TLS: `version` is SOCKETS_TLS_VERSION_1_2 or _1_3. */
#define test_tls(name) \
	static void name(int version); \
	test(name##_in_tls_1_2) { \
		name(SOCKETS_TLS_VERSION_1_2); \
	} \
	test(name##_in_tls_1_3) { \
		name(SOCKETS_TLS_VERSION_1_3); \
	} \
	static void name(int version)

/** @return a server on the newest wire, which lives until the test ends. */
struct peer *peer_new(const struct peer_options *options);

/** Makes the key of the servers' tickets, which otherwise the first server that gives some does. */
void peer_make_tickets(void);

/** Frees what it holds, which happens at the end of the test anyway. */
void peer_free(struct peer *peer);

/** Lets both ends work and bytes go to and fro until nothing moves any more. */
void peer_run(struct peer *peer);

/** Does one step of that. @return whether anything moved. */
bool peer_step(struct peer *peer);
/** Parts of a step: the server does what it can without news; what it has to say is delivered. @return whether anything moved. */
bool peer_work(struct peer *peer);
bool peer_deliver(struct peer *peer);

/** Sends data, an alert (close_notify, too) or bytes as they are, when it is run next. */
void peer_send(struct peer *peer, const void *data, size_t length);
void peer_send_alert(struct peer *peer, unsigned char level, unsigned char alert);
void peer_send_raw(struct peer *peer, const void *bytes, size_t length);

/** @return a socket that is to speak TLS with "server.test", trusts identity_authority(), and does not resume sessions. */
ss_socket *tls_socket(void);

/** Connects it to a new peer; what came of it is in `call`. @return the peer. */
struct peer *tls_connect(ss_socket *socket, struct call *call, const struct peer_options *options);

/** @return a socket connected by TLS of a version; `*peer` is its peer, which echoes nothing. */
ss_socket *secured_socket(int version, struct peer **peer);

#endif
