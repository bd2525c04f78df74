/*
 * SetSockOpt: each option with good values and bad ones; core/options.c and core/options_tls.c.
 */
#include "memory.h"
#include "option_values.h"
#include "peer.h"
#include "test_port.h"
#include <string.h>

static int32_t set(ss_socket *socket, int32_t option, const void *value, size_t length) {
	return ss_socket_set_option(socket, option, value, length);
}

static int32_t set_value(ss_socket *socket, int32_t option, uint32_t number) {
	return set(socket, option, &number, sizeof(number));
}

static size_t blocks_held(void) {
	ss_memory_usage core, mbedtls;
	ss_memory_usage_of(SS_CORE, &core);
	ss_memory_usage_of(SS_MBEDTLS, &mbedtls);
	return core.blocks + mbedtls.blocks;
}

/* Sets an option that is good twice: the second must take the place of the first. */
static void expect_replaced(ss_socket *socket, int32_t option, const void *value, size_t length) {
	check_equal(set(socket, option, value, length), 0);
	size_t held = blocks_held();
	for (int i = 0; i < 3; i++) {
		check_equal(set(socket, option, value, length), 0);
		check_equal(blocks_held(), held);
	}
}

/* Lets each allocation of one SetSockOpt fail. */
static void expect_no_memory(int32_t option, const void *value, size_t length) {
	ss_socket *socket = new_socket();
	int32_t result = SOCKETS_ENOMEM;
	for (size_t n = 1; result; n++) {
		size_t held = blocks_held();
		port_fail_allocation(n);
		result = set(socket, option, value, length);
		port_fail_allocation(0);
		if (result && result != SOCKETS_ENOMEM)
			test_fail(__FILE__, __LINE__, "option %d, allocation %zu: %s", (int)option, n, error_of(socket).text);
		if (result)
			check_equal(error_of(socket).code, SOCKETS_ENOMEM);
		/* what the option owns may be made at the first try and stay */
		check(result == 0 || blocks_held() <= held + 1);
		check(n < 1000);
	}
	drop_socket(socket);
}

test(unknown_options_do_not_exist) {
	static const int32_t unknown[] = {-1, 2, 3, 11, 16, 22, 999, 1099, INT32_MAX, INT32_MIN};
	ss_socket *socket = new_socket();
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		check_equal(set_value(socket, unknown[i], 1), SOCKETS_ENOPROTOOPT);
	check_equal(error_of(socket).code, SOCKETS_ENOPROTOOPT);
	check_equal(error_of(socket).phase, SS_PHASE_OPTION);
	check_equal(set_value(connected_socket(), -1, 1), SOCKETS_ENOPROTOOPT);
}

test(numbers_must_be_numbers) {
	static const int32_t options[] = {SOCKETS_SO_RCVTIMEO, SOCKETS_SO_SNDTIMEO, SOCKETS_SO_CONNECT_TIMEOUT,
		SOCKETS_SO_SNDBUF, SOCKETS_SO_RCVBUF, SOCKETS_SO_TCPKEEPALIVE, SOCKETS_SO_TCPKEEPALIVE_INTERVAL,
		SOCKETS_SO_TCPKEEPALIVE_COUNT, SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME, SOCKETS_SO_TLS_MIN_VERSION,
		SOCKETS_SO_TLS_MAX_VERSION, SOCKETS_SO_MAX_FRAGMENT_LENGTH, SOCKETS_SO_SESSION_RESUMPTION,
		SOCKETS_SO_ALLOW_UNSET_CLOCK};
	static const uint64_t value = 1;
	ss_socket *socket = new_socket();
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		check_equal(set(socket, options[i], NULL, 4), SOCKETS_EINVAL);
		check_equal(set(socket, options[i], &value, 0), SOCKETS_EINVAL);
		check_equal(set(socket, options[i], &value, 3), SOCKETS_EINVAL);
		check_equal(set(socket, options[i], &value, 8), SOCKETS_EINVAL);
		check_equal(error_of(socket).phase, SS_PHASE_OPTION);
	}
}

test(numbers_must_be_in_range) {
	static const struct {
		int32_t option;
		uint32_t bad[3], good[3];
	} cases[] = {
		{SOCKETS_SO_SNDBUF, {0, 1, 255}, {256, 1000, 1000000}},
		{SOCKETS_SO_RCVBUF, {0, 1, 255}, {256, 1000, 65535}},
		{SOCKETS_SO_TCPKEEPALIVE_INTERVAL, {0, 32768, UINT32_MAX}, {1, 60, 32767}},
		{SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME, {0, 32768, UINT32_MAX}, {1, 60, 32767}},
		{SOCKETS_SO_TCPKEEPALIVE_COUNT, {0, 256, UINT32_MAX}, {1, 9, 255}},
		{SOCKETS_SO_TLS_MIN_VERSION, {0, 0x0302, 0x0305}, {0x0303, 0x0304, 0x0303}},
		{SOCKETS_SO_TLS_MAX_VERSION, {0, 0x0302, 0x0305}, {0x0303, 0x0304, 0x0304}},
		{SOCKETS_SO_MAX_FRAGMENT_LENGTH, {1, 256, 8192}, {512, 4096, 0}},
	};
	ss_socket *socket = new_socket();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (int j = 0; j < 3; j++) {
			check_equal(set_value(socket, cases[i].option, cases[i].bad[j]), SOCKETS_EINVAL);
			check_equal(set_value(socket, cases[i].option, cases[i].good[j]), 0);
		}
	}
}

test(the_least_version_cannot_be_above_the_highest) {
	ss_socket *socket = new_socket();
	check_equal(set_value(socket, SOCKETS_SO_TLS_MAX_VERSION, SOCKETS_TLS_VERSION_1_2), 0);
	check_equal(set_value(socket, SOCKETS_SO_TLS_MIN_VERSION, SOCKETS_TLS_VERSION_1_3), SOCKETS_EINVAL);
	check_equal(set_value(socket, SOCKETS_SO_TLS_MIN_VERSION, SOCKETS_TLS_VERSION_1_2), 0);
	check_equal(set_value(socket, SOCKETS_SO_TLS_MAX_VERSION, SOCKETS_TLS_VERSION_1_3), 0);
}

test(server_names_that_are_good) {
	char longest[254];
	memset(longest, 'a', 253);
	longest[253] = '\0';
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test", 11), 0);
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test", 12), 0);
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "a", 1), 0);
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, longest, 253), 0);
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, longest, 254), 0);
	expect_replaced(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test", 11);
	expect_no_memory(SOCKETS_SO_SERVER_NAME_INDICATION, "server.test", 11);
}

test(server_names_that_are_bad) {
	char longer[255];
	memset(longer, 'a', sizeof(longer));
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, NULL, 5), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "name", 0), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "", 1), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, longer, 254), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "good.test\0.evil.test", 20), SOCKETS_EINVAL);
}

test_tls(the_server_name_that_was_set_last_counts) {
	ss_socket *socket = tls_socket();
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "first.test");
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test");
	struct call connect = {0};
	tls_connect(socket, &connect, &(struct peer_options){.version = version});
	check_equal(connect.result, 0);
}

test(trust_anchors_are_replaced) {
	const char *pem = identity_authority()->pem;
	ss_socket *socket = new_socket();
	expect_replaced(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, pem, strlen(pem) + 1);
	expect_no_memory(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, pem, strlen(pem) + 1);
}

test(trust_anchors_that_are_bad) {
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, NULL, 10), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, "pem", 0), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, "garbage", 8), SOCKETS_TLS_INIT_ERROR);
	check_equal(error_of(socket).code, SOCKETS_TLS_INIT_ERROR);
	check(error_of(socket).library_code != 0);
	check_has(error_of(socket).text, "TRUSTED_SERVER_CERTIFICATE");
}

test(protocols) {
	static const char *const good[] = {"x-amzn-mqtt-ca", "http/1.1"};
	static const char *const with_null[] = {"h2", NULL};
	static const char *const with_empty[] = {"h2", ""};
	const char *many[33], *with_long[1];
	char name[257];
	memset(name, 'a', 256);
	name[256] = '\0';
	with_long[0] = name;
	for (int i = 0; i < 33; i++)
		many[i] = "p";
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_ALPN_PROTOCOLS, NULL, 1), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_ALPN_PROTOCOLS, good, 0), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_ALPN_PROTOCOLS, with_null, 2), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_ALPN_PROTOCOLS, with_empty, 2), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_ALPN_PROTOCOLS, with_long, 1), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_ALPN_PROTOCOLS, many, 33), SOCKETS_EINVAL);
	name[255] = '\0';
	check_equal(set(socket, SOCKETS_SO_ALPN_PROTOCOLS, with_long, 1), 0);
	check_equal(set(socket, SOCKETS_SO_ALPN_PROTOCOLS, many, 32), 0);
	expect_replaced(socket, SOCKETS_SO_ALPN_PROTOCOLS, good, 2);
	expect_no_memory(SOCKETS_SO_ALPN_PROTOCOLS, good, 2);
}

test(cipher_suites) {
	static const char *const good[] = {"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"};
	static const char *const weak[] = {"TLS_RSA_WITH_AES_128_CBC_SHA"};
	static const char *const unknown[] = {"TLS_AES_128_GCM_SHA256", "nonsense"};
	static const char *const with_null[] = {NULL};
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_CIPHER_SUITES, NULL, 1), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_CIPHER_SUITES, good, 0), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_CIPHER_SUITES, weak, 1), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_CIPHER_SUITES, unknown, 2), SOCKETS_EINVAL);
	check_has(error_of(socket).text, "nonsense");
	check_equal(set(socket, SOCKETS_SO_CIPHER_SUITES, with_null, 1), SOCKETS_EINVAL);
	expect_replaced(socket, SOCKETS_SO_CIPHER_SUITES, good, 2);
	expect_no_memory(SOCKETS_SO_CIPHER_SUITES, good, 2);
}

test(pre_shared_keys) {
	static const char key[40] = "0123456789abcdef0123456789abcdef", name[200] = "device";
	ss_pre_shared_key psk = {.key = key, .key_length = 16, .identity = name, .identity_length = 6};
	ss_socket *socket = new_socket();
	expect_replaced(socket, SOCKETS_SO_PRE_SHARED_KEY, &psk, sizeof(psk));
	expect_no_memory(SOCKETS_SO_PRE_SHARED_KEY, &psk, sizeof(psk));
	check_equal(set(socket, SOCKETS_SO_PRE_SHARED_KEY, NULL, sizeof(psk)), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_PRE_SHARED_KEY, &psk, 4), SOCKETS_EINVAL);
	psk.key_length = 15;
	check_equal(set(socket, SOCKETS_SO_PRE_SHARED_KEY, &psk, sizeof(psk)), SOCKETS_EINVAL);
	psk.key_length = 33;
	check_equal(set(socket, SOCKETS_SO_PRE_SHARED_KEY, &psk, sizeof(psk)), SOCKETS_EINVAL);
	psk.key_length = 32;
	psk.identity_length = 0;
	check_equal(set(socket, SOCKETS_SO_PRE_SHARED_KEY, &psk, sizeof(psk)), SOCKETS_EINVAL);
	psk.identity_length = 129;
	check_equal(set(socket, SOCKETS_SO_PRE_SHARED_KEY, &psk, sizeof(psk)), SOCKETS_EINVAL);
	psk.identity = NULL;
	psk.identity_length = 6;
	check_equal(set(socket, SOCKETS_SO_PRE_SHARED_KEY, &psk, sizeof(psk)), SOCKETS_EINVAL);
}

test(pinned_keys) {
	static const uint8_t hashes[33 * 32];
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_PINNED_KEYS, NULL, 32), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_PINNED_KEYS, hashes, 0), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_PINNED_KEYS, hashes, 31), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_PINNED_KEYS, hashes, 33 * 32), SOCKETS_EINVAL);
	expect_replaced(socket, SOCKETS_SO_PINNED_KEYS, hashes, 64);
	expect_no_memory(SOCKETS_SO_PINNED_KEYS, hashes, 64);
}

test(client_certificates_and_keys) {
	const struct identity *client = identity_server();
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_CLIENT_CERTIFICATE, NULL, 1), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_CLIENT_KEY, "", 0), SOCKETS_EINVAL);
	check_equal(set(socket, SOCKETS_SO_CLIENT_CERTIFICATE, "garbage", 7), SOCKETS_TLS_INIT_ERROR);
	check_equal(set(socket, SOCKETS_SO_CLIENT_KEY, "garbage", 7), SOCKETS_TLS_INIT_ERROR);
	expect_replaced(socket, SOCKETS_SO_CLIENT_CERTIFICATE, client->pem, strlen(client->pem));
	expect_replaced(socket, SOCKETS_SO_CLIENT_KEY, client->key_pem, strlen(client->key_pem) + 1);
	expect_no_memory(SOCKETS_SO_CLIENT_CERTIFICATE, client->pem, strlen(client->pem));
	expect_no_memory(SOCKETS_SO_CLIENT_KEY, client->key_pem, strlen(client->key_pem));
}

test(options_of_tls_are_too_late_on_a_connected_socket) {
	static const int32_t options[] = {SOCKETS_SO_SERVER_NAME_INDICATION, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
		SOCKETS_SO_REQUIRE_TLS, SOCKETS_SO_ALPN_PROTOCOLS, SOCKETS_SO_CLIENT_CERTIFICATE, SOCKETS_SO_CLIENT_KEY,
		SOCKETS_SO_PRE_SHARED_KEY, SOCKETS_SO_TLS_MIN_VERSION, SOCKETS_SO_TLS_MAX_VERSION, SOCKETS_SO_CIPHER_SUITES,
		SOCKETS_SO_MAX_FRAGMENT_LENGTH, SOCKETS_SO_PINNED_KEYS, SOCKETS_SO_SESSION_RESUMPTION,
		SOCKETS_SO_ALLOW_UNSET_CLOCK};
	ss_socket *socket = connected_socket();
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		check_equal(set_value(socket, options[i], 1), SOCKETS_EISCONN);
		check_equal(set(socket, options[i], NULL, 0), SOCKETS_EISCONN);
	}
	check_equal(send_now(socket, "works", 5), 5);
}

test(non_blocking_is_for_connected_sockets) {
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_NONBLOCK, NULL, 0), SOCKETS_ENOTCONN);
	struct call connect = {0};
	call_connect(&connect, socket);
	check_equal(set_value(socket, SOCKETS_SO_NONBLOCK, 0), SOCKETS_ENOTCONN);
	wire_accept(wire_newest());
	check_equal(set_value(socket, SOCKETS_SO_NONBLOCK, 0), 0);
}

test(require_tls_ignores_its_value) {
	ss_socket *socket = new_socket();
	check_equal(set(socket, SOCKETS_SO_REQUIRE_TLS, NULL, 0), 0);
	check_equal(set(socket, SOCKETS_SO_REQUIRE_TLS, "x", 1), 0);
}

test(without_require_tls_the_other_options_have_no_effect) {
	ss_socket *socket = new_socket();
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, "server.test");
	set_text(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, identity_authority()->pem);
	check_equal(set(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, "garbage", 7), SOCKETS_TLS_INIT_ERROR);
	struct call connect = {0};
	call_connect(&connect, socket);
	wire_accept(wire_newest());
	check_equal(connect.result, 0);
	check_equal(send_now(socket, "in the clear", 12), 12);
	check_bytes(wire_newest()->written, "in the clear", 12);
}

test(the_connect_time_out_counts_alone_and_0_takes_it_back) {
	ss_socket *socket = new_socket();
	set_number(socket, SOCKETS_SO_CONNECT_TIMEOUT, 300);
	struct call connect = {0};
	call_connect(&connect, socket);
	port_advance(299);
	check_equal(connect.ended, 0);
	port_advance(1);
	check_equal(connect.result, SOCKETS_SOCKET_ERROR);
	set_number(socket, SOCKETS_SO_CONNECT_TIMEOUT, 0);
	call_connect(&connect, socket);
	port_advance(9999);
	check_equal(connect.ended, 0);
	port_advance(1);
	check_equal(connect.ended, 1);
}

test(buffer_limits_are_handed_to_tcp) {
	ss_socket *socket = new_socket();
	set_number(socket, SOCKETS_SO_SNDBUF, 4096);
	set_number(socket, SOCKETS_SO_RCVBUF, 2048);
	struct call connect = {0};
	call_connect(&connect, socket);
	check_equal(wire_newest()->send_limit, 4096);
	check_equal(wire_newest()->receive_limit, 2048);
	wire_accept(wire_newest());
	check_equal(set_value(socket, SOCKETS_SO_RCVBUF, 1024), SOCKETS_EISCONN);
	check_equal(set_value(socket, SOCKETS_SO_SNDBUF, 8192), 0);
	check_equal(wire_newest()->send_limit, 8192);
}
