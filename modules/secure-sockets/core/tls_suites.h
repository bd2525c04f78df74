/*
 * Cipher suites by number and by their IANA names.
 */
#ifndef SS_TLS_SUITES_H
#define SS_TLS_SUITES_H

#include <stddef.h>

/** What is offered when nobody chose: the first with certificates, the second with a pre-shared key. End with 0. */
extern const int ss_tls_suites[];
extern const int ss_tls_psk_suites[];

/** @return the number of a suite we can offer, by its IANA name ("TLS_AES_128_GCM_SHA256"), or 0. */
int ss_tls_suite_number(const char *name);

/** Writes the IANA name of a suite, given mbedTLS's name. @param size 52 is enough for all. */
void ss_tls_suite_name(const char *mbedtls_name, char *text, size_t size);

#endif
