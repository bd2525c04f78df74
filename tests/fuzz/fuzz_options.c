/*
 * Certificates and keys given to options, in PEM or DER: our own, the trusted ones, and those of the default store. The
 * other options get arbitrary values.
 */
#include "core.h"
#include "fuzz.h"
#include "peer.h"
#include "test_port.h"
#include "trust.h"
#include <string.h>

static const struct identity *client;

void fuzz_prepare(void) {
	client = identity_server();
	fuzz_keep();
}

static void read_store(void) {
	ss_trust_anchor anchor;
	size_t count = 0;
	while (!ss_trust_store_get(count, &anchor)) {
		check(memchr(anchor.subject, '\0', sizeof(anchor.subject)));
		check(memchr(anchor.valid_to, '\0', sizeof(anchor.valid_to)));
		count++;
	}
}

static void expect_explained(ss_socket *socket, int32_t result) {
	check(result <= 0);
	if (!result)
		return;
	ss_error error = error_of(socket);
	check_equal(error.code, result);
	check(error.text[0] && memchr(error.text, '\0', sizeof(error.text)));
}

static void set(ss_socket *socket, int32_t option, const void *value, size_t length) {
	expect_explained(socket, ss_socket_set_option(socket, option, value, length));
}

static void set_a_list(ss_socket *socket, int32_t option, struct input *input) {
	char text[4][80];
	const char *names[4];
	for (size_t i = 0; i < 4; i++) {
		size_t length;
		const uint8_t *bytes = input_block(input, &length);
		length = length < sizeof(text[i]) ? length : sizeof(text[i]) - 1;
		if (length)
			memcpy(text[i], bytes, length);
		text[i][length] = '\0';
		names[i] = text[i];
	}
	set(socket, option, names, input_below(input, 5));
}

static void set_a_psk(ss_socket *socket, struct input *input) {
	ss_pre_shared_key psk;
	psk.key = input_block(input, &psk.key_length);
	psk.identity = input_block(input, &psk.identity_length);
	set(socket, SOCKETS_SO_PRE_SHARED_KEY, &psk, sizeof(psk));
}

static void set_any(ss_socket *socket, struct input *input) {
	int32_t option = input_byte(input);
	if (option > 21)
		option += 1000 - 22;
	size_t length;
	const uint8_t *bytes;
	switch (option) {
	case SOCKETS_SO_WAKEUP_CALLBACK:
	case SOCKETS_SO_KEY_LOG:
		break; /* pointers to functions */
	case SOCKETS_SO_ALPN_PROTOCOLS:
	case SOCKETS_SO_CIPHER_SUITES:
		set_a_list(socket, option, input);
		break;
	case SOCKETS_SO_PRE_SHARED_KEY:
		set_a_psk(socket, input);
		break;
	default:
		bytes = input_block(input, &length);
		set(socket, option, length ? bytes : NULL, length);
	}
}

/* Connect looks at what was given; it may end at once or begin. */
static void connect(ss_socket *socket) {
	struct call call = {0};
	call_connect(&call, socket);
	if (!call.ended && wire_newest() && wire_newest()->tcp)
		wire_accept(wire_newest());
	port_advance(SS_DEFAULT_TIMEOUT);
	drop_socket(socket);
	check_equal(call.ended, 1);
}

void fuzz_play(struct input *input) {
	ss_socket *socket = new_socket();
	uint8_t kind = input_byte(input);
	size_t length;
	require_tls(socket);
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test");
	if (kind & 8)
		for (int i = 0; i < 8 && input_has(input); i++)
			set_any(socket, input);
	const uint8_t *bytes = input_rest(input, &length);
	switch (kind & 3) {
	case 0:
		set(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, bytes, length);
		break;
	case 1:
		set(socket, SOCKETS_SO_CLIENT_CERTIFICATE, bytes, length);
		if (kind & 4)
			set(socket, SOCKETS_SO_CLIENT_KEY, client->key_pem, strlen(client->key_pem));
		break;
	case 2:
		set(socket, SOCKETS_SO_CLIENT_KEY, bytes, length);
		if (kind & 4)
			set(socket, SOCKETS_SO_CLIENT_CERTIFICATE, client->pem, strlen(client->pem));
		break;
	default:
		if (kind & 4)
			ss_trust_store_clear();
		ss_trust_store_add(length ? bytes : NULL, length);
		read_store();
	}
	connect(socket);
}
