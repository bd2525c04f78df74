/*
 * Trust anchors: parsing and freeing. The default store is in trust_store.c.
 */
#include "trust.h"
#include "constants.h"
#include "mbedtls_version.h"
#include "memory.h"
#include "tls_options.h"
#include "trust_internal.h"

/* mbedTLS takes text for PEM only when it ends with NUL, which the caller's need not. */
static int parse_pem(mbedtls_x509_crt *chain, const char *text, size_t length) {
	char *copy = ss_text_copy(text, length);
	if (!copy)
		return MBEDTLS_ERR_X509_ALLOC_FAILED;
	int code = mbedtls_x509_crt_parse(chain, (const uint8_t *)copy, length + 1);
	ss_memory_free(copy);
	return code;
}

int ss_trust_append(mbedtls_x509_crt *chain, const void *certificates, size_t length) {
	static const char dashes[] = "-----BEGIN";
	const uint8_t *bytes = certificates;
	if (length && bytes[0] == 0x30)
		return mbedtls_x509_crt_parse_der(chain, bytes, length);
	while (length && bytes[length - 1] == '\0')
		length--;
	return length >= sizeof(dashes) - 1 ? parse_pem(chain, certificates, length) : MBEDTLS_ERR_X509_INVALID_FORMAT;
}

int32_t ss_trust_parse(const void *certificates, size_t length, ss_trust **result, int32_t *library_code) {
	ss_trust *trust = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*trust));
	if (!trust)
		return SOCKETS_ENOMEM;
	mbedtls_x509_crt_init(&trust->chain);
	int code = ss_trust_append(&trust->chain, certificates, length);
	if (code == 0) {
		*result = trust;
		return SOCKETS_ERROR_NONE;
	}
	ss_trust_free(trust);
	if (library_code)
		*library_code = code;
	return ss_mbedtls_out_of_memory(code) ? SOCKETS_ENOMEM : SOCKETS_TLS_INIT_ERROR;
}

void ss_trust_free(ss_trust *trust) {
	if (!trust)
		return;
	mbedtls_x509_crt_free(&trust->chain);
	ss_memory_free(trust);
}
