/*
 * One step of a handshake.
 *
 * Where mbedTLS is built with MBEDTLS_ECP_RESTARTABLE it interrupts its computations on elliptic curves, in TLS 1.2 only.
 * It does so of its own accord only if the server's key is on a curve, too; the key exchange is worth it in any case.
 */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS /* ssl_misc.h wants it */
#include "tls_internal.h"

#if __has_include("ssl_misc.h") /* which the SDK of a chip may keep to itself */
#include "ssl_misc.h"
#define PRIVATE_HEADERS
#endif

#ifdef MBEDTLS_ECP_RESTARTABLE
/*
 * Operations in one step, counted as mbedtls_ecp_set_max_ops() does, some 3000 instructions of a Cortex-M4 each. An inversion
 * takes 1.1 million and cannot be interrupted, and a step may end one signature and begin the next: which number makes
 * the longest step short is found by trying (bench/firmware). Fewer cost more: certificates are hashed anew in each step.
 */
#define OPERATIONS 425

static void interrupt_computations(mbedtls_ssl_context *ssl) {
	mbedtls_ecp_set_max_ops(OPERATIONS);
	const mbedtls_ssl_ciphersuite_t *suite = ssl->handshake ? ssl->handshake->ciphersuite_info : NULL;
	if (suite && ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_2 &&
		suite->key_exchange == MBEDTLS_KEY_EXCHANGE_ECDHE_RSA)
		ssl->handshake->ecrs_enabled = 1;
}
#else
static void interrupt_computations(const mbedtls_ssl_context *ssl) {
	(void)ssl;
}
#endif

/* mbedTLS 3.6 takes the cookie of a HelloRetryRequest for an answer to what was not asked (Mbed-TLS/mbedtls#9543). */
static void expect_cookie(mbedtls_ssl_context *ssl) {
#ifdef PRIVATE_HEADERS
	if (ssl->handshake)
		ssl->handshake->sent_extensions |= MBEDTLS_SSL_EXT_MASK(COOKIE);
#else
	(void)ssl;
#endif
}

int ss_tls_step(mbedtls_ssl_context *ssl) {
	expect_cookie(ssl);
	interrupt_computations(ssl);
	return mbedtls_ssl_handshake_step(ssl);
}
