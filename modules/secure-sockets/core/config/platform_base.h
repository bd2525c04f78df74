/*
 * What the core is to mbedTLS, 3.6 or 4: memory and time come from it (platform.c) and its port.
 */
#ifndef SS_PLATFORM_BASE_H
#define SS_PLATFORM_BASE_H

#include <stddef.h>
#include <stdint.h>
void *ss_mbedtls_calloc(size_t count, size_t size);
void ss_mbedtls_free(void *block);
int64_t ss_mbedtls_time(int64_t *seconds);
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO ss_mbedtls_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO ss_mbedtls_free
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE
#define MBEDTLS_PLATFORM_TIME_TYPE_MACRO int64_t
#define MBEDTLS_PLATFORM_TIME_MACRO ss_mbedtls_time
#define MBEDTLS_PLATFORM_MS_TIME_ALT
#define MBEDTLS_PLATFORM_GMTIME_R_ALT

#endif
