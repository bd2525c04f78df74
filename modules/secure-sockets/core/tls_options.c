/*
 * What TLS options own, and what they say together.
 */
#include "tls_options.h"
#include "mbedtls/platform_util.h"
#include "mbedtls/psa_util.h"
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
	int code = mbedtls_pk_parse_key(&credentials->key, der ? bytes : (const uint8_t *)text, der ? length : size + 1,
		NULL, 0, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
	ss_text_wipe(text, size);
	credentials->has_key = code == 0;
	return code;
}

int ss_tls_set_key_id(ss_tls_options *options, uint32_t id) {
#ifdef MBEDTLS_USE_PSA_CRYPTO
	ss_credentials *credentials = credentials_of(options);
	if (!credentials)
		return MBEDTLS_ERR_X509_ALLOC_FAILED;
	mbedtls_pk_free(&credentials->key);
	mbedtls_pk_init(&credentials->key);
	int code = mbedtls_pk_setup_opaque(&credentials->key, id);
	credentials->has_key = code == 0;
	return code;
#else
	(void)options;
	(void)id;
	return MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE;
#endif
}

/* mbedTLS itself compares opaque keys of elliptic curves only. */
static int check_opaque_pair(const mbedtls_pk_context *public, const mbedtls_pk_context *private) {
#ifdef MBEDTLS_USE_PSA_CRYPTO
	uint8_t ours[PSA_EXPORT_PUBLIC_KEY_MAX_SIZE], theirs[PSA_EXPORT_PUBLIC_KEY_MAX_SIZE];
	uint8_t *end = theirs + sizeof(theirs), *start = end;
	size_t length = 0;
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_key_id_t id = private->MBEDTLS_PRIVATE(priv_id);
	if (psa_get_key_attributes(id, &attributes))
		return MBEDTLS_ERR_PK_BAD_INPUT_DATA;
	bool is_rsa = PSA_KEY_TYPE_IS_RSA(psa_get_key_type(&attributes));
	psa_reset_key_attributes(&attributes);
	if (is_rsa != mbedtls_pk_can_do(public, MBEDTLS_PK_RSA))
		return MBEDTLS_ERR_PK_TYPE_MISMATCH;
	int written = mbedtls_pk_write_pubkey(&start, theirs, public);
	if (written < 0 || psa_export_public_key(id, ours, sizeof(ours), &length) || length != (size_t)written)
		return MBEDTLS_ERR_PK_BAD_INPUT_DATA;
	return memcmp(ours, end - written, length) ? MBEDTLS_ERR_PK_BAD_INPUT_DATA : 0;
#else
	(void)public;
	(void)private;
	return MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE;
#endif
}

static int check_pair(const mbedtls_pk_context *public, const mbedtls_pk_context *private) {
	if (mbedtls_pk_get_type(private) == MBEDTLS_PK_OPAQUE)
		return check_opaque_pair(public, private);
	return mbedtls_pk_check_pair(public, private, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
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
	int code = check_pair(&credentials->chain.pk, &credentials->key);
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
