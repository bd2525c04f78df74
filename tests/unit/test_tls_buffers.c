/*
 * The buffers of TLS records (core/tls_buffers.c): there for as long as there is a record and no larger than it, and what
 * is in them arrives whole. And the budget of memory (SOCKETS_SO_MEMORY_BUDGET).
 */
#include "core.h"
#include "memory.h"
#include "peer.h"
#include "records.h"
#include "session_cache.h"
#include "test_port.h"
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 16384 };

static uint8_t data[LARGEST], buffer[LARGEST + 1];

static size_t heap_of(ss_socket *socket) {
	return info_of(socket).heap;
}

/* A record of so many bytes, received. */
static void receive(ss_socket *socket, struct peer *peer, size_t length) {
	test_pattern(data, length, length);
	records_send(peer, RECORD_DATA, data, length);
	peer_run(peer);
	memset(buffer, 0, sizeof(buffer));
	check_equal(recv_now(socket, buffer, sizeof(buffer)), length);
	check_bytes(buffer, data, length);
}

test_tls(a_session_at_rest_holds_no_buffer) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	check(heap_of(socket) < LARGEST);
}

test_tls(a_handshake_takes_no_more_room_for_input_than_its_messages) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	check(info_of(socket).heap_peak < MBEDTLS_SSL_OUT_CONTENT_LEN + LARGEST * 3 / 2);
}

test_tls(the_largest_record_after_a_rest) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	size_t rest = heap_of(socket);
	for (int i = 0; i < 3; i++) {
		receive(socket, peer, LARGEST);
		check_equal(heap_of(socket), rest);
	}
	check(info_of(socket).heap_peak > rest + LARGEST);
}

test_tls(a_record_is_held_as_long_as_it_is_read) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	size_t rest = heap_of(socket);
	test_pattern(data, 5000, 0);
	records_send(peer, RECORD_DATA, data, 5000);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, 1000), 1000);
	check(heap_of(socket) > rest + 5000);
	check(heap_of(socket) < rest + 6000);
	check_equal(recv_now(socket, buffer + 1000, 3999), 3999);
	check(heap_of(socket) > rest + 5000);
	check_equal(recv_now(socket, buffer + 4999, 1), 1);
	check_equal(heap_of(socket), rest);
	check_bytes(buffer, data, 5000);
}

test_tls(records_of_all_sizes_in_a_row) {
	static const size_t sizes[] = {1, LARGEST, 2, 40, 63, 64, 65, 3000, 1, 9000, 100, LARGEST, 0, 7};
	for (size_t down = 1; down < 3000; down = down * 7 + 1) {
		struct peer *peer;
		ss_socket *socket = secured_socket(version, &peer);
		size_t rest = heap_of(socket), all = 0, got = 0;
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			test_pattern(data, sizes[i], all);
			records_send(peer, RECORD_DATA, data, sizes[i]);
			all += sizes[i];
		}
		uint8_t *received = malloc(all), *expected = malloc(all);
		test_pattern(expected, all, 0);
		peer->down = down;
		while (got < all) {
			struct call recv = {0};
			size_t most = 1 + test_random() % 5000;
			call_recv(&recv, socket, received + got, most < all - got ? most : all - got);
			while (!recv.ended)
				check(peer_step(peer));
			check(recv.result > 0);
			got += (size_t)recv.result;
		}
		peer_run(peer);
		check_bytes(received, expected, all);
		check_equal(heap_of(socket), rest);
		drop_socket(socket);
		free(received);
		free(expected);
	}
}

test_tls(the_end_of_the_stream_needs_no_buffer) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	size_t rest = heap_of(socket);
	peer_send_alert(peer, 1, 0);
	peer_run(peer);
	check_equal(heap_of(socket), rest);
	check_equal(recv_now(socket, buffer, 1), SOCKETS_ECLOSED);
}

test_tls(what_was_sent_leaves_no_buffer) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	size_t rest = heap_of(socket);
	test_pattern(data, sizeof(data), 0);
	for (size_t length = 1; length <= LARGEST; length = length * 5 + 1) {
		check_equal(send_now(socket, data, length), length);
		check_equal(heap_of(socket), rest);
	}
	peer_run(peer);
	check(peer->received_length > LARGEST / 5);
}

test_tls(a_record_that_waits_for_room_is_kept) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	size_t rest = heap_of(socket);
	test_pattern(data, 1500, 0);
	peer->wire->room = 700;
	check_equal(send_now(socket, data, 1500), 1500);
	check(heap_of(socket) > rest + 1500);
	/* a record that comes in meanwhile is no reason to let go of it */
	receive(socket, peer, 4000);
	test_pattern(data, 1500, 0);
	wire_make_room(peer->wire, 10000);
	check_equal(heap_of(socket), rest);
	peer_run(peer);
	check_equal(peer->received_length, 1500);
	check_bytes(peer->received, data, 1500);
}

/* Whatever the server's messages are cut to, down to the 4 bytes that mbedTLS wants to see of each. */
test(handshake_messages_in_many_records) {
	for (size_t most = 4; most < 2000; most = most * 3 - 1) {
		struct call connect = {0};
		ss_socket *socket = tls_socket();
		call_connect(&connect, socket);
		struct peer *peer = peer_new(&(struct peer_options){.version = SOCKETS_TLS_VERSION_1_2});
		wire_accept(peer->wire);
		peer_work(peer);
		check(peer->out_length > 500);
		records_cut(peer, most);
		peer_run(peer);
		check_equal(connect.ended, 1);
		if (connect.result)
			test_fail(__FILE__, __LINE__, "records of %zu: %s", most, error_of(socket).text);
		receive(socket, peer, LARGEST);
		drop_socket(socket);
	}
}

static ss_socket *resuming_socket(struct peer **peer) {
	ss_socket *socket = tls_socket();
	set_number(socket, SOCKETS_SO_SESSION_RESUMPTION, 1);
	struct call connect = {0};
	*peer = tls_connect(socket, &connect, &(struct peer_options){.version = SOCKETS_TLS_VERSION_1_3});
	check_equal(connect.result, 0);
	return socket;
}

test(tickets_of_all_sizes_at_rest) {
	static uint8_t message[LARGEST];
	for (size_t length = 1; length < 12000; length = length * 4 + 3) {
		struct peer *peer;
		ss_socket *socket = resuming_socket(&peer);
		size_t size = records_ticket(message, sizeof(message), length);
		for (size_t part = 4; part <= size; part = part * 9 + 1) {
			for (size_t i = 0; i < size; i += part)
				records_send(peer, RECORD_HANDSHAKE, message + i, size - i < part ? size - i : part);
			peer->down = 11;
			peer_run(peer);
			receive(socket, peer, 100);
		}
		/* the newest ticket is part of the session; a buffer would be another one of it */
		check(heap_of(socket) < LARGEST + length);
		check_equal(send_now(socket, "still here", 10), 10);
		drop_socket(socket);
		ss_session_cache_clear();
	}
}

test(a_ticket_between_data_that_nobody_reads) {
	static uint8_t message[2000];
	struct peer *peer;
	ss_socket *socket = resuming_socket(&peer);
	size_t size = records_ticket(message, sizeof(message), 1000);
	records_send(peer, RECORD_DATA, "before", 6);
	records_send(peer, RECORD_HANDSHAKE, message, size);
	records_send(peer, RECORD_DATA, "after", 5);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, 6), 6);
	check_equal(recv_now(socket, buffer + 6, 100), 5);
	check_bytes(buffer, "beforeafter", 11);
	check_equal(send_now(socket, "x", 1), 1);
}

test(a_key_update_ends_the_session_and_leaks_nothing) {
	struct peer *peer;
	ss_socket *socket = secured_socket(SOCKETS_TLS_VERSION_1_3, &peer);
	records_send(peer, RECORD_HANDSHAKE, (const uint8_t[]){24, 0, 0, 1, 0}, 5);
	records_send(peer, RECORD_DATA, data, LARGEST);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, 1), SOCKETS_TLS_RECV_ERROR);
	check(heap_of(socket) < LARGEST);
}

test_tls(no_memory_for_a_large_record) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	port_fail_allocation(1);
	records_send(peer, RECORD_DATA, data, LARGEST);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, 1), SOCKETS_ENOMEM);
	check_has(error_of(socket).text, "out of memory");
}

test_tls(no_memory_for_a_record_to_send) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	port_fail_allocation(1);
	check_equal(send_now(socket, data, 1000), SOCKETS_ENOMEM);
	check_has(error_of(socket).text, "out of memory");
	peer_run(peer);
	check_equal(peer->received_length, 0);
}

/* Headers that promise what must not be, and what is no TLS at all: no room is made for those. */
test_tls(no_room_for_what_is_no_record) {
	static const uint8_t headers[][5] = {{23, 3, 3, 0x41, 0x01}, {23, 3, 3, 0xff, 0xff}, {'H', 'T', 'T', 'P', '/'},
		{24, 3, 3, 0x20, 0}, {23, 2, 0, 0x20, 0}};
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct peer *peer;
		ss_socket *socket = secured_socket(version, &peer);
		size_t before = info_of(socket).heap_peak;
		peer_send_raw(peer, headers[i], 5);
		peer_send_raw(peer, data, 100);
		peer_run(peer);
		check_equal(recv_now(socket, buffer, 1), SOCKETS_TLS_RECV_ERROR);
		check_equal(info_of(socket).heap_peak, before);
		drop_socket(socket);
	}
}

test_tls(a_header_that_is_cut_by_the_end) {
	for (size_t length = 1; length < 5; length++) {
		struct peer *peer;
		ss_socket *socket = secured_socket(version, &peer);
		struct call recv = {0};
		call_recv(&recv, socket, buffer, 1);
		peer_send_raw(peer, (const uint8_t[]){23, 3, 3, 0x10}, length);
		peer_run(peer);
		check_equal(recv.ended, 0);
		wire_end(peer->wire);
		check_equal(recv.ended, 1);
		check_equal(recv.result, SOCKETS_TLS_RECV_ERROR);
		check_has(error_of(socket).text, "truncated");
		drop_socket(socket);
	}
}

/* The budget */

static void set_budget(ss_socket *socket, size_t bytes) {
	set_number(socket, SOCKETS_SO_MEMORY_BUDGET, (uint32_t)bytes);
}

test_tls(a_budget_bounds_what_a_connection_uses) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	size_t needed = info_of(socket).heap_peak;
	drop_socket(socket);
	for (size_t budget = 1; budget < needed; budget += needed / 40) {
		struct call connect = {0};
		socket = tls_socket();
		set_budget(socket, budget);
		peer = tls_connect(socket, &connect, &(struct peer_options){.version = version});
		check_equal(connect.result, SOCKETS_ENOMEM);
		check_has(error_of(socket).text, "SOCKETS_SO_MEMORY_BUDGET does not suffice");
		check(info_of(socket).heap_peak <= budget || info_of(socket).heap_peak == heap_of(socket));
		drop_socket(socket);
	}
	struct call connect = {0};
	socket = tls_socket();
	set_budget(socket, needed + needed / 8); /* sizes of signatures differ */
	tls_connect(socket, &connect, &(struct peer_options){.version = version});
	check_equal(connect.result, 0);
}

test_tls(a_record_beyond_the_budget_is_refused) {
	struct peer *peer;
	struct call connect = {0};
	ss_socket *socket = secured_socket(version, &peer);
	size_t needed = info_of(socket).heap_peak, rest = heap_of(socket);
	drop_socket(socket);
	socket = tls_socket();
	set_budget(socket, needed + 2000 > rest + LARGEST ? rest + LARGEST : needed + 2000);
	peer = tls_connect(socket, &connect, &(struct peer_options){.version = version});
	if (connect.result) /* the handshake itself needs more than a record */
		return;
	receive(socket, peer, 1000);
	records_send(peer, RECORD_DATA, data, LARGEST);
	peer_run(peer);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), SOCKETS_ENOMEM);
	check_has(error_of(socket).text, "SOCKETS_SO_MEMORY_BUDGET");
}

test(the_budget_must_be_set_before_connect) {
	struct peer *peer;
	uint32_t bytes = 50000;
	ss_socket *socket = secured_socket(SOCKETS_TLS_VERSION_1_2, &peer);
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_MEMORY_BUDGET, &bytes, 4), SOCKETS_EISCONN);
	ss_socket *other = new_socket();
	check_equal(ss_socket_set_option(other, SOCKETS_SO_MEMORY_BUDGET, &bytes, 3), SOCKETS_EINVAL);
	check_equal(ss_socket_set_option(other, SOCKETS_SO_MEMORY_BUDGET, &bytes, 4), 0);
}

/* A handshake message is sent in one record. */
test(a_client_chain_that_is_too_long_is_refused_at_once) {
	struct identity_name names[8] = {0};
	char name[251];
	memset(name, 'a', sizeof(name));
	for (size_t i = 0; i < 7; i++)
		names[i] = (struct identity_name){MBEDTLS_X509_SAN_DNS_NAME, name, sizeof(name)};
	const struct identity *client = identity_new(
		&(struct identity_options){.subject = "CN=Long,O=Unit Tests", .issuer = identity_authority(), .names = names});
	ss_socket *socket = tls_socket();
	struct call connect = {0};
	set_text(socket, SOCKETS_SO_CLIENT_CERTIFICATE, client->pem);
	set_text(socket, SOCKETS_SO_CLIENT_KEY, client->key_pem);
	if (MBEDTLS_SSL_OUT_CONTENT_LEN > 4096)
		return; /* it is not too long here */
	call_connect(&connect, socket);
	check_equal(connect.result, SOCKETS_TLS_INIT_ERROR);
	check_has(error_of(socket).text, "MBEDTLS_SSL_OUT_CONTENT_LEN");
	check(!wire_newest());
}

#ifndef MBEDTLS_USE_PSA_CRYPTO
test(the_id_of_a_key_is_refused_without_keys_of_psa) {
	uint32_t id = 0x40000001;
	ss_socket *socket = tls_socket();
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_CLIENT_KEY_ID, &id, 4), SOCKETS_TLS_INIT_ERROR);
	check_has(error_of(socket).text, "MBEDTLS_USE_PSA_CRYPTO");
}
#endif
