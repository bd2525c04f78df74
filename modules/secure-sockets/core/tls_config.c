/*
 * What a session offers and demands, and what came of it.
 */
#include "mbedtls_version.h"
#include "tls_internal.h"
#include "tls_suites.h"
#include "verify.h"
#include <stdio.h>

static const uint16_t groups[] = {
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_NONE,
};

/*
 * PKCS #1 v1.5 before PSS: a server that settles for TLS 1.2 signs its key exchange with the first it can, and mbedTLS
 * 3.6.6 and 4.1.0 refuse PSS there (Mbed-TLS/mbedtls#10668). In 1.3 only PSS is allowed (RFC 8446, 4.2.3).
 */
static const uint16_t signatures[] = {
	MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
	MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,
	MBEDTLS_TLS1_3_SIG_NONE,
};

/* No anchors at all, for when a pin or a pre-shared key decides. */
static mbedtls_x509_crt nobody;

static int set_trust(ss_tls *tls) {
	const ss_tls_options *options = tls->options;
	mbedtls_x509_crt *chain = &nobody;
	if (options->trust) {
		chain = (mbedtls_x509_crt *)&options->trust->chain;
	} else if (options->server_name && !options->psk) {
		tls->default_trust = ss_trust_default_retain();
		if (!tls->default_trust)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		chain = &tls->default_trust->chain;
	}
	mbedtls_ssl_conf_ca_chain(&tls->config, chain, NULL);
	mbedtls_ssl_conf_authmode(&tls->config, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_cert_profile(&tls->config, &ss_verify_profile);
	mbedtls_ssl_conf_verify(&tls->config, ss_tls_verify, tls);
	return 0;
}

static int fragment_code(uint16_t bytes) {
	switch (bytes) {
	case 512:
		return MBEDTLS_SSL_MAX_FRAG_LEN_512;
	case 1024:
		return MBEDTLS_SSL_MAX_FRAG_LEN_1024;
	case 2048:
		return MBEDTLS_SSL_MAX_FRAG_LEN_2048;
	case 4096:
		return MBEDTLS_SSL_MAX_FRAG_LEN_4096;
	default:
		return MBEDTLS_SSL_MAX_FRAG_LEN_NONE;
	}
}

/* With a pre-shared key a server must not be able to fall back to a certificate that nobody vouches for. */
static int set_keys(ss_tls *tls) {
	const ss_tls_options *options = tls->options;
	mbedtls_ssl_config *conf = &tls->config;
	int modes = MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL | MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL;
	int code = 0;
	if (options->psk) {
		const ss_psk *psk = options->psk;
		modes = MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL | MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK;
		code =
			mbedtls_ssl_conf_psk(conf, psk->bytes, psk->key_length, psk->bytes + psk->key_length, psk->identity_length);
	}
	mbedtls_ssl_conf_tls13_key_exchange_modes(conf, modes);
	if (code == 0 && options->credentials)
		code = mbedtls_ssl_conf_own_cert(conf, &options->credentials->chain, &options->credentials->key);
	return code;
}

int ss_tls_configure(ss_tls *tls) {
	const ss_tls_options *options = tls->options;
	mbedtls_ssl_config *conf = &tls->config;
	mbedtls_ssl_init(&tls->ssl);
	mbedtls_ssl_config_init(conf);
	int code = mbedtls_ssl_config_defaults(
		conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	if (code)
		return code;
	ss_mbedtls_prepare(conf);
	uint16_t minimum, maximum;
	if (!ss_tls_versions(options, &minimum, &maximum))
		return MBEDTLS_ERR_SSL_BAD_CONFIG;
	mbedtls_ssl_conf_min_tls_version(conf, minimum);
	mbedtls_ssl_conf_max_tls_version(conf, maximum);
	const int *suites = options->psk ? ss_tls_psk_suites : ss_tls_suites;
	mbedtls_ssl_conf_ciphersuites(conf, options->suites ? options->suites : suites);
	mbedtls_ssl_conf_groups(conf, groups);
	mbedtls_ssl_conf_sig_algs(conf, signatures);
	mbedtls_ssl_conf_session_tickets(
		conf, options->no_resumption ? MBEDTLS_SSL_SESSION_TICKETS_DISABLED : MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
	if ((code = set_trust(tls)) || (code = set_keys(tls)) ||
		(code = mbedtls_ssl_conf_max_frag_len(conf, (unsigned char)fragment_code(options->max_fragment))))
		return code;
	if (options->alpn && (code = mbedtls_ssl_conf_alpn_protocols(conf, options->alpn)))
		return code;
	if ((code = ss_tls_buffers_setup(&tls->buffers, &tls->ssl, conf)))
		return code;
	ss_tls_start_key_log(tls);
	return mbedtls_ssl_set_hostname(&tls->ssl, options->server_name);
}

void ss_tls_describe(const ss_tls *tls, ss_info *info) {
	info->tls = true;
	info->resumed = tls->offered && !tls->verified;
	snprintf(info->version, sizeof(info->version), "%s", mbedtls_ssl_get_version(&tls->ssl));
	const char *suite = mbedtls_ssl_get_ciphersuite(&tls->ssl);
	if (suite)
		ss_tls_suite_name(suite, info->suite, sizeof(info->suite));
	snprintf(info->group, sizeof(info->group), "%s", ss_tls_group_name(tls->watch.group));
	const char *alpn = mbedtls_ssl_get_alpn_protocol(&tls->ssl);
	if (alpn)
		snprintf(info->alpn, sizeof(info->alpn), "%s", alpn);
	const mbedtls_x509_crt *peer = mbedtls_ssl_get_peer_cert(&tls->ssl);
	if (peer)
		ss_verify_describe(peer, info);
	if (tls->anchor)
		ss_verify_name(&tls->anchor->subject, info->anchor, sizeof(info->anchor));
}
