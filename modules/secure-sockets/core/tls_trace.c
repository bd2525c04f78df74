/*
 * Which message each step of a handshake has dealt with. mbedTLS tells its state, not its messages: some states pass without
 * one.
 */
#include "tls_internal.h"
#include "trace.h"

void (*ss_trace_listener)(const ss_trace_event *event);

static const struct {
	int16_t state, message;
	bool sent;
} steps[] = {
	{MBEDTLS_SSL_CLIENT_HELLO, MBEDTLS_SSL_HS_CLIENT_HELLO, true},
	{MBEDTLS_SSL_SERVER_HELLO, MBEDTLS_SSL_HS_SERVER_HELLO, false},
	{MBEDTLS_SSL_ENCRYPTED_EXTENSIONS, MBEDTLS_SSL_HS_ENCRYPTED_EXTENSIONS, false},
	{MBEDTLS_SSL_SERVER_CERTIFICATE, MBEDTLS_SSL_HS_CERTIFICATE, false},
	{MBEDTLS_SSL_SERVER_KEY_EXCHANGE, MBEDTLS_SSL_HS_SERVER_KEY_EXCHANGE, false},
	{MBEDTLS_SSL_CERTIFICATE_REQUEST, MBEDTLS_SSL_HS_CERTIFICATE_REQUEST, false},
	{MBEDTLS_SSL_SERVER_HELLO_DONE, MBEDTLS_SSL_HS_SERVER_HELLO_DONE, false},
	{MBEDTLS_SSL_CLIENT_CERTIFICATE, MBEDTLS_SSL_HS_CERTIFICATE, true},
	{MBEDTLS_SSL_CLIENT_KEY_EXCHANGE, MBEDTLS_SSL_HS_CLIENT_KEY_EXCHANGE, true},
	{MBEDTLS_SSL_CERTIFICATE_VERIFY, MBEDTLS_SSL_HS_CERTIFICATE_VERIFY, true},
	{MBEDTLS_SSL_CERTIFICATE_VERIFY, MBEDTLS_SSL_HS_CERTIFICATE_VERIFY, false},
	{MBEDTLS_SSL_CLIENT_CERTIFICATE_VERIFY, MBEDTLS_SSL_HS_CERTIFICATE_VERIFY, true},
	{MBEDTLS_SSL_CLIENT_CHANGE_CIPHER_SPEC, SS_TRACE_CHANGE_CIPHER_SPEC, true},
	{MBEDTLS_SSL_CLIENT_CCS_AFTER_SERVER_FINISHED, SS_TRACE_CHANGE_CIPHER_SPEC, true},
	{MBEDTLS_SSL_CLIENT_CCS_BEFORE_2ND_CLIENT_HELLO, SS_TRACE_CHANGE_CIPHER_SPEC, true},
	{MBEDTLS_SSL_CLIENT_FINISHED, MBEDTLS_SSL_HS_FINISHED, true},
	{MBEDTLS_SSL_NEW_SESSION_TICKET, MBEDTLS_SSL_HS_NEW_SESSION_TICKET, false},
	{MBEDTLS_SSL_SERVER_CHANGE_CIPHER_SPEC, SS_TRACE_CHANGE_CIPHER_SPEC, false},
	{MBEDTLS_SSL_SERVER_FINISHED, MBEDTLS_SSL_HS_FINISHED, false},
};

/* Taken was a message when mbedTLS has it in its buffer. */
static bool has_message(const mbedtls_ssl_context *ssl, int message) {
	if (message == SS_TRACE_CHANGE_CIPHER_SPEC)
		return ssl->MBEDTLS_PRIVATE(in_msgtype) == MBEDTLS_SSL_MSG_CHANGE_CIPHER_SPEC;
	return ssl->MBEDTLS_PRIVATE(in_msgtype) == MBEDTLS_SSL_MSG_HANDSHAKE && ssl->MBEDTLS_PRIVATE(in_hslen) &&
		   ssl->MBEDTLS_PRIVATE(in_msg)[0] == message;
}

/* Nothing is left of a HelloRetryRequest but where it leads. */
static bool was_retry(int before, int after) {
	return before == MBEDTLS_SSL_SERVER_HELLO &&
		   (after == MBEDTLS_SSL_CLIENT_HELLO || after == MBEDTLS_SSL_CLIENT_CCS_BEFORE_2ND_CLIENT_HELLO);
}

static void trace_step(const ss_tls *tls, int state, bool wrote) {
	const mbedtls_ssl_context *ssl = &tls->ssl;
	if (was_retry(state, ssl->MBEDTLS_PRIVATE(state)))
		ss_trace(SS_TRACE_MESSAGE, false, tls->options->owner, SS_TRACE_HELLO_RETRY_REQUEST, 0, NULL);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (steps[i].state == state && (steps[i].sent ? wrote : has_message(ssl, steps[i].message)))
			ss_trace(SS_TRACE_MESSAGE, steps[i].sent, tls->options->owner, steps[i].message, 0, NULL);
	}
}

/* Records are counted, one for each message that is sent; from 0 again when keys change. */
static uint8_t written(const ss_tls *tls) {
	return tls->ssl.MBEDTLS_PRIVATE(cur_out_ctr)[MBEDTLS_SSL_SEQUENCE_NUMBER_LEN - 1];
}

/* A step that is to be done again has dealt with nothing yet. */
static bool is_repeated(int code) {
	return code == 0 || code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE ||
		   code == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS;
}

int ss_tls_traced_step(ss_tls *tls) {
	const int state = tls->ssl.MBEDTLS_PRIVATE(state);
	const uint8_t before = written(tls);
	const int16_t alert = tls->alert_sent;
	int code = ss_tls_step(&tls->ssl);
	if (ss_trace_listener && !(is_repeated(code) && tls->ssl.MBEDTLS_PRIVATE(state) == state))
		trace_step(tls, state, written(tls) != before && written(tls) && tls->alert_sent == alert);
	return code;
}
