/*
 * Sessions that are imported: bytes that may have been damaged, or written by somebody else, since they were exported.
 * What is taken is exported again, and each session is offered to a server.
 */
#include "fuzz.h"
#include "mbedtls/sha256.h"
#include "peer.h"
#include "session_cache.h"
#include "test_port.h"
#include <stdlib.h>
#include <string.h>

#define HASH_SIZE 32
#define HEAD_SIZE 45 /* session_cache.c: key, expiry, flags, length */

static uint8_t sample[2][4096]; /* a cache with a session of each version, as exported */
static size_t sample_length[2];

static void make_sample(int version, uint8_t *bytes, size_t *length) {
	struct call connect = {0};
	ss_socket *socket = tls_socket();
	set_number(socket, SOCKETS_SO_SESSION_RESUMPTION, 1);
	struct peer *peer = tls_connect(socket, &connect, &(struct peer_options){.version = version, .tickets = true});
	check_equal(connect.result, 0);
	peer_run(peer);
	drop_socket(socket);
	*length = ss_session_cache_export(bytes, sizeof(sample[0]));
	check(*length > 100 && *length <= sizeof(sample[0]));
	ss_session_cache_clear();
}

void fuzz_prepare(void) {
	identity_server();
	peer_make_tickets();
	fuzz_keep();
	make_sample(SOCKETS_TLS_VERSION_1_2, sample[0], &sample_length[0]);
	make_sample(SOCKETS_TLS_VERSION_1_3, sample[1], &sample_length[1]);
}

static void seal(uint8_t *bytes, size_t length) {
	if (length >= HASH_SIZE)
		mbedtls_sha256(bytes, length - HASH_SIZE, bytes + length - HASH_SIZE, 0);
}

/* Overwrites parts of a real one. */
static uint8_t *damage(struct input *input, size_t *length) {
	size_t which = input_below(input, 2);
	*length = sample_length[which];
	uint8_t *bytes = malloc(*length);
	check(bytes);
	test_at_end(free, bytes);
	memcpy(bytes, sample[which], *length);
	while (input_has(input)) {
		size_t at = input_16(input) % *length, count = input_below(input, 9);
		for (; count && at < *length; count--)
			bytes[at++] = input_byte(input);
	}
	return bytes;
}

/* The key says which connection it is for: here it is for the one that the test makes. */
static void adopt(uint8_t *bytes, size_t length) {
	if (length > 4 + HEAD_SIZE)
		memcpy(bytes + 4, sample[0] + 4, 32);
}

static void expect_same_again(void) {
	size_t length = ss_session_cache_export(NULL, 0);
	uint8_t *first = malloc(length), *second = malloc(length);
	check(first && second);
	check_equal(ss_session_cache_export(first, length), length);
	ss_session_cache_clear();
	check_equal(ss_session_cache_import(first, length), 0);
	check_equal(ss_session_cache_export(second, length), length);
	check_bytes(second, first, length);
	free(first);
	free(second);
}

static void resume(bool is_1_3) {
	struct call connect = {0};
	ss_socket *socket = tls_socket();
	set_number(socket, SOCKETS_SO_SESSION_RESUMPTION, 1);
	tls_connect(socket, &connect,
		&(struct peer_options){.version = is_1_3 ? SOCKETS_TLS_VERSION_1_3 : SOCKETS_TLS_VERSION_1_2, .tickets = true});
	port_advance(SS_DEFAULT_TIMEOUT);
	check_equal(connect.ended, 1);
	drop_socket(socket);
}

void fuzz_play(struct input *input) {
	uint8_t how = input_byte(input);
	size_t length;
	uint8_t *bytes = how & 1 ? damage(input, &length) : input_rest(input, &length);
	if (how & 2)
		adopt(bytes, length);
	if (how & 4)
		seal(bytes, length);
	if (ss_session_cache_import(bytes, length)) {
		check_equal(ss_session_cache_export(NULL, 0), 36); /* all or nothing */
		return;
	}
	expect_same_again();
	resume(how & 8);
}
