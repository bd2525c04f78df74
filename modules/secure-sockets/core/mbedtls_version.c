/*
 * See mbedtls_version.h.
 */
#include "mbedtls_version.h"
#include "psa/crypto.h"
#include <string.h>

#if MBEDTLS_VERSION_NUMBER >= 0x04000000 || defined(MBEDTLS_USE_PSA_CRYPTO)

/* What SubjectPublicKeyInfo has besides the key (RFC 5280, 4.1). */
enum { KEY_INFO = 38 };

/* mbedTLS itself compares keys that PSA keeps only if they are of elliptic curves. */
static int check_opaque_pair(const mbedtls_pk_context *public_key, const mbedtls_pk_context *private_key) {
	uint8_t ours[PSA_EXPORT_PUBLIC_KEY_MAX_SIZE + KEY_INFO], theirs[sizeof(ours)];
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	if (psa_get_key_attributes(private_key->MBEDTLS_PRIVATE(priv_id), &attributes))
		return MBEDTLS_ERR_PK_UNKNOWN_PK_ALG;
	const bool is_rsa = PSA_KEY_TYPE_IS_RSA(psa_get_key_type(&attributes));
	psa_reset_key_attributes(&attributes);
	if (is_rsa != (mbedtls_pk_get_type(public_key) == MBEDTLS_PK_RSA))
		return MBEDTLS_ERR_PK_TYPE_MISMATCH;
	/* both are written at the end */
	const int length = mbedtls_pk_write_pubkey_der(public_key, theirs, sizeof(theirs));
	const bool same = length > 0 && mbedtls_pk_write_pubkey_der(private_key, ours, sizeof(ours)) == length &&
					  !memcmp(ours + sizeof(ours) - length, theirs + sizeof(theirs) - length, (size_t)length);
	return same ? 0 : MBEDTLS_ERR_PK_UNKNOWN_PK_ALG;
}

#else

static int check_opaque_pair(const mbedtls_pk_context *public_key, const mbedtls_pk_context *private_key) {
	(void)public_key;
	(void)private_key;
	return MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE;
}

#endif

#if MBEDTLS_VERSION_NUMBER >= 0x04000000

void ss_mbedtls_prepare(mbedtls_ssl_config *config) {
	(void)config;
}

bool ss_mbedtls_out_of_memory(int code) {
	return code == PSA_ERROR_INSUFFICIENT_MEMORY;
}

int ss_pk_parse(mbedtls_pk_context *key, const uint8_t *bytes, size_t length) {
	return mbedtls_pk_parse_key(key, bytes, length, NULL, 0);
}

int ss_pk_wrap(mbedtls_pk_context *key, uint32_t id) {
	return mbedtls_pk_wrap_psa(key, id);
}

int ss_pk_check_pair(const mbedtls_pk_context *public_key, const mbedtls_pk_context *private_key) {
	if (mbedtls_pk_get_type(private_key) == MBEDTLS_PK_OPAQUE)
		return check_opaque_pair(public_key, private_key);
	return mbedtls_pk_check_pair(public_key, private_key);
}

#else

#include "mbedtls/asn1.h"
#include "mbedtls/cipher.h"
#include "mbedtls/md.h"
#include "mbedtls/pem.h"
#include "mbedtls/psa_util.h"

void ss_mbedtls_prepare(mbedtls_ssl_config *config) {
	mbedtls_ssl_conf_rng(config, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
	mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
		config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
}

/* One code per module. */
bool ss_mbedtls_out_of_memory(int code) {
	switch (code) {
	case MBEDTLS_ERR_SSL_ALLOC_FAILED:
	case MBEDTLS_ERR_X509_ALLOC_FAILED:
	case MBEDTLS_ERR_PK_ALLOC_FAILED:
	case MBEDTLS_ERR_MPI_ALLOC_FAILED:
	case MBEDTLS_ERR_ECP_ALLOC_FAILED:
	case MBEDTLS_ERR_MD_ALLOC_FAILED:
	case MBEDTLS_ERR_CIPHER_ALLOC_FAILED:
	case MBEDTLS_ERR_PEM_ALLOC_FAILED:
	case MBEDTLS_ERR_ASN1_ALLOC_FAILED:
		return true;
	default:
		/* "high-level + low-level" sums carry the low-level reason in the low bits */
		return -(-code & 0x7f) == MBEDTLS_ERR_MPI_ALLOC_FAILED || -(-code & 0x7f) == MBEDTLS_ERR_ASN1_ALLOC_FAILED;
	}
}

int ss_pk_parse(mbedtls_pk_context *key, const uint8_t *bytes, size_t length) {
	return mbedtls_pk_parse_key(key, bytes, length, NULL, 0, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
}

#ifdef MBEDTLS_USE_PSA_CRYPTO

int ss_pk_wrap(mbedtls_pk_context *key, uint32_t id) {
	return mbedtls_pk_setup_opaque(key, id);
}

#else

int ss_pk_wrap(mbedtls_pk_context *key, uint32_t id) {
	(void)key;
	(void)id;
	return MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE;
}

#endif

int ss_pk_check_pair(const mbedtls_pk_context *public_key, const mbedtls_pk_context *private_key) {
	if (mbedtls_pk_get_type(private_key) == MBEDTLS_PK_OPAQUE)
		return check_opaque_pair(public_key, private_key);
	return mbedtls_pk_check_pair(public_key, private_key, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
}

#endif
