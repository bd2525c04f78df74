/*
 * mbedTLS in firmware: everything the core requires, for little memory, and a handshake that comes in short steps.
 * Whoever builds firmware may set the sizes on the compiler's command line.
 */
#ifndef BARE_MBEDTLS_CONFIG_H
#define BARE_MBEDTLS_CONFIG_H

#include "mbedtls_base.h"

/*
 * A server may send records of 16 KB, whatever we would like (RFC 8446, 5.1): tls_buffers.c holds that much only as long as
 * one is on its way. We send small ones.
 */
#ifndef MBEDTLS_SSL_IN_CONTENT_LEN
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#endif
#ifndef MBEDTLS_SSL_OUT_CONTENT_LEN
#define MBEDTLS_SSL_OUT_CONTENT_LEN 2048
#endif

/* Elliptic curves in steps; excludes MBEDTLS_USE_PSA_CRYPTO, and with it keys in a secure element. */
#define MBEDTLS_ECP_RESTARTABLE
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1
/* the ladder of X25519 cannot be done in steps, and every server must have P-256 (RFC 8446, 9.1) */
#undef MBEDTLS_ECP_DP_CURVE25519_ENABLED

/* its words for errors take 13 KB; tls_error.c has some instead */
#undef MBEDTLS_ERROR_C

/* tables in flash; GCM needs no decryption of single blocks */
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_BLOCK_CIPHER_NO_DECRYPT
#define MBEDTLS_SHA512_SMALLER

/* the core says in its own words what it read in a certificate */
#define MBEDTLS_X509_REMOVE_INFO

/* the core's, which goes by words */
#define MBEDTLS_PLATFORM_ZEROIZE_ALT

/* keys of RSA up to 4096 bits */
#define MBEDTLS_MPI_MAX_SIZE 512

/* nobody changes our buffers while PSA works on them: it need not copy each record first */
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS

#endif
