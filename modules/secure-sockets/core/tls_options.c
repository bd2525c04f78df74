/*
 * What TLS options own, and what they say together.
 */
#include "tls_options.h"
#include "mbedtls/platform_util.h"
#include "mbedtls_version.h"
#include "memory.h"
#include "trust_internal.h"
#include <string.h>

char *ss_text_copy(const void *text, size_t length) {
	char *copy = ss_memory_allocate(SS_CORE, length + 1);
	if (copy) {
		memcpy(copy, text, length);
		copy[length] = '\0';
	}
	return copy;
}

void ss_text_wipe(char *text, size_t length) {
	if (text)
		mbedtls_platform_zeroize(text, length);
	ss_memory_free(text);
}

static ss_credentials *credentials_of(ss_tls_options *options) {
	if (!options->credentials) {
		ss_credentials *credentials = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*credentials));
		if (!credentials)
			return NULL;
		mbedtls_x509_crt_init(&credentials->chain);
		mbedtls_pk_init(&credentials->key);
		options->credentials = credentials;
	}
	return options->credentials;
}

/* PEM must be given to mbedTLS with its NUL. */
static size_t text_length(const uint8_t *bytes, size_t length) {
	while (length && bytes[length - 1] == '\0')
		length--;
	return length;
}

int ss_tls_set_certificate(ss_tls_options *options, const uint8_t *bytes, size_t length) {
	ss_credentials *credentials = credentials_of(options);
	if (!credentials)
		return MBEDTLS_ERR_X509_ALLOC_FAILED;
	mbedtls_x509_crt_free(&credentials->chain);
	mbedtls_x509_crt_init(&credentials->chain);
	int code = ss_trust_append(&credentials->chain, bytes, length);
	credentials->has_certificate = code == 0;
	return code;
}

int ss_tls_set_key(ss_tls_options *options, const uint8_t *bytes, size_t length) {
	ss_credentials *credentials = credentials_of(options);
	size_t size = text_length(bytes, length);
	bool der = length && bytes[0] == 0x30;
	char *text = credentials && !der ? ss_text_copy(bytes, size) : NULL;
	if (!credentials || (!der && !text))
		return MBEDTLS_ERR_X509_ALLOC_FAILED;
	mbedtls_pk_free(&credentials->key);
	mbedtls_pk_init(&credentials->key);
	int code = ss_pk_parse(&credentials->key, der ? bytes : (const uint8_t *)text, der ? length : size + 1);
	ss_text_wipe(text, size);
	credentials->has_key = code == 0;
	return code;
}

int ss_tls_set_key_id(ss_tls_options *options, uint32_t id) {
	ss_credentials *credentials = credentials_of(options);
	if (!credentials)
		return MBEDTLS_ERR_X509_ALLOC_FAILED;
	mbedtls_pk_free(&credentials->key);
	mbedtls_pk_init(&credentials->key);
	int code = ss_pk_wrap(&credentials->key, id);
	credentials->has_key = code == 0;
	return code;
}

/* @return bytes of a Certificate message with this chain, but for its head. */
static size_t message_length(const mbedtls_x509_crt *chain) {
	size_t length = 0;
	for (; chain && chain->raw.p; chain = chain->next)
		length += chain->raw.len + 5; /* its length and, in 1.3, that of its extensions */
	return length;
}

const char *ss_tls_credentials_problem(const ss_tls_options *options) {
	ss_credentials *credentials = options->credentials;
	if (!credentials)
		return NULL;
	if (!credentials->has_certificate)
		return "there is a client key, but no client certificate";
	if (!credentials->has_key)
		return "there is a client certificate, but no client key";
	if (message_length(&credentials->chain) > MBEDTLS_SSL_OUT_CONTENT_LEN - 8)
		return "the client certificate and its chain are longer than one message may be (MBEDTLS_SSL_OUT_CONTENT_LEN)";
	int code = ss_pk_check_pair(&credentials->chain.pk, &credentials->key);
	if (code == MBEDTLS_ERR_PK_TYPE_MISMATCH)
		return "the client key is of another type than the client certificate's";
	return code ? "the client key does not belong to the client certificate" : NULL;
}

bool ss_tls_can_verify(const ss_tls_options *options) {
	return options->trust || options->pin_count || options->psk ||
		   (options->server_name && !ss_trust_default_is_empty());
}

static bool has_suite(const int *suites, bool of_1_3) {
	while (*suites && (*suites >> 8 == 0x13) != of_1_3)
		suites++;
	return *suites;
}

bool ss_tls_versions(const ss_tls_options *options, uint16_t *minimum, uint16_t *maximum) {
	const int *suites = options->suites;
	*minimum = options->min_version ? options->min_version : SOCKETS_TLS_VERSION_1_2;
	*maximum = options->max_version ? options->max_version : SOCKETS_TLS_VERSION_1_3;
	if (suites && !has_suite(suites, false))
		*minimum = SOCKETS_TLS_VERSION_1_3;
	if (suites && !has_suite(suites, true))
		*maximum = SOCKETS_TLS_VERSION_1_2;
	return *minimum <= *maximum;
}

bool ss_tls_by_pin_only(const ss_tls_options *options) {
	return options->pin_count && !options->trust && !options->server_name;
}

void ss_psk_free(ss_psk *psk) {
	if (psk)
		mbedtls_platform_zeroize(psk->bytes, psk->key_length);
	ss_memory_free(psk);
}

void ss_tls_options_free(ss_tls_options *options) {
	ss_memory_free(options->server_name);
	ss_memory_free(options->alpn);
	ss_memory_free(options->suites);
	ss_memory_free(options->pins);
	ss_trust_free(options->trust);
	ss_psk_free(options->psk);
	if (options->credentials) {
		mbedtls_x509_crt_free(&options->credentials->chain);
		mbedtls_pk_free(&options->credentials->key);
		ss_memory_free(options->credentials);
	}
	*options = (ss_tls_options){0};
}
