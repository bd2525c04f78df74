/*
 * Bytes from the network to plain sockets and to DNS over the real lwIP: segments that nearly fit, datagrams, ICMP,
 * fragments, and frames of any content.
 */
#include "cable.h"
#include "core.h"
#include "resolve.h"
#include "socket.h"
#include "test_port.h"
#include <string.h>

enum { SOCKETS = 2, BUFFER = 4000 };

struct asked {
	ss_operation operation;
	bool started, ended;
};

static struct place {
	ss_socket *socket;
	struct asked connect, send, recv;
	uint8_t out[BUFFER], in[BUFFER];
} places[SOCKETS];
static ss_resolution resolution;
static bool resolving;

void fuzz_prepare(void) {
}

static void on_end(ss_operation *operation) {
	struct asked *asked = operation->context;
	check(asked->started && !asked->ended);
	asked->ended = true;
}

static ss_operation *prepare(struct asked *asked) {
	asked->started = true;
	asked->ended = false;
	asked->operation.done = on_end;
	asked->operation.context = asked;
	return &asked->operation;
}

static bool is_free(const struct asked *asked) {
	return !asked->started || asked->ended;
}

static void connect(struct place *place) {
	static const ss_address address = {.family = SOCKETS_AF_INET, .port = 80, .bytes = {198, 51, 100, 7}};
	if (is_free(&place->connect))
		ss_socket_connect(place->socket, prepare(&place->connect), &address);
}

static void use(struct place *place, struct input *input) {
	switch (input_below(input, 5)) {
	case 0:
		connect(place);
		break;
	case 1:
		if (is_free(&place->send))
			ss_socket_send(place->socket, prepare(&place->send), place->out, input_16(input) % BUFFER);
		break;
	case 2:
		if (is_free(&place->recv))
			ss_socket_recv(place->socket, prepare(&place->recv), place->in, input_16(input) % BUFFER);
		break;
	case 3:
		ss_socket_shutdown(place->socket, (uint32_t)input_below(input, 3));
		break;
	default:
		ss_socket_set_option(
			place->socket, SOCKETS_SO_TCPKEEPALIVE, &(uint32_t){(uint32_t)input_below(input, 2)}, sizeof(uint32_t));
	}
}

static void on_resolved(ss_resolution *ended) {
	check(ended == &resolution && resolving);
	check(ended->count <= SS_RESOLVE_ADDRESSES && (ended->result == 0) == (ended->count > 0));
	resolving = false;
}

static void resolve(struct input *input) {
	static const int32_t families[] = {SOCKETS_AF_INET, SOCKETS_AF_INET6, 0};
	if (resolving)
		return;
	resolving = true;
	resolution.done = on_resolved;
	ss_resolve_family(&resolution, "a.test", families[input_below(input, 3)]);
}

static void write_16(uint8_t *to, uint32_t value) {
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

static void write_32(uint8_t *to, uint32_t value) {
	write_16(to, value >> 16);
	write_16(to + 2, value);
}

/* As the peer of the connection that sent last would write it, but for what the input says. */
static void segment(struct input *input) {
	uint8_t bytes[60 + 2000] = {0};
	uint8_t flags = input_byte(input), shift = input_byte(input);
	size_t options_length, length;
	write_16(bytes, cable_tcp.remote_port);
	write_16(bytes + 2, cable_tcp.local_port);
	write_32(bytes + 4, cable_tcp.acknowledge);
	write_32(bytes + 8, cable_tcp.sequence);
	write_16(bytes + 14, shift & 1 ? input_16(input) : 8000);
	if (shift & 2)
		write_32(bytes + 4, cable_tcp.acknowledge + (uint32_t)(int8_t)input_byte(input) * (shift & 4 ? 100 : 1));
	if (shift & 8)
		write_32(bytes + 8, cable_tcp.sequence + (uint32_t)(int8_t)input_byte(input) * (shift & 16 ? 100 : 1));
	bytes[13] = flags;
	const uint8_t *options = shift & 32 ? input_block(input, &options_length) : (options_length = 0, NULL);
	options_length = options_length < 40 ? options_length & ~3U : 40;
	if (options_length)
		memcpy(bytes + 20, options, options_length);
	bytes[12] = (uint8_t)((5 + options_length / 4) << 4);
	const uint8_t *payload = shift & 64 ? input_block(input, &length) : (length = 0, NULL);
	length = length < 2000 ? length : 2000;
	if (length)
		memcpy(bytes + 20 + options_length, payload, length);
	cable_ipv4(cable_tcp.remote, 6, 0, bytes, 20 + options_length + length);
}

/* To the port that asked last, with its question in front if wanted. */
static void datagram(struct input *input) {
	uint8_t bytes[8 + 64 + 1000];
	size_t length, kept = input_byte(input);
	const uint8_t *block = input_block(input, &length);
	kept = kept < cable_udp.payload_length ? kept : cable_udp.payload_length;
	length = length < 1000 ? length : 1000;
	write_16(bytes, cable_udp.remote_port);
	write_16(bytes + 2, cable_udp.local_port);
	write_32(bytes + 4, (uint32_t)(8 + kept + length) << 16);
	memcpy(bytes + 8, cable_udp.payload, kept);
	if (length)
		memcpy(bytes + 8 + kept, block, length);
	if (kept > 7) {
		bytes[8 + 2] = 0x81;
		bytes[8 + 3] = input_byte(input);
		bytes[8 + 7] = input_byte(input);
	}
	cable_ipv4(cable_udp.remote, 17, 0, bytes, 8 + kept + length);
}

static void packet(struct input *input, size_t kind) {
	static const uint8_t router[] = CABLE_ROUTER;
	uint8_t protocol = input_byte(input);
	uint16_t fragment = kind == 1 ? input_16(input) : 0;
	size_t length;
	const uint8_t *bytes = input_block(input, &length);
	if (kind == 0)
		cable_frame(bytes, length);
	else if (kind == 1)
		cable_ipv4(router, protocol, fragment, bytes, length);
	else
		cable_packet(bytes, length);
}

/* IPv6 with a good header: neighbours, routers, and fragments are its business. */
static void packet6(struct input *input) {
	uint8_t bytes[40 + 1500] = {0x60};
	uint8_t next = input_byte(input), to = input_byte(input);
	size_t length;
	const uint8_t *block = input_block(input, &length);
	length = length < 1500 ? length : 1500;
	write_16(bytes + 4, (uint32_t)length);
	bytes[6] = next & 1 ? 58 : next;
	bytes[7] = 255;
	memcpy(bytes + 8, "\xfe\x80\0\0\0\0\0\0\0\0\0\xff\xfe\0\0\x02", 16);
	memcpy(bytes + 24, to & 1 ? "\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\x01" : "\xfe\x80\0\0\0\0\0\0\0\0\0\xff\xfe\0\0\x01",
		16);
	if (!(to & 1))
		bytes[32] = 0; /* fe80::ff:fe00:1: made of 02:00:00:00:00:01 */
	if (length)
		memcpy(bytes + 40, block, length);
	cable_packet(bytes, 40 + length);
}

static void play_step(struct input *input) {
	switch (input_below(input, 11)) {
	case 0:
	case 1:
	case 2:
		segment(input);
		break;
	case 3:
		datagram(input);
		break;
	case 4:
		packet(input, 0);
		break;
	case 5:
		packet(input, 1);
		break;
	case 6:
		packet(input, 2);
		break;
	case 7:
		packet6(input);
		break;
	case 8:
		cable_wait((uint32_t)input_byte(input) * 20);
		break;
	case 9:
		use(&places[input_below(input, SOCKETS)], input);
		break;
	default:
		resolve(input);
	}
}

static void expect_ended(const struct asked *asked) {
	check(!asked->started || asked->ended);
}

void fuzz_play(struct input *input) {
	static const ss_address server = {.family = SOCKETS_AF_INET, .port = 53, .bytes = {10, 0, 2, 2}};
	memset(places, 0, sizeof(places));
	memset(&resolution, 0, sizeof(resolution));
	resolving = false;
	ss_resolve_set_servers(&server, 1);
	for (size_t i = 0; i < SOCKETS; i++) {
		places[i].socket = ss_socket_new(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP, NULL);
		check(places[i].socket);
	}
	connect(&places[0]);
	cable_wait(0);
	while (input_has(input))
		play_step(input);
	cable_wait(SS_DEFAULT_TIMEOUT);
	check(!resolving);
	for (size_t i = 0; i < SOCKETS; i++) {
		expect_ended(&places[i].connect);
		expect_ended(&places[i].recv);
		ss_socket_close(places[i].socket);
		expect_ended(&places[i].send);
	}
	cable_wait(SS_DEFAULT_TIMEOUT);
}
