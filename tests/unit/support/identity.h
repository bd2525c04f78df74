/*
 * Keys and certificates for tests, made anew in each: P-256, by default good for a year around the tests' wall clock.
 */
#ifndef UNIT_IDENTITY_H
#define UNIT_IDENTITY_H

#include "mbedtls/pk.h"
#include "mbedtls/x509_crt.h"
#include <stdbool.h>

struct identity {
	mbedtls_pk_context key;
	mbedtls_x509_crt chain; /**< Its certificate, and its issuers' but for the root's. */
	char pem[4096];         /**< Its certificate. */
	char key_pem[512];
	bool root; /**< Signed by itself. */
};

/** An alternative name as it stands in a certificate; any bytes. */
struct identity_name {
	int type; /**< MBEDTLS_X509_SAN_DNS_NAME, _IP_ADDRESS; 0: the end of the list. */
	const char *bytes;
	size_t length;
};

struct identity_options {
	const char *subject;                /**< As "CN=server.test,O=Test". */
	const struct identity *issuer;      /**< NULL: signed by itself. */
	bool authority;                     /**< Whether it may sign others. */
	const struct identity_name *names;  /**< NULL: the DNS name "server.test". */
	const char *not_before, *not_after; /**< "20250101000000"; NULL: 2025, the whole year. */
	bool no_key_usage;                  /**< Else digital signature, or signing certificates. */
	unsigned key_usage;                 /**< Instead of these; 0: as said. */
	mbedtls_ecp_group_id curve;         /**< 0: P-256. */
	mbedtls_md_type_t hash;             /**< Of the signature; 0: SHA-256. */
};

/** @return an identity that lives until the test ends. */
struct identity *identity_new(const struct identity_options *options);

/** @return the one that the tests trust, and the server's that it has signed, for "server.test"; the same each time. */
const struct identity *identity_authority(void);
const struct identity *identity_server(void);

#endif
