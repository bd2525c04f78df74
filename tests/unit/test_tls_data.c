/*
 * Data over TLS: core/socket_data.c with core/tls.c. Whatever the pieces, nothing may be lost, doubled or reordered.
 */
#include "core.h"
#include "peer.h"
#include "test_port.h"
#include <stdlib.h>
#include <string.h>

static uint8_t buffer[40000];

test_tls(echoes_of_many_lengths) {
	static const size_t lengths[] = {1, 2, 7, 8, 9, 1199, 1200, 1201, 16383, 16384, 16385, 33000};
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->echo = true;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		uint8_t *data = malloc(lengths[i]);
		test_pattern(data, lengths[i], i);
		check_equal(send_now(socket, data, lengths[i]), lengths[i]);
		peer_run(peer);
		size_t got = 0;
		while (got < lengths[i]) {
			int32_t n = recv_now(socket, buffer + got, sizeof(buffer) - got);
			check(n > 0);
			got += (size_t)n;
		}
		check_equal(got, lengths[i]);
		check_bytes(buffer, data, got);
		free(data);
	}
	check_equal(info_of(socket).sent, info_of(socket).received);
}

test_tls(a_record_can_be_received_byte_by_byte) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer_send(peer, "abcdefghijklmnopqrst", 20);
	peer_run(peer);
	for (char expected = 'a'; expected <= 't'; expected++) {
		memset(buffer, 0xff, 2);
		check_equal(recv_now(socket, buffer, 1), 1);
		check_equal(buffer[0], expected);
		check_equal(buffer[1], 0xff);
	}
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_NONBLOCK, NULL, 0), 0);
	check_equal(recv_now(socket, buffer, 1), SOCKETS_EWOULDBLOCK);
}

test_tls(a_recv_takes_several_records_at_once) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	for (int i = 0; i < 10; i++) {
		peer_send(peer, "0123456789", 10);
		while (peer_work(peer))
			continue;
	}
	peer_run(peer);
	check_equal(recv_now(socket, buffer, 95), 95);
	check_equal(recv_now(socket, buffer, sizeof(buffer)), 5);
}

test_tls(a_recv_waits_until_a_record_is_whole) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	struct call recv = {0};
	call_recv(&recv, socket, buffer, sizeof(buffer));
	peer_send(peer, "whole", 5);
	peer->down = 1;
	while (peer->out_delivered + 1 < peer->out_length || !peer->out_length || peer->to_send_taken < 5) {
		peer_step(peer);
		check_equal(recv.ended, 0);
	}
	peer_step(peer);
	check_equal(recv.ended, 1);
	check_equal(recv.result, 5);
}

test_tls(recvs_over_tls_time_out) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	set_number(socket, SOCKETS_SO_RCVTIMEO, 30);
	struct call recv = {0};
	call_recv(&recv, socket, buffer, sizeof(buffer));
	port_advance(29);
	check_equal(recv.ended, 0);
	port_advance(1);
	check_equal(recv.ended, 1);
	check_equal(recv.result, 0);
}

test_tls(empty_records_are_no_data_and_no_end) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	struct call recv = {0};
	call_recv(&recv, socket, buffer, sizeof(buffer));
	for (int i = 0; i < 3; i++) {
		bool before = port_exempt(true);
		check_equal(mbedtls_ssl_write(&peer->ssl, NULL, 0), 0);
		port_exempt(before);
		peer_run(peer);
		check_equal(recv.ended, 0);
	}
	peer_send(peer, "data", 4);
	peer_run(peer);
	check_equal(recv.ended, 1);
	check_equal(recv.result, 4);
}

test_tls(back_pressure_in_the_middle_of_a_record) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	uint8_t data[1000];
	test_pattern(data, sizeof(data), 0);
	peer->wire->room = 500;
	struct call first = {0}, second = {0};
	call_send(&first, socket, data, 600);
	/* encrypted and half of it on its way: its bytes are taken */
	check_equal(first.ended, 1);
	check_equal(first.result, 600);
	call_send(&second, socket, data + 600, 400);
	check_equal(second.ended, 0);
	peer_run(peer);
	check_equal(peer->received_length, 0);
	wire_make_room(peer->wire, 10000);
	check_equal(second.ended, 1);
	check_equal(second.result, 400);
	peer_run(peer);
	check_equal(peer->received_length, 1000);
	check_bytes(peer->received, data, 1000);
}

/* It cannot be taken before the record is gone, and then mbedTLS takes it while it is asked to write. */
test(a_ticket_that_comes_while_a_record_waits_for_room_disturbs_no_send) {
	struct call connect = {0};
	ss_socket *socket = tls_socket();
	const struct peer_options options = {.version = SOCKETS_TLS_VERSION_1_3, .tickets = true};
	struct peer *peer = tls_connect(socket, &connect, &options);
	check_equal(connect.result, 0);
	peer->wire->room = 10;
	check_equal(send_now(socket, "one", 3), 3);
	struct call send = {0}, recv = {0};
	call_send(&send, socket, "two", 3);
	call_recv(&recv, socket, buffer, sizeof(buffer));
	bool before = port_exempt(true);
	peer->ssl.MBEDTLS_PRIVATE(state) = MBEDTLS_SSL_TLS1_3_NEW_SESSION_TICKET;
	check_equal(mbedtls_ssl_handshake(&peer->ssl), 0);
	port_exempt(before);
	while (peer_deliver(peer))
		continue;
	check_equal(send.ended, 0);
	wire_make_room(peer->wire, 10000);
	check_equal(send.result, 3);
	peer_run(peer);
	check_equal(peer->received_length, 6);
	check_bytes(peer->received, "onetwo", 6);
	check_equal(recv.ended, 0);
	peer_send(peer, "data", 4);
	peer_run(peer);
	check_equal(recv.result, 4);
}

test_tls(the_rest_of_a_record_goes_out_without_another_send) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->wire->room = 10;
	check_equal(send_now(socket, "in the middle", 13), 13);
	wire_make_room(peer->wire, 10000);
	peer_run(peer);
	check_equal(peer->received_length, 13);
}

test_tls(a_send_that_timed_out_says_exactly_what_goes_out) {
	size_t size = 100000;
	uint8_t *data = malloc(size);
	test_pattern(data, size, 0);
	for (size_t room = 1; room < 60000; room = room * 3 + 1) {
		struct peer *peer;
		ss_socket *socket = secured_socket(version, &peer);
		peer->wire->room = room;
		struct call send = {0};
		call_send(&send, socket, data, size);
		port_advance(10000);
		check_equal(send.ended, 1);
		check(send.result > 0 && send.result < (int32_t)size);
		peer->wire->room = SIZE_MAX - 1;
		wire_make_room(peer->wire, 1);
		peer_run(peer);
		check_equal(peer->received_length, send.result);
		size_t rest = size - (size_t)send.result;
		check_equal(send_now(socket, data + send.result, rest), rest);
		peer_run(peer);
		check_equal(peer->received_length, size);
		check_bytes(peer->received, data, size);
		drop_socket(socket);
	}
	free(data);
}

test_tls(non_blocking_sends_say_what_was_taken) {
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	check_equal(ss_socket_set_option(socket, SOCKETS_SO_NONBLOCK, NULL, 0), 0);
	uint8_t data[60000];
	test_pattern(data, sizeof(data), 0);
	peer->wire->room = 0;
	size_t sent = 0;
	while (sent < sizeof(data)) {
		int32_t n = send_now(socket, data + sent, sizeof(data) - sent);
		check(n > 0 || n == SOCKETS_EWOULDBLOCK);
		if (n > 0)
			sent += (size_t)n;
		else
			wire_make_room(peer->wire, 1 + test_random() % 9000);
	}
	wire_make_room(peer->wire, 100000);
	peer_run(peer);
	check_equal(peer->received_length, sizeof(data));
	check_bytes(peer->received, data, sizeof(data));
}

test_tls(both_directions_at_once) {
	size_t size = 200000, got = 0;
	uint8_t *data = malloc(size);
	test_pattern(data, size, 0);
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	peer->up = 3000;
	peer->down = 1000;
	peer->wire->room = 0;
	peer_send(peer, data, size);
	struct call send = {0}, recv = {0};
	call_send(&send, socket, data, size);
	uint8_t *received = malloc(size);
	call_recv(&recv, socket, received, size);
	while (peer_step(peer) || recv.ended) {
		if (!recv.ended)
			continue;
		check(recv.result > 0);
		got += (size_t)recv.result;
		recv.ended = 0;
		if (got < size)
			call_recv(&recv, socket, received + got, size - got);
	}
	check_equal(send.ended, 1);
	check_equal(send.result, size);
	check_equal(got, size);
	check_bytes(received, data, size);
	check_equal(peer->received_length, size);
	check_bytes(peer->received, data, size);
	free(data);
	free(received);
}

test_tls(two_connections_do_not_mix) {
	struct peer *one_peer, *two_peer;
	ss_socket *one = secured_socket(version, &one_peer), *two = secured_socket(version, &two_peer);
	one_peer->echo = two_peer->echo = true;
	check_equal(send_now(one, "one", 3), 3);
	check_equal(send_now(two, "two", 3), 3);
	peer_run(two_peer);
	peer_run(one_peer);
	check_equal(recv_now(one, buffer, sizeof(buffer)), 3);
	check_bytes(buffer, "one", 3);
	check_equal(recv_now(two, buffer, sizeof(buffer)), 3);
	check_bytes(buffer, "two", 3);
}

test_tls(data_that_nobody_receives_stays_in_the_transport) {
	struct peer *peer;
	secured_socket(version, &peer);
	size_t before = peer->wire->read;
	static uint8_t record[16000];
	for (int i = 0; i < 5; i++)
		peer_send(peer, record, sizeof(record));
	peer_run(peer);
	/* at most one record is taken in, decrypted and kept */
	check(peer->wire->read - before <= 16384 + 256);
}

/* Random lengths, pieces and pauses, from a seed. */
static void big_transfer(int version, int seed) {
	for (int i = 0; i < seed; i++)
		test_random();
	size_t size = 300000 + test_random() % 300000, sent = 0, got = 0;
	uint8_t *data = malloc(size), *received = malloc(size);
	test_pattern(data, size, (size_t)seed);
	struct peer *peer;
	ss_socket *socket = secured_socket(version, &peer);
	set_number(socket, SOCKETS_SO_SNDTIMEO, 0);
	set_number(socket, SOCKETS_SO_RCVTIMEO, 0);
	peer->echo = true;
	peer->wire->room = 0;
	struct call send = {.ended = 1}, recv = {.ended = 1};
	while (got < size) {
		if (send.ended) {
			sent += send.result > 0 ? (size_t)send.result : 0;
			size_t length = 1 + test_random() % 40000;
			send.result = 0;
			if (sent < size)
				call_send(&send, socket, data + sent, length < size - sent ? length : size - sent);
		}
		if (recv.ended) {
			got += recv.result > 0 ? (size_t)recv.result : 0;
			size_t length = 1 + test_random() % 40000;
			recv.result = 0;
			if (got < size && test_random() % 4)
				call_recv(&recv, socket, received + got, length < size - got ? length : size - got);
		}
		peer->up = 1 + test_random() % 20000;
		peer->down = 1 + test_random() % 20000;
		peer_step(peer);
	}
	check_equal(sent, size);
	check_bytes(received, data, size);
	free(data);
	free(received);
}

test_tls(big_transfer_in_random_pieces_1) {
	big_transfer(version, 1);
}

test_tls(big_transfer_in_random_pieces_2) {
	big_transfer(version, 2);
}

test_tls(big_transfer_in_random_pieces_3) {
	big_transfer(version, 3);
}
