/*
 * DNS: names that are asked for, and servers that answer whatever they like, whenever they like, by UDP and by TCP.
 */
#include "asking.h"
#include "core.h"
#include "fuzz.h"
#include "lwip/err.h"
#include "test_port.h"
#include <string.h>

static const char *const names[] = {
	"a.test", "A.TEST.", "b.example.org", "198.51.100.9", "2001:db8::9", "localhost", "x", "no..name", ""};

static const struct wire *accepted; /* the last connection that was; a connection is only once */

void fuzz_prepare(void) {
}

/* The core must be told of once, and what it is told must hold together. */
static void expect_sense(const struct asking *it) {
	const ss_resolution *resolution = &it->resolution;
	check(it->ended <= 1);
	if (!it->ended)
		return;
	check(resolution->count <= SS_RESOLVE_ADDRESSES);
	check((resolution->result == 0) == (resolution->count > 0));
	for (size_t i = 0; i < resolution->count; i++) {
		uint8_t family = resolution->addresses[i].family;
		check(family == SOCKETS_AF_INET || family == SOCKETS_AF_INET6);
		check(!resolution->addresses[i].port);
	}
}

static void ask(struct asking *it, struct input *input) {
	static const int32_t families[] = {SOCKETS_AF_INET, SOCKETS_AF_INET6, 0};
	if (it->resolution.done && !it->ended)
		return; /* still under way */
	int32_t family = families[input_below(input, 3)];
	start(it, names[input_below(input, sizeof(names) / sizeof(names[0]))], family);
}

static struct port *choose_port(struct input *input) {
	struct port *port = port_newest();
	for (size_t back = input_below(input, 4); back && port && port->before; back--)
		port = port->before;
	return port;
}

/* Bytes that follow the question, or the header of the answer, or that are the whole of it. */
static size_t forge(struct input *input, const struct port *port, uint8_t *message, size_t size) {
	size_t length, kept = input_byte(input);
	const uint8_t *bytes = input_block(input, &length);
	if (kept > port->length)
		kept = port->length;
	if (length > size - kept)
		length = size - kept;
	memcpy(message, port->sent, kept);
	if (length)
		memcpy(message + kept, bytes, length);
	if (kept >= 12) {
		uint16_t flags = input_16(input);
		message[2] = (uint8_t)(0x80 | flags >> 8);
		message[3] = (uint8_t)flags;
		message[7] = input_byte(input);
	}
	return kept + length;
}

static void answer(struct input *input) {
	struct port *port = choose_port(input);
	uint8_t message[1024];
	if (port)
		port_deliver(port, message, forge(input, port, message, sizeof(message)));
}

static void answer_well(struct input *input) {
	static const change changes[] = {one_address, four_addresses_that_do_not_hold, two_of_ipv6, nothing, no_such_name,
		server_failure, referral, cut_off, lower_case, wrong_case};
	struct port *port = choose_port(input);
	if (port && port->length > 12)
		reply(port, changes[input_below(input, sizeof(changes) / sizeof(changes[0]))]);
}

static void speak_tcp(struct input *input) {
	struct wire *wire = wire_newest();
	size_t length;
	uint8_t *bytes;
	uint8_t message[1026];
	if (!wire || !wire->tcp || wire->end || wire->failure)
		return;
	if (wire != accepted) {
		accepted = wire;
		wire_accept(wire);
		return;
	}
	switch (input_below(input, 4)) {
	case 0:
		bytes = input_block(input, &length);
		wire_deliver(wire, bytes, length);
		break;
	case 1:
		if (!port_newest())
			break;
		length = forge(input, port_newest(), message + 2, sizeof(message) - 2);
		message[0] = (uint8_t)(length >> 8);
		message[1] = (uint8_t)length;
		wire_deliver(wire, message, length + 2);
		break;
	case 2:
		wire_end(wire);
		break;
	default:
		wire_fail(wire, ERR_RST);
	}
}

static void cancel(struct asking *it) {
	if (it->resolution.done && !it->ended)
		ss_resolve_cancel(&it->resolution);
	check(!it->resolution.done || it->ended);
}

static void play_step(struct input *input) {
	switch (input_below(input, 8)) {
	case 0:
	case 1:
		answer(input);
		break;
	case 2:
		answer_well(input);
		break;
	case 3:
		speak_tcp(input);
		break;
	case 4:
		port_advance((uint64_t)input_byte(input) * 50);
		break;
	case 5:
		ask(&one, input);
		break;
	case 6:
		ask(&two, input);
		break;
	default:
		cancel(&two);
		port_refuse_datagrams(input_below(input, 3));
	}
}

void fuzz_play(struct input *input) {
	memset(&one, 0, sizeof(one));
	memset(&two, 0, sizeof(two));
	accepted = NULL;
	port_refuse_datagrams(0);
	port_learn_servers(1 + input_below(input, 3));
	ask(&one, input);
	while (input_has(input)) {
		play_step(input);
		expect_sense(&one);
		expect_sense(&two);
	}
	cancel(&one);
	cancel(&two);
}
