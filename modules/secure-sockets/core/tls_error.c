/*
 * What went wrong in TLS, as a code of the reference and in words.
 */
#include "mbedtls/error.h"
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

/* While the certificates are read, also what comes from the modules below: a key of a kind that is not known, for example. */
static bool is_certificate_trouble(const ss_tls *tls, int code) {
	const bool reading = tls->ssl.MBEDTLS_PRIVATE(state) == MBEDTLS_SSL_SERVER_CERTIFICATE;
	return code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED || code == MBEDTLS_ERR_SSL_BAD_CERTIFICATE ||
		   (code <= MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE && code >= MBEDTLS_ERR_X509_FATAL_ERROR) ||
		   (reading && code < MBEDTLS_ERR_X509_FATAL_ERROR && code > MBEDTLS_ERR_SSL_UNEXPECTED_CID);
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
		mbedtls_strerror(code, detail, sizeof(detail));
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
	mbedtls_strerror(code, text, sizeof(text));
	fill(error, result, phase, code, "%s: %s (mbedTLS -0x%04x)", what, text, (unsigned)-code);
}

/* mbedTLS gives the code of an alert also when a server of TLS 1.3 sends no certificate. */
static bool is_missing_certificate(const ss_tls *tls, int code) {
	return code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE && tls->ssl.MBEDTLS_PRIVATE(in_msgtype) != MBEDTLS_SSL_MSG_ALERT;
}

void ss_tls_explain_handshake(ss_tls *tls, int code, ss_error *error) {
	const ss_phase phase = SS_PHASE_TLS_HANDSHAKE;
	if (is_certificate_trouble(tls, code) && !is_out_of_memory(code)) {
		explain_certificate(tls, code, error);
	} else if (is_out_of_memory(code)) {
		explain_memory(code, phase, "out of memory in the TLS handshake", error);
	} else if (code == MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED) {
		fill(error, SOCKETS_TLS_INIT_ERROR, phase, code, "there are no trust anchors");
	} else if (ss_tcp_failure(tls->tcp)) {
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

void ss_tls_explain_transfer(ss_tls *tls, int code, ss_phase phase, ss_error *error) {
	int32_t result = phase == SS_PHASE_SEND ? SOCKETS_TLS_SEND_ERROR : SOCKETS_TLS_RECV_ERROR;
	const bool truncated = code == MBEDTLS_ERR_SSL_CONN_EOF || code == 0;
	tls->broken |= !truncated;
	if (ss_tcp_failure(tls->tcp))
		return;
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
}

void ss_tls_explain_broken(ss_error *error) {
	fill(error, SOCKETS_TLS_SEND_ERROR, SS_PHASE_SEND, 0, "an earlier failure has ended the TLS session");
}
