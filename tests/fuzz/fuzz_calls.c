/*
 * Sequences of calls of the core's interface, on several sockets at once, plain and with TLS, while the network does what
 * it likes and memory runs out now and then. Calls are made inside callbacks, too. Each operation must end exactly once,
 * with a result that it may have.
 */
#include "core.h"
#include "fuzz.h"
#include "lwip/err.h"
#include "peer.h"
#include "test_port.h"
#include <string.h>

enum { PLACES = 3, SAME_KIND = 2, KINDS = 3, BUFFER = 3000 };

static struct place {
	ss_socket *socket;
	bool secure;
	struct wire *wire; /* of its last Connect */
	bool accepted;
	struct peer *peer;
	struct asked {
		struct call call;
		bool started;
		size_t length;
		uint8_t buffer[BUFFER];
	} asked[KINDS][SAME_KIND]; /* Connect, Send, Recv */
	uint8_t reaction;          /* what is done when one of them ends */
} places[PLACES];
static bool memory_fails;

void fuzz_prepare(void) {
	identity_server();
	fuzz_keep();
}

static void expect_possible(int32_t result, size_t most) {
	static const int32_t codes[] = {SOCKETS_SOCKET_ERROR, SOCKETS_EWOULDBLOCK, SOCKETS_ENOMEM, SOCKETS_EINVAL,
		SOCKETS_ENOPROTOOPT, SOCKETS_ENOTCONN, SOCKETS_EISCONN, SOCKETS_ECLOSED, SOCKETS_TLS_INIT_ERROR,
		SOCKETS_TLS_HANDSHAKE_ERROR, SOCKETS_TLS_SERVER_UNVERIFIED, SOCKETS_TLS_RECV_ERROR, SOCKETS_TLS_SEND_ERROR};
	if (result >= 0) {
		check((size_t)result <= most);
		return;
	}
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i] == result)
			return;
	}
	test_fail(__FILE__, __LINE__, "the result %d is none", (int)result);
}

static void close_place(struct place *place) {
	ss_socket *socket = place->socket;
	place->socket = NULL;
	if (socket)
		ss_socket_close(socket);
}

static void on_end(struct call *call) {
	struct place *place = call->context;
	check_equal(call->ended, 1);
	uint8_t reaction = place->reaction;
	place->reaction = 0;
	if (!place->socket)
		return;
	if (reaction == 1)
		close_place(place);
	else if (reaction == 2)
		ss_socket_shutdown(place->socket, SOCKETS_SHUT_RDWR);
	else if (reaction == 3)
		ss_socket_set_option(place->socket, SOCKETS_SO_NONBLOCK, NULL, 0);
	else if (reaction == 4)
		info_of(place->socket);
}

static void on_wakeup(void *context) {
	struct place *place = context;
	if (place->reaction == 5)
		close_place(place);
	else if (place->socket)
		error_of(place->socket);
}

static struct asked *find_free(struct place *place, size_t kind) {
	for (size_t i = 0; i < SAME_KIND; i++) {
		struct asked *asked = &place->asked[kind][i];
		if (asked->started && !asked->call.ended)
			continue;
		asked->started = true;
		asked->call.then = on_end;
		asked->call.context = place;
		return asked;
	}
	return NULL;
}

static void open(struct place *place, struct input *input) {
	uint8_t how = input_byte(input);
	if (place->socket)
		return;
	for (size_t kind = 0; kind < KINDS; kind++)
		for (size_t i = 0; i < SAME_KIND; i++)
			if (place->asked[kind][i].started && !place->asked[kind][i].call.ended)
				return; /* still to be told that it is closed */
	memset(place, 0, sizeof(*place));
	place->socket =
		ss_socket_new(how & 4 ? SOCKETS_AF_INET6 : SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP, NULL);
	check(place->socket || memory_fails);
	place->secure = how & 1;
	if (!place->socket || !place->secure)
		return;
	ss_socket_set_option(place->socket, SOCKETS_SO_REQUIRE_TLS, NULL, 0);
	ss_socket_set_option(place->socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test", 11);
	ss_socket_set_option(place->socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, identity_authority()->pem,
		strlen(identity_authority()->pem));
}

static void connect(struct place *place) {
	struct asked *asked = find_free(place, 0);
	struct wire *before = wire_newest();
	if (!asked)
		return;
	call_connect(&asked->call, place->socket);
	if (wire_newest() == before)
		return;
	place->wire = wire_newest();
	place->accepted = false;
	place->peer = NULL;
}

static void accept(struct place *place, struct input *input) {
	if (!place->wire || !place->wire->tcp || place->accepted || place->wire->failure)
		return;
	place->accepted = true;
	if (place->secure && input_below(input, 4))
		place->peer = peer_new(
			&(struct peer_options){.version = input_below(input, 2) ? SOCKETS_TLS_VERSION_1_2 : 0, .tickets = true});
	wire_accept(place->wire);
}

static bool is_open(const struct place *place) {
	return place->accepted && place->wire->tcp && !place->wire->end && !place->wire->failure;
}

static void speak(struct place *place, struct input *input) {
	size_t length;
	const uint8_t *bytes = input_block(input, &length);
	if (!is_open(place))
		return;
	if (!place->peer)
		wire_deliver(place->wire, bytes, length);
	else if (place->peer->secured && !place->peer->notified && !place->peer->error && length)
		peer_send(place->peer, bytes, length);
}

static void let_peer_work(struct place *place, struct input *input) {
	size_t steps = 1 + input_below(input, 32);
	if (!place->peer)
		return;
	place->peer->down = input_byte(input);
	while (steps-- && peer_step(place->peer))
		continue;
}

static void transfer(struct place *place, struct input *input, bool sending) {
	struct asked *asked = find_free(place, sending ? 1 : 2);
	size_t length = input_16(input) % (BUFFER + 1);
	if (!asked)
		return;
	asked->length = length;
	if (sending)
		call_send(&asked->call, place->socket, asked->buffer, length);
	else
		call_recv(&asked->call, place->socket, asked->buffer, length);
}

static void set_option(struct place *place, struct input *input) {
	static const int32_t options[] = {SOCKETS_SO_RCVTIMEO, SOCKETS_SO_SNDTIMEO, SOCKETS_SO_NONBLOCK, SOCKETS_SO_SNDBUF,
		SOCKETS_SO_RCVBUF, SOCKETS_SO_TCPKEEPALIVE, SOCKETS_SO_TCPKEEPALIVE_INTERVAL, SOCKETS_SO_CONNECT_TIMEOUT,
		SOCKETS_SO_TLS_MAX_VERSION, SOCKETS_SO_MAX_FRAGMENT_LENGTH, SOCKETS_SO_SESSION_RESUMPTION, SOCKETS_SO_ERROR};
	int32_t option = options[input_below(input, sizeof(options) / sizeof(options[0]))];
	uint32_t value = input_16(input);
	expect_possible(ss_socket_set_option(place->socket, option, &value, sizeof(value)), 0);
}

static void bind_or_look(struct place *place, struct input *input) {
	ss_address address = call_address;
	address.port = input_16(input);
	switch (address.port % 4) {
	case 0:
		expect_possible(ss_socket_bind(place->socket, &address), 0);
		break;
	case 1:
		info_of(place->socket);
		break;
	case 2:
		ss_socket_set_wakeup(place->socket, address.port & 4 ? on_wakeup : NULL, place);
		break;
	default:
		expect_possible(ss_socket_take_error(place->socket), 0);
	}
}

static void break_off(struct place *place, struct input *input) {
	size_t how = input_below(input, 3);
	if (!place->wire || !place->wire->tcp || place->wire->failure)
		return;
	if (how && is_open(place))
		wire_end(place->wire);
	else
		wire_fail(place->wire, how ? ERR_ABRT : ERR_RST);
}

static void change_room(struct place *place, struct input *input) {
	uint8_t how = input_byte(input);
	if (!place->wire || !place->wire->tcp)
		return;
	if (how < 64)
		place->wire->room = how;
	else if (how < 128)
		wire_make_room(place->wire, (size_t)how * 20);
	else
		wire_acknowledge(place->wire);
}

static void fail_memory(struct input *input) {
	size_t n = input_byte(input);
	memory_fails = true;
	if (n & 1)
		port_fail_allocation(n / 2);
	else if (n < 128)
		port_fail_allocations_from(n / 2);
	else
		port_fail_allocation(0);
}

static void play_on(struct place *place, size_t what, struct input *input) {
	/* a callback that closes the socket must not meet a call */
	if (place->reaction)
		port_run();
	if (!place->socket)
		return;
	switch (what) {
	case 0:
	case 1:
		connect(place);
		break;
	case 2:
		transfer(place, input, true);
		break;
	case 3:
		transfer(place, input, false);
		break;
	case 4:
		expect_possible(ss_socket_shutdown(place->socket, (uint32_t)input_below(input, 4)), 0);
		break;
	case 5:
		set_option(place, input);
		break;
	case 6:
		bind_or_look(place, input);
		break;
	case 7:
		place->reaction = (uint8_t)input_below(input, 6);
		break;
	default:
		close_place(place);
	}
}

static void play_step(struct input *input) {
	uint8_t byte = input_byte(input);
	struct place *place = &places[byte / 32 % PLACES];
	switch (byte % 32) {
	case 0:
	case 1:
		open(place, input);
		break;
	case 2:
	case 3:
		accept(place, input);
		break;
	case 4:
	case 5:
		speak(place, input);
		break;
	case 6:
	case 7:
		let_peer_work(place, input);
		break;
	case 8:
		break_off(place, input);
		break;
	case 9:
	case 10:
		change_room(place, input);
		break;
	case 11:
		fail_memory(input);
		break;
	case 12:
		port_defer(input_below(input, 2));
		port_run();
		break;
	case 13:
	case 14:
		port_advance((uint64_t)input_byte(input) * 100);
		break;
	default:
		play_on(place, (size_t)(byte % 32 - 15) / 2, input);
	}
}

static void acknowledge_all(void) {
	for (struct wire *wire = wire_newest(); wire; wire = wire->before) {
		wire->room = SIZE_MAX;
		if (wire->tcp)
			wire_make_room(wire, 1);
		if (wire->tcp)
			wire_acknowledge(wire);
	}
}

static void expect_ended(const struct place *place) {
	for (size_t kind = 0; kind < KINDS; kind++) {
		for (size_t i = 0; i < SAME_KIND; i++) {
			const struct asked *asked = &place->asked[kind][i];
			check(!asked->started || asked->call.ended == 1);
			if (asked->started)
				expect_possible(asked->call.result, kind ? asked->length : 0);
		}
	}
}

void fuzz_play(struct input *input) {
	memset(places, 0, sizeof(places));
	memory_fails = false;
	while (input_has(input))
		play_step(input);
	port_fail_allocation(0);
	port_defer(false);
	port_run();
	for (size_t i = 0; i < PLACES; i++)
		close_place(&places[i]);
	port_run();
	acknowledge_all();
	port_advance(100000);
	for (size_t i = 0; i < PLACES; i++)
		expect_ended(&places[i]);
}
