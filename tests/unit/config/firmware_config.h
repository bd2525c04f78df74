/*
 * mbedTLS in the unit tests as firmware has it, and the server and the certificate writer that play its peer.
 */
#ifndef UNIT_FIRMWARE_CONFIG_H
#define UNIT_FIRMWARE_CONFIG_H

#include <mbedtls_config.h>

#define MBEDTLS_SSL_SRV_C
#define MBEDTLS_SSL_TICKET_C
#define MBEDTLS_PEM_WRITE_C
#define MBEDTLS_X509_CREATE_C
#define MBEDTLS_X509_CRT_WRITE_C

#endif
