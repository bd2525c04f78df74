/*
 * A TLS session from inside, shared by the files tls*.c. Network context only.
 */
#ifndef SS_TLS_INTERNAL_H
#define SS_TLS_INTERNAL_H

#include "mbedtls/ssl.h"
#include "memory.h"
#include "session_cache.h"
#include "tls.h"
#include "tls_buffers.h"
#include "tls_options.h"
#include "tls_watch.h"
#include "trust_internal.h"

struct ss_tls {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config config;
	ss_tls_buffers buffers;
	ss_tcp *tcp;
	const ss_tls_options *options;
	ss_session_key key;
	ss_tls_watch watch;
	const mbedtls_x509_crt *anchor; /* in the trust store; known after verification */
	char culprit[96];               /* the certificate that was not accepted */
	int16_t alert_sent;
	ss_trust *default_trust; /* NULL: the socket's own anchors */
	bool notified;
	bool alerted;   /* an alert was sent; which one cannot be told once they are encrypted */
	bool broken;    /* a failure has ended the session in both directions (RFC 8446, 6.2) */
	bool ended;     /* TCP has no more bytes, ever */
	bool starved;   /* TCP had no byte for mbedTLS */
	bool resumable; /* its key is known, and wanted */
	bool offered;   /* a session to resume */
	bool verified;  /* a certificate was looked at in this handshake */
	bool pinned;    /* one of its keys is among the pins */
};

/** Sets up `ssl` and `config` of a session that is all zero else. @return 0 or mbedTLS's code. */
int ss_tls_configure(ss_tls *tls);

/**
 * Does one step of the handshake: a message, or, where mbedTLS computes elliptic curves in steps, a part of its computations.
 * @return mbedTLS's code; MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS when it has more to compute.
 */
int ss_tls_step(mbedtls_ssl_context *ssl);

/** As ss_tls_step(), and traces the message. */
int ss_tls_traced_step(ss_tls *tls);

/** mbedTLS's verification callback. @param context the ss_tls. */
int ss_tls_verify(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags);

/** Computes the session's key, and offers a session of the cache if there is one. */
void ss_tls_resume(ss_tls *tls, const ss_address *remote);

/** Keeps the session for resumption. */
void ss_tls_keep_session(ss_tls *tls);

/** Tells secrets to the key log, if one was asked for. */
void ss_tls_start_key_log(ss_tls *tls);

/** Fill in an error from mbedTLS's code. */
void ss_tls_explain_setup(int code, ss_error *error);
void ss_tls_explain_handshake(ss_tls *tls, int code, ss_error *error);
/** @return SS_TLS_ERROR; or SS_TLS_BROKE, with `error` left alone, when TCP's failure is the cause. */
int ss_tls_explain_transfer(ss_tls *tls, int code, ss_phase phase, ss_error *error);

#endif
