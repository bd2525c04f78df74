/*
 * A TLS session from inside, shared by the files tls*.c. Network context only.
 */
#ifndef SS_TLS_INTERNAL_H
#define SS_TLS_INTERNAL_H

#include "mbedtls/ssl.h"
#include "memory.h"
#include "tls.h"
#include "trust_internal.h"

struct ss_tls {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config config;
	ss_tcp *tcp;
	const char *server_name;
	const mbedtls_x509_crt *anchor; /* in the trust store; known after verification */
	char culprit[96];               /* the certificate that was not accepted */
	int16_t alert_sent;
	bool default_trust;
	bool notified;
};

/** Sets up `ssl` and `config` of a session that is all zero else. @return 0 or mbedTLS's code. */
int ss_tls_configure(ss_tls *tls, const ss_tls_config *config);

/** Fill in an error from mbedTLS's code. */
void ss_tls_explain_setup(int code, ss_error *error);
void ss_tls_explain_handshake(ss_tls *tls, int code, ss_error *error);
/** Leaves `error` alone when TCP failed: that was told already, and is the cause. */
void ss_tls_explain_transfer(ss_tls *tls, int code, ss_phase phase, ss_error *error);

#endif
