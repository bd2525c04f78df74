/*
 * mbedTLS on the desktop simulator: everything the core can use, built for speed. The cryptography of mbedTLS 4 has a file of
 * its own, crypto_config.h.
 */
#ifndef SIM_MBEDTLS_CONFIG_H
#define SIM_MBEDTLS_CONFIG_H

#if MBEDTLS_VERSION_MAJOR < 4
#include "mbedtls_base.h"
#include "speed.h"
#define MBEDTLS_USE_PSA_CRYPTO /* for keys in a secure element */
#else
#include "tls_base.h"
#endif

#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#define MBEDTLS_SSL_OUT_CONTENT_LEN 16384
#define SS_TLS_KEPT 2048 /* small records come and go without allocations */

#endif
