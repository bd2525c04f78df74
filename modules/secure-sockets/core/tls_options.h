/*
 * TLS options from inside: for the files tls*.c and options_tls.c. Network context only.
 */
#ifndef SS_TLS_OPTIONS_H
#define SS_TLS_OPTIONS_H

#include "mbedtls/x509_crt.h"
#include "tls.h"

struct ss_credentials {
	mbedtls_x509_crt chain;
	mbedtls_pk_context key;
	bool has_certificate, has_key;
};

/** Set our certificate chain, its key, or the PSA id of its key. @return 0 or mbedTLS's code; the old one is gone then. */
int ss_tls_set_certificate(ss_tls_options *options, const uint8_t *bytes, size_t length);
int ss_tls_set_key(ss_tls_options *options, const uint8_t *bytes, size_t length);
int ss_tls_set_key_id(ss_tls_options *options, uint32_t id);

/** @return what is wrong with certificate and key, or NULL. */
const char *ss_tls_credentials_problem(const ss_tls_options *options);

/**
 * Which versions may be spoken: those that were not ruled out and that the cipher suites, if they were chosen, belong to.
 * @return whether there is one.
 */
bool ss_tls_versions(const ss_tls_options *options, uint16_t *minimum, uint16_t *maximum);

/** @return whether pins alone decide: neither a name nor trust anchors were given. */
bool ss_tls_by_pin_only(const ss_tls_options *options);

/** Wipes and frees a pre-shared key; NULL is allowed. */
void ss_psk_free(ss_psk *psk);

/** @return a copy that ends with NUL, or NULL without memory. */
char *ss_text_copy(const void *text, size_t length);

/** Wipes and frees a copy. */
void ss_text_wipe(char *text, size_t length);

#endif
