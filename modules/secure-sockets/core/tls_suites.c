/*
 * Cipher suites: authenticated encryption only, and with certificates only with forward secrecy.
 */
#include "tls_suites.h"
#include "mbedtls/ssl.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CHACHA20_SUITES \
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, \
		MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256

#define AES_SUITES \
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS1_3_AES_256_GCM_SHA384, \
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, \
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384

/* A host without AES hardware defines SS_PREFER_CHACHA20 in its mbedtls_config.h. */
#ifdef SS_PREFER_CHACHA20
const int ss_tls_suites[] = {CHACHA20_SUITES, AES_SUITES, 0};
#else
const int ss_tls_suites[] = {AES_SUITES, CHACHA20_SUITES, 0};
#endif

const int ss_tls_psk_suites[] = {
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_PSK_WITH_AES_128_GCM_SHA256,
	0,
};

void ss_tls_suite_name(const char *mbedtls_name, char *text, size_t size) {
	/* mbedTLS writes dashes, and a prefix of its own in 1.3 */
	static const char prefix[] = "TLS1-3-";
	bool is_1_3 = !strncmp(mbedtls_name, prefix, sizeof(prefix) - 1);
	snprintf(text, size, "%s%s", is_1_3 ? "TLS_" : "", mbedtls_name + (is_1_3 ? sizeof(prefix) - 1 : 0));
	for (; *text; text++) {
		if (*text == '-')
			*text = '_';
	}
}

static int search(const int *suites, const char *name) {
	for (; *suites; suites++) {
		char text[52];
		const char *known = mbedtls_ssl_get_ciphersuite_name(*suites);
		ss_tls_suite_name(known, text, sizeof(text));
		if (!strcmp(text, name))
			return *suites;
	}
	return 0;
}

int ss_tls_suite_number(const char *name) {
	int found = search(ss_tls_suites, name);
	return found ? found : search(ss_tls_psk_suites, name);
}
