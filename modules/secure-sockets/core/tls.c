/*
 * One TLS session over one TCP connection: the record and handshake calls. Setting up is in tls_config.c, and what went
 * wrong is put into words in tls_error.c.
 */
#include "mbedtls/net_sockets.h"
#include "tls_internal.h"
#include "trace.h"

/*
 * Remembers what we said (RFC 8446, 6): an alert that is not encrypted is a record of seven bytes; of one that is, mbedTLS
 * knows while it sends it.
 */
static void note_alert(ss_tls *tls, const uint8_t *data, size_t length) {
	if (data[0] != MBEDTLS_SSL_MSG_ALERT)
		return;
	tls->alerted = true;
	if (length == 7)
		tls->alert_sent = data[6];
	else if (tls->ssl.MBEDTLS_PRIVATE(send_alert))
		tls->alert_sent = tls->ssl.MBEDTLS_PRIVATE(alert_type);
	else
		return;
	ss_trace(SS_TRACE_ALERT, true, tls->options->owner, tls->alert_sent, 0, NULL);
}

static int send_bytes(void *context, const uint8_t *data, size_t length) {
	ss_tls *tls = context;
	note_alert(tls, data, length);
	int written = ss_tcp_write(tls->tcp, data, length);
	if (written == SS_TCP_AGAIN)
		return MBEDTLS_ERR_SSL_WANT_WRITE;
	return written < 0 ? MBEDTLS_ERR_NET_CONN_RESET : written;
}

/* A record's header is taken as a whole, because it tells how much room is needed. */
static bool header_is_cut(const ss_tls *tls) {
	return ss_tcp_available(tls->tcp) < SS_TLS_HEADER && ss_tcp_read(tls->tcp, NULL, 0) == SS_TCP_AGAIN;
}

static int receive_bytes(void *context, uint8_t *buffer, size_t length) {
	ss_tls *tls = context;
	const bool header = !tls->ssl.MBEDTLS_PRIVATE(in_left);
	if (header) {
		int code = ss_tls_buffers_receive(&tls->buffers, &tls->ssl, tls->tcp);
		if (code)
			return code;
		buffer = tls->ssl.MBEDTLS_PRIVATE(in_hdr); /* where mbedTLS will look for it */
	}
	int read = header && header_is_cut(tls) ? SS_TCP_AGAIN : ss_tcp_read(tls->tcp, buffer, length);
	switch (read) {
	case SS_TCP_AGAIN:
		tls->starved = true;
		return MBEDTLS_ERR_SSL_WANT_READ;
	case SS_TCP_CLOSED:
		tls->ended = true;
		return 0;
	case SS_TCP_ERROR:
		return MBEDTLS_ERR_NET_CONN_RESET;
	default:
		ss_tls_watch_bytes(&tls->watch, buffer, (size_t)read);
		if (tls->watch.unsolicited)
			return MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION;
		return tls->watch.repeated || tls->watch.weak ? MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER : read;
	}
}

static bool must_wait(int code) {
	return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE;
}

ss_tls *ss_tls_new(const ss_tls_options *options, const ss_address *remote, ss_tcp *tcp, ss_error *error) {
	ss_tls *tls = ss_memory_clear_allocate(SS_MBEDTLS, 1, sizeof(*tls));
	if (!tls) {
		ss_tls_explain_setup(MBEDTLS_ERR_SSL_ALLOC_FAILED, error);
		return NULL;
	}
	tls->tcp = tcp;
	tls->options = options;
	tls->alert_sent = -1;
	int code = ss_tls_configure(tls);
	if (code) {
		ss_tls_explain_setup(code, error);
		ss_tls_free(tls);
		return NULL;
	}
	mbedtls_ssl_set_bio(&tls->ssl, tls, send_bytes, receive_bytes, NULL);
	ss_tls_resume(tls, remote);
	return tls;
}

/* What fails without mbedTLS telling the server, who would not know why: a message too large, no memory (RFC 8446, 6.2). */
static void alert_if_silent(ss_tls *tls, int code) {
	uint8_t alert = MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR;
	switch (code) {
	case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
	case MBEDTLS_ERR_SSL_CONN_EOF:
	case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
	case MBEDTLS_ERR_NET_CONN_RESET:
		return;
	case MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION:
		alert = MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_EXT;
		break;
	case MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER:
		alert = MBEDTLS_SSL_ALERT_MSG_ILLEGAL_PARAMETER;
		break;
	}
	if (!tls->alerted)
		mbedtls_ssl_send_alert_message(&tls->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, alert);
}

int ss_tls_handshake(ss_tls *tls, ss_error *error) {
	int code = ss_tls_traced_step(tls);
	if (must_wait(code))
		return SS_TLS_AGAIN;
	if (code == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS || (code == 0 && !mbedtls_ssl_is_handshake_over(&tls->ssl)))
		return SS_TLS_MORE;
	if (code == 0) {
		ss_tls_buffers_rest(&tls->buffers, &tls->ssl);
		/* in 1.3 a session can be resumed only by the tickets that come later */
		if (mbedtls_ssl_get_version_number(&tls->ssl) == MBEDTLS_SSL_VERSION_TLS1_2)
			ss_tls_keep_session(tls);
		return 0;
	}
	if (tls->offered)
		ss_session_cache_forget(&tls->key);
	alert_if_silent(tls, code);
	ss_tls_explain_handshake(tls, code, error);
	return SS_TLS_ERROR;
}

static void take_ticket(ss_tls *tls) {
	ss_trace(SS_TRACE_MESSAGE, false, tls->options->owner, MBEDTLS_SSL_HS_NEW_SESSION_TICKET, 0, NULL);
	ss_tls_keep_session(tls);
}

int ss_tls_flush(ss_tls *tls, ss_error *error) {
	if (!tls->ssl.MBEDTLS_PRIVATE(out_left))
		return 0;
	/* while a record waits mbedTLS only sends it, whatever is given, and then may take a ticket that could not be before */
	int code = mbedtls_ssl_write(&tls->ssl, (const uint8_t *)"", 1);
	bool ticket = code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
	if (ticket)
		take_ticket(tls);
	if (code > 0 || ticket) {
		ss_tls_buffers_rest(&tls->buffers, &tls->ssl);
		return 0;
	}
	if (must_wait(code))
		return SS_TLS_AGAIN;
	return ss_tls_explain_transfer(tls, code, SS_PHASE_SEND, error);
}

/* A ticket may have come that could not be taken while output was waiting: mbedTLS then does it before it writes. */
static int write_record(ss_tls *tls, const void *data, size_t length) {
	int code;
	while ((code = mbedtls_ssl_write(&tls->ssl, data, length)) == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
		take_ticket(tls);
	return code;
}

int ss_tls_write(ss_tls *tls, const void *data, size_t length, ss_error *error) {
	int result = ss_tls_flush(tls, error);
	if (result)
		return result;
	if (tls->broken) {
		ss_tls_explain_broken(SOCKETS_TLS_SEND_ERROR, SS_PHASE_SEND, error);
		return SS_TLS_ERROR;
	}
	int most = mbedtls_ssl_get_max_out_record_payload(&tls->ssl);
	if (most > 0 && length > (size_t)most)
		length = (size_t)most;
	int code = ss_tls_buffers_send(&tls->buffers, &tls->ssl, length);
	if (code == 0)
		code = write_record(tls, data, length);
	if (code > 0) {
		ss_tls_buffers_rest(&tls->buffers, &tls->ssl);
		return code;
	}
	/* the record is made and waits for room in TCP: its bytes are taken */
	if (must_wait(code) && tls->ssl.MBEDTLS_PRIVATE(out_left))
		return (int)length;
	if (must_wait(code))
		return SS_TLS_AGAIN;
	return ss_tls_explain_transfer(tls, code, SS_PHASE_SEND, error);
}

/*
 * @return what mbedtls_ssl_read() does, tickets taken. It says "want read" also when it has only put a message aside, or
 * ignored one, and 0 not only at TCP's end but also for a record without content; it would go on if asked again: nothing
 * may be left like that, because no event would come for it.
 */
static int read_record(ss_tls *tls, void *buffer, size_t length) {
	int code;
	tls->starved = false;
	do {
		code = mbedtls_ssl_read(&tls->ssl, buffer, length);
		if (code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
			take_ticket(tls);
	} while (code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET ||
			 (code == MBEDTLS_ERR_SSL_WANT_READ && !tls->starved) ||
			 (code == 0 && !tls->ended && !ss_tls_available(tls)));
	/* what comes next will want a buffer at once */
	if (ss_tcp_available(tls->tcp) < SS_TLS_HEADER && (code >= 0 || must_wait(code)))
		ss_tls_buffers_rest(&tls->buffers, &tls->ssl);
	return code;
}

static int explain_read(ss_tls *tls, int code, ss_error *error) {
	if (must_wait(code))
		return SS_TLS_AGAIN;
	if (code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
		ss_trace(SS_TRACE_ALERT, false, tls->options->owner, MBEDTLS_SSL_ALERT_MSG_CLOSE_NOTIFY, 0, NULL);
		return SS_TLS_CLOSED;
	}
	return ss_tls_explain_transfer(tls, code, SS_PHASE_RECV, error);
}

int ss_tls_read(ss_tls *tls, void *buffer, size_t length, ss_error *error) {
	int code = read_record(tls, buffer, length);
	return code > 0 ? code : explain_read(tls, code, error);
}

int ss_tls_look(ss_tls *tls, ss_error *error) {
	/* reading nothing makes mbedTLS process records until there is one of data, which it keeps */
	uint8_t nothing;
	int code = ss_tls_available(tls) ? 0 : read_record(tls, &nothing, 0);
	if (ss_tls_available(tls))
		return 1;
	return explain_read(tls, code, error);
}

size_t ss_tls_available(const ss_tls *tls) {
	return mbedtls_ssl_get_bytes_avail(&tls->ssl);
}

bool ss_tls_is_broken(const ss_tls *tls) {
	return tls->broken;
}

int ss_tls_close_notify(ss_tls *tls) {
	ss_error ignored;
	int result = ss_tls_flush(tls, &ignored);
	if (result || tls->notified || tls->broken)
		return result;
	tls->notified = true;
	ss_trace(SS_TRACE_ALERT, true, tls->options->owner, MBEDTLS_SSL_ALERT_MSG_CLOSE_NOTIFY, 0, NULL);
	int code = mbedtls_ssl_close_notify(&tls->ssl);
	if (code == 0)
		return 0;
	return must_wait(code) ? SS_TLS_AGAIN : SS_TLS_ERROR;
}

void ss_tls_free(ss_tls *tls) {
	if (!tls)
		return;
	ss_tls_buffers_free(&tls->buffers, &tls->ssl);
	mbedtls_ssl_config_free(&tls->config);
	if (tls->default_trust)
		ss_trust_default_release(tls->default_trust);
	ss_memory_free(tls);
}
