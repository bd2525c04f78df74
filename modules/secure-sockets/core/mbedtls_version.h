/*
 * Where mbedTLS 3.6 and 4 differ, so that the rest of the core need not know which it is. In 4 all cryptography is PSA's:
 * there is no other random generator, and what keys and curves are called is private.
 */
#ifndef SS_MBEDTLS_VERSION_H
#define SS_MBEDTLS_VERSION_H

#include "mbedtls/ssl.h"
#include <stdbool.h>

#if MBEDTLS_VERSION_NUMBER >= 0x04000000
#define MBEDTLS_DECLARE_PRIVATE_IDENTIFIERS /* a profile of certificates names types of keys and curves all the same */
#include "mbedtls/private/ecp.h"
#include "mbedtls/private/pk_private.h"
#define SS_ERR_ECDSA_VERIFY_FAILED PSA_ERROR_INVALID_SIGNATURE
#define SS_ERR_RSA_VERIFY_FAILED PSA_ERROR_INVALID_SIGNATURE
#else
#include "mbedtls/ecp.h"
#include "mbedtls/rsa.h"
#define SS_ERR_ECDSA_VERIFY_FAILED MBEDTLS_ERR_ECP_VERIFY_FAILED
#define SS_ERR_RSA_VERIFY_FAILED MBEDTLS_ERR_RSA_VERIFY_FAILED
#endif

/** Gives sessions a random generator, and has tickets told of: what only 3.6 wants to be told. */
void ss_mbedtls_prepare(mbedtls_ssl_config *config);

/** @return whether a code of mbedTLS says that it ran out of memory. */
bool ss_mbedtls_out_of_memory(int code);

/**
 * Reads a private key.
 * @param key initialised and empty.
 * @param bytes DER, or PEM with its NUL, which `length` includes.
 * @return 0 or mbedTLS's code.
 */
int ss_pk_parse(mbedtls_pk_context *key, const uint8_t *bytes, size_t length);

/**
 * Makes a key of one that PSA keeps, in a secure element perhaps, and that stays there.
 * @return 0, or mbedTLS's code: MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE if it was built without such keys.
 */
int ss_pk_wrap(mbedtls_pk_context *key, uint32_t id);

/** @return 0 if the two belong together, MBEDTLS_ERR_PK_TYPE_MISMATCH if they cannot, or another code of mbedTLS. */
int ss_pk_check_pair(const mbedtls_pk_context *public_key, const mbedtls_pk_context *private_key);

#endif
