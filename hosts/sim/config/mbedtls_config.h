/*
 * mbedTLS on the desktop simulator: everything the core can use, built for speed.
 */
#ifndef SIM_MBEDTLS_CONFIG_H
#define SIM_MBEDTLS_CONFIG_H

#include "mbedtls_base.h"

#define MBEDTLS_USE_PSA_CRYPTO /* for keys in a secure element */
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#define MBEDTLS_SSL_OUT_CONTENT_LEN 16384
#define SS_TLS_KEPT 2048 /* small records come and go without allocations */
#define MBEDTLS_AESNI_C
#if defined(__AES__) && defined(__PCLMUL__)
#define MBEDTLS_AES_USE_HARDWARE_ONLY /* the compiler was told that it is there: no question at every block */
#endif
/* nobody changes our buffers while PSA works on them: it need not copy each record first */
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS
#define MBEDTLS_ECP_WINDOW_SIZE 6
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1

#endif
