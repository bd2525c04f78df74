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

/** A verify flag of our own, besides mbedTLS's MBEDTLS_X509_BADCERT_* and BADCRL_*. */
#define SS_BADCERT_NAME_CONSTRAINTS 0x100000

/**
 * Whether a certificate is for a name, by what is today's rule (RFC 9525): an address only by an iPAddress, a host name only
 * by a dNSName, never by the common name; "*" only as the whole first label, and not right below a top-level domain.
 * mbedTLS alone is laxer.
 */
bool ss_verify_is_for(const mbedtls_x509_crt *certificate, const char *name);

/** Whether a certificate has the extension "name constraints" (RFC 5280, 4.2.1.10), which mbedTLS does not know. */
bool ss_verify_is_constrained(const mbedtls_x509_crt *certificate);

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
