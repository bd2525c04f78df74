/*
 * Trust anchors from inside: for tls.c. Network context only.
 */
#ifndef SS_TRUST_INTERNAL_H
#define SS_TRUST_INTERNAL_H

#include "mbedtls/x509_crt.h"
#include "trust.h"
#include <stdbool.h>

struct ss_trust {
	mbedtls_x509_crt chain;
	unsigned users; /* of a default store */
};

/** Parses PEM or DER onto the end of a chain. @return 0 or mbedTLS's code, > 0: how many of the certificates are bad. */
int ss_trust_append(mbedtls_x509_crt *chain, const void *certificates, size_t length);

/** @return the default store, to be released once, or NULL without memory. */
ss_trust *ss_trust_default_retain(void);
void ss_trust_default_release(ss_trust *trust);

/** @return whether the default store has no anchors left. */
bool ss_trust_default_is_empty(void);

/** Forgets the application's changes to the default store. */
void ss_trust_default_reset(void);

#endif
