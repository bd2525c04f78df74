/*
 * TLS in each of its states, both versions: a server whose messages are altered, records of any kind from it in between,
 * and somebody on the way who changes, adds and drops bytes. Whatever they do, Connect ends in time, a server that nobody
 * vouches for is never accepted, and no byte reaches the application that the server has not encrypted as data.
 */
#include "hostile.h"
#include "lwip/err.h"
#include "mbedtls/ssl.h"
#include "session_cache.h"
#include "test_port.h"
#include <string.h>

enum { TLS_1_3 = 1, PSK = 2, TICKETS = 4, CLIENT = 8, ALPN = 16, STRANGER = 32, RESUME = 64, ANY_VERSION = 128 };

#define DATA_MOST 65536

static const uint8_t psk[] = "0123456789abcdef";
static const char *const protocols[] = {"mqtt", "http/1.1", NULL};
static const struct identity *stranger;
static uint8_t sessions[2][4096]; /* one of each version, as exported */
static size_t sessions_length[2];

static struct play {
	uint8_t how;
	ss_socket *socket;
	struct peer *peer;
	struct wire *wire;
	struct call connect, recv, send;
	bool receiving, sending;
	uint8_t buffer[2000];
	uint8_t received[DATA_MOST];
	size_t received_length;
} play;

static void make_session(int version) {
	struct call connect = {0};
	ss_socket *socket = tls_socket();
	set_number(socket, SOCKETS_SO_SESSION_RESUMPTION, 1);
	struct peer *peer = tls_connect(socket, &connect, &(struct peer_options){.version = version, .tickets = true});
	check_equal(connect.result, 0);
	peer_run(peer);
	drop_socket(socket);
	int which = version == SOCKETS_TLS_VERSION_1_3;
	sessions_length[which] = ss_session_cache_export(sessions[which], sizeof(sessions[which]));
	check(sessions_length[which] <= sizeof(sessions[which]));
	ss_session_cache_clear();
}

void fuzz_prepare(void) {
	identity_server();
	stranger = identity_new(&(struct identity_options){.subject = "CN=server.test"});
	peer_make_tickets();
	fuzz_keep();
	make_session(SOCKETS_TLS_VERSION_1_2);
	make_session(SOCKETS_TLS_VERSION_1_3);
}

static void make_socket(void) {
	play.socket = tls_socket();
	if (play.how & (TICKETS | RESUME))
		set_number(play.socket, SOCKETS_SO_SESSION_RESUMPTION, 1);
	if (play.how & ALPN)
		check_equal(ss_socket_set_option(play.socket, SOCKETS_SO_ALPN_PROTOCOLS, protocols, 2), 0);
	if (play.how & CLIENT) {
		set_text(play.socket, SOCKETS_SO_CLIENT_CERTIFICATE, identity_server()->pem);
		set_text(play.socket, SOCKETS_SO_CLIENT_KEY, identity_server()->key_pem);
	}
	if (play.how & PSK) {
		ss_pre_shared_key value = {.key = psk, .key_length = 16, .identity = "me", .identity_length = 2};
		check_equal(ss_socket_set_option(play.socket, SOCKETS_SO_PRE_SHARED_KEY, &value, sizeof(value)), 0);
	}
	if (play.how & RESUME)
		check_equal(ss_session_cache_import(sessions[play.how & TLS_1_3], sessions_length[play.how & TLS_1_3]), 0);
}

static void make_peer(void) {
	struct peer_options options = {.version = play.how & TLS_1_3 ? SOCKETS_TLS_VERSION_1_3 : SOCKETS_TLS_VERSION_1_2,
		.tickets = play.how & (TICKETS | RESUME),
		.alpn = play.how & ALPN ? (const char **)protocols : NULL,
		.identity = play.how & STRANGER ? stranger : NULL,
		.client_authority = play.how & CLIENT ? identity_authority() : NULL};
	if (play.how & ANY_VERSION)
		options.version = 0;
	play.peer = peer_new(&options);
	if (play.how & PSK)
		check_equal(mbedtls_ssl_conf_psk(&play.peer->config, psk, 16, (const unsigned char *)"me", 2), 0);
	play.wire = play.peer->wire;
}

/* What is received is compared when a Recv has ended: by then the server has written all of it. */
static void take_received(void) {
	size_t length;
	const uint8_t *genuine = hostile_data(&length);
	if (!play.receiving || !play.recv.ended)
		return;
	play.receiving = false;
	check_equal(play.recv.ended, 1);
	check(play.recv.result <= (int32_t)sizeof(play.buffer));
	if (play.recv.result <= 0)
		return;
	size_t got = (size_t)play.recv.result;
	check(play.received_length + got <= length);
	check_bytes(play.buffer, genuine + play.received_length, got);
	play.received_length += got;
}

static void receive(struct input *input) {
	if (play.receiving)
		return;
	play.receiving = true;
	call_recv(&play.recv, play.socket, play.buffer, 1 + input_below(input, 256) * 7);
}

static void send(struct input *input) {
	static const uint8_t text[20000];
	if (play.sending && !play.send.ended)
		return;
	play.sending = true;
	call_send(&play.send, play.socket, text, 1 + input_16(input) % sizeof(text));
}

static size_t undelivered(void) {
	return play.peer->out_length - play.peer->out_delivered;
}

static void deliver(size_t most) {
	play.peer->down = most;
	peer_deliver(play.peer);
	play.peer->down = 0;
}

static bool is_open(void) {
	return play.wire->tcp && !play.wire->end && !play.wire->failure;
}

static void run_all(void) {
	bool moved = true;
	for (int i = 0; i < 200 && moved; i++) {
		moved = hostile_work(play.peer);
		moved |= undelivered() && is_open();
		deliver(0);
		take_received();
	}
}

static void write_record(struct input *input) {
	static const uint8_t types[] = {20, 21, 22, 23, 24, 0};
	uint8_t which = input_byte(input);
	size_t length;
	const uint8_t *bytes = input_block(input, &length);
	hostile_write(play.peer, which < 64 ? types[which % sizeof(types)] : which, bytes, length);
}

static void change_bytes(struct input *input) {
	size_t count = undelivered(), at = input_16(input);
	uint8_t bits = input_byte(input);
	if (count)
		play.peer->out[play.peer->out_delivered + at % count] ^= bits;
}

static void break_off(struct input *input) {
	if (!is_open())
		return;
	if (input_below(input, 2))
		wire_end(play.wire);
	else
		wire_fail(play.wire, ERR_RST);
}

static void play_step(struct input *input) {
	size_t length;
	const uint8_t *bytes;
	switch (input_below(input, 13)) {
	case 0:
		run_all();
		break;
	case 1:
		deliver(1 + input_below(input, 256));
		break;
	case 2:
		change_bytes(input);
		break;
	case 3:
		bytes = input_block(input, &length);
		if (is_open())
			wire_deliver(play.wire, bytes, length);
		break;
	case 4:
		write_record(input);
		break;
	case 5:
		hostile_work(play.peer);
		break;
	case 6:
		deliver(0);
		break;
	case 7:
		receive(input);
		break;
	case 8:
		send(input);
		break;
	case 9:
		port_advance((uint64_t)input_byte(input) * 40);
		break;
	case 10:
		break_off(input);
		break;
	case 11:
		length = input_16(input);
		play.peer->out_delivered += length < undelivered() ? length : undelivered();
		break;
	default:
		ss_socket_shutdown(play.socket, (uint32_t)input_below(input, 3));
	}
	take_received();
}

static void finish(void) {
	run_all();
	port_advance(SS_DEFAULT_TIMEOUT);
	take_received();
	check_equal(play.connect.ended, 1);
	check(!play.receiving);
	ss_info info = info_of(play.socket);
	if (play.how & STRANGER && !(play.how & (PSK | RESUME))) {
		check(play.connect.result < 0);
		check_equal(play.received_length, 0);
		check_equal(info.sent, 0);
	}
	check(!play.connect.result || !info.connected);
	check(info.received >= play.received_length);
	drop_socket(play.socket);
	check(!play.sending || play.send.ended);
}

void fuzz_play(struct input *input) {
	memset(&play, 0, sizeof(play));
	play.how = input_byte(input);
	hostile_read(input);
	make_socket();
	call_connect(&play.connect, play.socket);
	if (!wire_newest()) {
		check_equal(play.connect.ended, 1);
		drop_socket(play.socket);
		return;
	}
	make_peer();
	wire_accept(play.wire);
	while (input_has(input))
		play_step(input);
	finish();
}
