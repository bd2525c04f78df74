/*
 * Certificates in words: what is wrong with one, and what one says.
 */
#ifndef SS_VERIFY_H
#define SS_VERIFY_H

#include "mbedtls/x509_crt.h"
#include "socket.h"
#include "trust.h"

/** What certificates must be like: signatures, keys and curves that a TLS client may accept today. */
extern const mbedtls_x509_crt_profile ss_verify_profile;

/**
 * Writes the n-th reason among verify flags in a few words.
 * @param flags MBEDTLS_X509_BADCERT_* and BADCRL_*.
 * @return the words, static, or NULL when there are not so many.
 */
const char *ss_verify_reason(uint32_t flags, unsigned n);

/** Writes all reasons, joined by "; ". @param size of `text` in bytes. */
void ss_verify_reasons(uint32_t flags, char *text, size_t size);

/** Fills in subject, issuer, names, validity and hash of a certificate. */
void ss_verify_describe(const mbedtls_x509_crt *certificate, ss_info *info);

/** Fills in what is told of a trust anchor. */
void ss_verify_anchor(const mbedtls_x509_crt *certificate, ss_trust_anchor *anchor);

/** Writes a distinguished name, cut to fit. */
void ss_verify_name(const mbedtls_x509_name *name, char *text, size_t size);

#endif
