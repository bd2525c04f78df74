/*
 * What went wrong in TLS, as a code of the reference and in words.
 */
#include "mbedtls/error.h"
#include "mbedtls/net_sockets.h"
#include "mbedtls_version.h"
#include "tls_internal.h"
#include "trace.h"
#include "verify.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(ss_error *error, int32_t code, ss_phase phase, int library_code, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

static void fill(ss_error *error, int32_t code, ss_phase phase, int library_code, const char *format, ...) {
	*error =
		(ss_error){.code = code, .phase = phase, .library_code = library_code, .alert_sent = -1, .alert_received = -1};
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
}

#ifdef MBEDTLS_ERROR_C
static void describe(int code, char *text, size_t size) {
	mbedtls_strerror(code, text, size);
}
#else
/* mbedTLS's own words take 13 KB: these are for what a server can provoke. */
static const struct {
	int code;
	const char *words;
} described[] = {
	{MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE, "no version, cipher suite or key exchange is acceptable to both"},
	{MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION, "the version of TLS is not acceptable"},
	{MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, "a message has a value that is not allowed"},
	{MBEDTLS_ERR_SSL_DECODE_ERROR, "a message is malformed"},
	{MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, "a message came out of order, or of a kind that is not supported"},
	{MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION, "an extension came that nobody had asked for"},
	{MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL, "no application protocol in common"},
	{MBEDTLS_ERR_SSL_INVALID_RECORD, "a record is malformed, or this is not TLS"},
	{MBEDTLS_ERR_SSL_INVALID_MAC, "a record was changed on its way"},
	{MBEDTLS_ERR_SSL_BAD_INPUT_DATA, "a record is too long"},
	{MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL, "a message does not fit into MBEDTLS_SSL_OUT_CONTENT_LEN"},
	{MBEDTLS_ERR_SSL_PK_TYPE_MISMATCH, "the key is of another type than the cipher suite wants"},
	{MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE, "something is wanted that is not supported"},
	{MBEDTLS_ERR_X509_INVALID_FORMAT, "it is malformed"},
	{MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG, "it is signed in a way that is not supported"},
	{MBEDTLS_ERR_X509_UNKNOWN_VERSION, "it is of an unknown version"},
	{MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE, "it has something that is not supported"},
	{SS_ERR_ECDSA_VERIFY_FAILED, "a signature does not verify"},
	{SS_ERR_RSA_VERIFY_FAILED, "a signature does not verify"},
};

static void describe(int code, char *text, size_t size) {
	const char *words = "mbedTLS failed";
	for (size_t i = 0; i < sizeof(described) / sizeof(described[0]); i++) {
		if (described[i].code == code)
			words = described[i].words;
	}
	snprintf(text, size, "%s", words);
}
#endif

/* While the certificates are read, also what comes from the modules below: a key of a kind that is not known, for example. */
static bool is_certificate_trouble(const ss_tls *tls, int code) {
	const bool reading = tls->ssl.MBEDTLS_PRIVATE(state) == MBEDTLS_SSL_SERVER_CERTIFICATE;
	return code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED || code == MBEDTLS_ERR_SSL_BAD_CERTIFICATE ||
		   (code <= MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE && code >= MBEDTLS_ERR_X509_FATAL_ERROR) ||
		   (reading && code < MBEDTLS_ERR_X509_FATAL_ERROR && code > MBEDTLS_ERR_SSL_UNEXPECTED_CID) ||
		   (reading && code <= MBEDTLS_ERR_ASN1_OUT_OF_DATA && code >= MBEDTLS_ERR_ASN1_INVALID_DATA);
}

static void explain_certificate(ss_tls *tls, int code, ss_error *error) {
	uint32_t flags = mbedtls_ssl_get_verify_result(&tls->ssl);
	if (flags == UINT32_MAX)
		flags = 0;
	char reasons[160];
	ss_verify_reasons(flags, reasons, sizeof(reasons));
	if (code == MBEDTLS_ERR_X509_FATAL_ERROR) {
		snprintf(reasons, sizeof(reasons), "the server's chain of certificates is too long");
	} else if (!flags) {
		char detail[80];
		describe(code, detail, sizeof(detail));
		snprintf(reasons, sizeof(reasons), "the server's certificate cannot be understood: %s (mbedTLS -0x%04x)",
			detail, (unsigned)-code);
	}
	char wanted[64] = "";
	if ((flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) && tls->options->server_name)
		snprintf(wanted, sizeof(wanted), ", wanted \"%.40s\"", tls->options->server_name);
	fill(error, SOCKETS_TLS_SERVER_UNVERIFIED, SS_PHASE_TLS_HANDSHAKE, code, "%s (%s%s)", reasons,
		tls->culprit[0] ? tls->culprit : "no certificate", wanted);
	error->verify_flags = flags;
}

static int16_t received_alert(const ss_tls *tls) {
	int16_t alert = tls->ssl.MBEDTLS_PRIVATE(in_msg)[1];
	ss_trace(SS_TRACE_ALERT, false, tls->options->owner, alert, 0, NULL);
	return alert;
}

/* mbedTLS often tells a lack of memory as what it led to: a signature that does not verify, entropy that is missing. */
static bool is_out_of_memory(int code) {
	return ss_mbedtls_out_of_memory(code) || ss_memory_ran_out();
}

static void explain_memory(int code, ss_phase phase, const char *what, ss_error *error) {
	const ss_account *account = ss_memory_charged();
	if (account && account->denied)
		fill(error, SOCKETS_ENOMEM, phase, code,
			"%s: SOCKETS_SO_MEMORY_BUDGET does not suffice: %lu bytes are in use, and %lu more were needed", what,
			(unsigned long)account->now, (unsigned long)account->denied);
	else
		fill(error, SOCKETS_ENOMEM, phase, code, "%s", what);
}

void ss_tls_explain_setup(int code, ss_error *error) {
	if (is_out_of_memory(code))
		explain_memory(code, SS_PHASE_TLS_HANDSHAKE, "out of memory for a TLS session", error);
	else
		fill(error, SOCKETS_TLS_INIT_ERROR, SS_PHASE_TLS_HANDSHAKE, code, "TLS could not be set up (mbedTLS -0x%04x)",
			(unsigned)-code);
}

static void explain_library(int code, int32_t result, ss_phase phase, const char *what, ss_error *error) {
	char text[100];
	describe(code, text, sizeof(text));
	fill(error, result, phase, code, "%s: %s (mbedTLS -0x%04x)", what, text, (unsigned)-code);
}

/* mbedTLS gives the code of an alert also when a server of TLS 1.3 sends no certificate. */
static bool is_missing_certificate(const ss_tls *tls, int code) {
	return code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE && tls->ssl.MBEDTLS_PRIVATE(in_msgtype) != MBEDTLS_SSL_MSG_ALERT;
}

/* Not when an alert was read that had come before TCP broke, as when a server refuses and resets the connection. */
static bool tcp_broke(const ss_tls *tls, int code) {
	return code == MBEDTLS_ERR_NET_CONN_RESET && ss_tcp_failure(tls->tcp);
}

void ss_tls_explain_handshake(ss_tls *tls, int code, ss_error *error) {
	const ss_phase phase = SS_PHASE_TLS_HANDSHAKE;
	if (is_certificate_trouble(tls, code) && !is_out_of_memory(code)) {
		explain_certificate(tls, code, error);
	} else if (is_out_of_memory(code)) {
		explain_memory(code, phase, "out of memory in the TLS handshake", error);
	} else if (code == MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED) {
		fill(error, SOCKETS_TLS_INIT_ERROR, phase, code, "there are no trust anchors");
	} else if (tcp_broke(tls, code)) {
		fill(error, SOCKETS_TLS_HANDSHAKE_ERROR, phase, code,
			"the connection broke during the TLS handshake (lwIP error %d)", ss_tcp_failure(tls->tcp));
	} else if (code == MBEDTLS_ERR_SSL_CONN_EOF) {
		fill(error, SOCKETS_TLS_HANDSHAKE_ERROR, phase, code,
			"the server closed the connection during the TLS handshake");
	} else if (is_missing_certificate(tls, code)) {
		fill(error, SOCKETS_TLS_SERVER_UNVERIFIED, phase, code, "the server sent no certificate");
		error->verify_flags = MBEDTLS_X509_BADCERT_MISSING;
	} else if (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
		int16_t alert = received_alert(tls);
		fill(error, SOCKETS_TLS_HANDSHAKE_ERROR, phase, code, "the server ended the TLS handshake with alert %s (%d)",
			ss_alert_name(alert), alert);
		error->alert_received = alert;
	} else {
		explain_library(code, SOCKETS_TLS_HANDSHAKE_ERROR, phase, "the TLS handshake failed", error);
	}
	error->alert_sent = tls->alert_sent;
}

int ss_tls_explain_transfer(ss_tls *tls, int code, ss_phase phase, ss_error *error) {
	if (tcp_broke(tls, code))
		return SS_TLS_BROKE;
	int32_t result = phase == SS_PHASE_SEND ? SOCKETS_TLS_SEND_ERROR : SOCKETS_TLS_RECV_ERROR;
	const bool truncated = code == MBEDTLS_ERR_SSL_CONN_EOF || code == 0;
	tls->broken |= !truncated;
	if (is_out_of_memory(code)) {
		explain_memory(code, phase, "out of memory in TLS", error);
	} else if (truncated) {
		fill(error, result, phase, code, "truncated: the peer ended TCP without close_notify");
	} else if (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
		int16_t alert = received_alert(tls);
		fill(error, result, phase, code, "the peer ended TLS with alert %s (%d)", ss_alert_name(alert), alert);
		error->alert_received = alert;
	} else {
		explain_library(code, result, phase, phase == SS_PHASE_SEND ? "sending failed" : "receiving failed", error);
		if (code == MBEDTLS_ERR_SSL_INVALID_MAC)
			error->alert_sent = MBEDTLS_SSL_ALERT_MSG_BAD_RECORD_MAC;
	}
	return SS_TLS_ERROR;
}

void ss_tls_explain_broken(int32_t code, ss_phase phase, ss_error *error) {
	const bool told = error->code == SOCKETS_TLS_RECV_ERROR || error->code == SOCKETS_TLS_SEND_ERROR;
	if (!told)
		fill(error, code, phase, 0, "an earlier failure has ended the TLS session");
	error->code = code;
	error->phase = phase;
}
