/*
 * Cryptography for speed, of mbedTLS 3.6 and of 4.
 */
#ifndef SIM_SPEED_H
#define SIM_SPEED_H

#define MBEDTLS_AESNI_C
#if defined(__AES__) && defined(__PCLMUL__)
#define MBEDTLS_AES_USE_HARDWARE_ONLY /* the compiler was told that it is there: no question at every block */
#endif
/* nobody changes our buffers while PSA works on them: it need not copy each record first */
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS
#define MBEDTLS_ECP_WINDOW_SIZE 6
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1

#endif
