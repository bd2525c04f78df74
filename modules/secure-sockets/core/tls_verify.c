/*
 * What is asked of a server's certificates besides what mbedTLS asks: a stricter rule for names, that authorities are for
 * servers and have no name constraints, pins, and the rule for a clock that is not set.
 */
#include "port.h"
#include "sha256.h"
#include "tls_internal.h"
#include "trace.h"
#include "verify.h"
#include <string.h>

#define DATE_FLAGS (MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE)

static bool is_pinned(const ss_tls_options *options, const mbedtls_x509_crt *certificate) {
	uint8_t hash[SS_SHA256_LENGTH];
	if (!ss_sha256(certificate->pk_raw.p, certificate->pk_raw.len, hash))
		return false;
	for (size_t i = 0; i < options->pin_count; i++) {
		if (!memcmp(hash, options->pins[i], sizeof(hash)))
			return true;
	}
	return false;
}

/* mbedTLS looks at the purposes of the server's own certificate alone. */
static bool is_for_servers(const mbedtls_x509_crt *certificate) {
	static const char server_authentication[] = {
		0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01}; /* RFC 5280, 4.2.1.12 */
	return !mbedtls_x509_crt_check_extended_key_usage(
		certificate, server_authentication, sizeof(server_authentication));
}

/* Called from the trust anchor (highest depth) down to the server's certificate (0). */
int ss_tls_verify(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
	ss_tls *tls = context;
	const ss_tls_options *options = tls->options;
	bool pin_only = ss_tls_by_pin_only(options);
	int64_t seconds;
	tls->verified = true;
	if (!tls->anchor)
		tls->anchor = certificate;
	/* by pin alone, only the server's own key counts: whoever else stands in the chain proves nothing */
	if (options->pin_count && (depth == 0 || !pin_only) && is_pinned(options, certificate))
		tls->pinned = true;
	if (pin_only)
		*flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_NOT_TRUSTED;
	if (depth == 0 && options->server_name && !ss_verify_is_for(certificate, options->server_name))
		*flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
	if (depth > 0 && certificate != tls->anchor && !is_for_servers(certificate))
		*flags |= MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
	if (depth > 0 && ss_verify_is_constrained(certificate))
		*flags |= SS_BADCERT_NAME_CONSTRAINTS;
	if (options->pin_count && depth == 0 && !tls->pinned)
		*flags |= MBEDTLS_X509_BADCERT_OTHER;
	if (options->allow_unset_clock && !ss_port_wall_clock(&seconds))
		*flags &= ~(uint32_t)DATE_FLAGS;
	ss_trace(SS_TRACE_CERTIFICATE, false, options->owner, depth, *flags, certificate);
	if (*flags && !tls->culprit[0])
		ss_verify_name(&certificate->subject, tls->culprit, sizeof(tls->culprit));
	return 0;
}
