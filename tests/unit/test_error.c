/*
 * core/error.c: names and meanings.
 */
#include "constants.h"
#include "error.h"
#include "test.h"
#include <string.h>

static const struct {
	int32_t code;
	const char *name;
} codes[] = {
	{0, "SOCKETS_ERROR_NONE"},
	{-1, "SOCKETS_SOCKET_ERROR"},
	{-11, "SOCKETS_EWOULDBLOCK"},
	{-12, "SOCKETS_ENOMEM"},
	{-22, "SOCKETS_EINVAL"},
	{-109, "SOCKETS_ENOPROTOOPT"},
	{-126, "SOCKETS_ENOTCONN"},
	{-127, "SOCKETS_EISCONN"},
	{-128, "SOCKETS_ECLOSED"},
	{-1001, "SOCKETS_TLS_INIT_ERROR"},
	{-1002, "SOCKETS_TLS_HANDSHAKE_ERROR"},
	{-1003, "SOCKETS_TLS_SERVER_UNVERIFIED"},
	{-1004, "SOCKETS_TLS_RECV_ERROR"},
	{-1005, "SOCKETS_TLS_SEND_ERROR"},
	{-1006, "SOCKETS_PERIPHERAL_RESET"},
};

#define COUNT (sizeof(codes) / sizeof(codes[0]))

test(each_code_of_the_reference_has_its_name) {
	for (size_t i = 0; i < COUNT; i++)
		check_text(ss_error_name(codes[i].code), codes[i].name);
}

test(each_code_has_a_meaning_of_its_own) {
	for (size_t i = 0; i < COUNT; i++) {
		const char *meaning = ss_error_meaning(codes[i].code);
		check(strlen(meaning) > 5);
		check(strcmp(meaning, ss_error_meaning(12345)));
		for (size_t j = 0; j < i; j++)
			check(strcmp(meaning, ss_error_meaning(codes[j].code)));
	}
}

test(codes_that_do_not_exist_are_unknown) {
	static const int32_t unknown[] = {1, -2, -1000, -1007, INT32_MIN, INT32_MAX};
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		check_text(ss_error_name(unknown[i]), "SOCKETS_UNKNOWN");
		check_text(ss_error_meaning(unknown[i]), "unknown error");
	}
}

test(phases_have_names) {
	static const char *const names[] = {
		"none", "option", "bind", "tcp connect", "tls handshake", "send", "recv", "shutdown"};
	for (int phase = SS_PHASE_NONE; phase <= SS_PHASE_SHUTDOWN; phase++)
		check_text(ss_phase_name((ss_phase)phase), names[phase]);
}

test(alerts_have_the_names_of_the_rfc) {
	check_text(ss_alert_name(0), "close_notify");
	check_text(ss_alert_name(40), "handshake_failure");
	check_text(ss_alert_name(42), "bad_certificate");
	check_text(ss_alert_name(48), "unknown_ca");
	check_text(ss_alert_name(70), "protocol_version");
	check_text(ss_alert_name(120), "no_application_protocol");
}

test(alerts_that_do_not_exist_are_unknown) {
	check_text(ss_alert_name(-1), "unknown");
	check_text(ss_alert_name(1), "unknown");
	check_text(ss_alert_name(255), "unknown");
}
