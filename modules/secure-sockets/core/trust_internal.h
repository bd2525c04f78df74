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
	unsigned users; /* of the default store */
};

/** @return the default store, to be given back once, or NULL without memory. */
ss_trust *ss_trust_default_retain(void);
void ss_trust_default_release(void);

/** @return whether a code of mbedTLS says that it ran out of memory. */
bool ss_mbedtls_out_of_memory(int code);

#endif
