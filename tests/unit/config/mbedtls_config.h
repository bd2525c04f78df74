/*
 * mbedTLS in the unit tests: what the core requires, and the server and the certificate writer that play its peer.
 */
#ifndef UNIT_MBEDTLS_CONFIG_H
#define UNIT_MBEDTLS_CONFIG_H

#include "mbedtls_base.h"

#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#define MBEDTLS_SSL_OUT_CONTENT_LEN 16384
#define MBEDTLS_AESNI_C

#define MBEDTLS_SSL_SRV_C
#define MBEDTLS_SSL_TICKET_C
#define MBEDTLS_PEM_WRITE_C
#define MBEDTLS_X509_CREATE_C
#define MBEDTLS_X509_CRT_WRITE_C

#endif
