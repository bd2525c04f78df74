/*
 * Names and meanings of codes, phases and alerts.
 */
#include "error.h"
#include "constants.h"

typedef struct name {
	int32_t code;
	const char *name, *meaning;
} name;

static const name codes[] = {
	{SOCKETS_ERROR_NONE, "SOCKETS_ERROR_NONE", "no error"},
	{SOCKETS_SOCKET_ERROR, "SOCKETS_SOCKET_ERROR", "the network connection failed"},
	{SOCKETS_EWOULDBLOCK, "SOCKETS_EWOULDBLOCK", "nothing can be done now without waiting"},
	{SOCKETS_ENOMEM, "SOCKETS_ENOMEM", "out of memory"},
	{SOCKETS_EINVAL, "SOCKETS_EINVAL", "invalid argument, or the socket was closed"},
	{SOCKETS_ENOPROTOOPT, "SOCKETS_ENOPROTOOPT", "no such option"},
	{SOCKETS_ENOTCONN, "SOCKETS_ENOTCONN", "the socket is not connected"},
	{SOCKETS_EISCONN, "SOCKETS_EISCONN", "the socket is already connected"},
	{SOCKETS_ECLOSED, "SOCKETS_ECLOSED", "the connection was closed"},
	{SOCKETS_TLS_INIT_ERROR, "SOCKETS_TLS_INIT_ERROR", "TLS could not be set up"},
	{SOCKETS_TLS_HANDSHAKE_ERROR, "SOCKETS_TLS_HANDSHAKE_ERROR", "the TLS handshake failed"},
	{SOCKETS_TLS_SERVER_UNVERIFIED, "SOCKETS_TLS_SERVER_UNVERIFIED", "the server's certificate is not to be trusted"},
	{SOCKETS_TLS_RECV_ERROR, "SOCKETS_TLS_RECV_ERROR", "TLS failed while receiving"},
	{SOCKETS_TLS_SEND_ERROR, "SOCKETS_TLS_SEND_ERROR", "TLS failed while sending"},
	{SOCKETS_PERIPHERAL_RESET, "SOCKETS_PERIPHERAL_RESET", "the network peripheral was reset"},
};

static const name *find(int32_t code) {
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].code == code)
			return &codes[i];
	}
	return NULL;
}

const char *ss_error_name(int32_t code) {
	const name *found = find(code);
	return found ? found->name : "SOCKETS_UNKNOWN";
}

const char *ss_error_meaning(int32_t code) {
	const name *found = find(code);
	return found ? found->meaning : "unknown error";
}

const char *ss_phase_name(ss_phase phase) {
	switch (phase) {
	case SS_PHASE_NONE:
		return "none";
	case SS_PHASE_OPTION:
		return "option";
	case SS_PHASE_BIND:
		return "bind";
	case SS_PHASE_TCP_CONNECT:
		return "tcp connect";
	case SS_PHASE_TLS_HANDSHAKE:
		return "tls handshake";
	case SS_PHASE_SEND:
		return "send";
	case SS_PHASE_RECV:
		return "recv";
	case SS_PHASE_SHUTDOWN:
		return "shutdown";
	}
	return "unknown";
}

/* RFC 8446, section 6, and for the older ones RFC 5246, section 7.2. */
const char *ss_alert_name(int16_t alert) {
	switch (alert) {
	case 0:
		return "close_notify";
	case 10:
		return "unexpected_message";
	case 20:
		return "bad_record_mac";
	case 21:
		return "decryption_failed";
	case 22:
		return "record_overflow";
	case 40:
		return "handshake_failure";
	case 42:
		return "bad_certificate";
	case 43:
		return "unsupported_certificate";
	case 44:
		return "certificate_revoked";
	case 45:
		return "certificate_expired";
	case 46:
		return "certificate_unknown";
	case 47:
		return "illegal_parameter";
	case 48:
		return "unknown_ca";
	case 49:
		return "access_denied";
	case 50:
		return "decode_error";
	case 51:
		return "decrypt_error";
	case 70:
		return "protocol_version";
	case 71:
		return "insufficient_security";
	case 80:
		return "internal_error";
	case 86:
		return "inappropriate_fallback";
	case 90:
		return "user_canceled";
	case 100:
		return "no_renegotiation";
	case 109:
		return "missing_extension";
	case 110:
		return "unsupported_extension";
	case 112:
		return "unrecognized_name";
	case 113:
		return "bad_certificate_status_response";
	case 115:
		return "unknown_psk_identity";
	case 116:
		return "certificate_required";
	case 120:
		return "no_application_protocol";
	}
	return "unknown";
}
