/*
 * What a session offers and demands, and what came of it.
 */
#include "mbedtls/psa_util.h"
#include "tls_internal.h"
#include "verify.h"
#include <stdio.h>
#include <string.h>

/* Authenticated encryption with forward secrecy, in the order of preference; hosts without AES hardware prefer ChaCha20. */
static const int suites[] = {
#ifdef SS_PREFER_CHACHA20
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
#endif
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
	MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
#ifndef SS_PREFER_CHACHA20
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
#endif
	0,
};

static const uint16_t groups[] = {
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_NONE,
};

static const uint16_t signatures[] = {
	MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
	MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
	MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512,
	MBEDTLS_TLS1_3_SIG_NONE,
};

/* Called from the trust anchor (highest depth) down to the server's certificate. Changes no verdict. */
static int look_on(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
	ss_tls *tls = context;
	(void)depth;
	if (!tls->anchor)
		tls->anchor = certificate;
	if (*flags && !tls->culprit[0])
		ss_verify_name(&certificate->subject, tls->culprit, sizeof(tls->culprit));
	return 0;
}

int ss_tls_configure(ss_tls *tls, const ss_tls_config *config) {
	mbedtls_ssl_config *conf = &tls->config;
	mbedtls_ssl_init(&tls->ssl);
	mbedtls_ssl_config_init(conf);
	const ss_trust *trust = config->trust;
	if (!trust) {
		trust = ss_trust_default_retain();
		if (!trust)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		tls->default_trust = true;
	}
	int code = mbedtls_ssl_config_defaults(
		conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	if (code)
		return code;
	mbedtls_ssl_conf_rng(conf, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
	mbedtls_ssl_conf_min_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_max_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_3);
	mbedtls_ssl_conf_tls13_key_exchange_modes(conf, MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL);
	mbedtls_ssl_conf_ciphersuites(conf, suites);
	mbedtls_ssl_conf_groups(conf, groups);
	mbedtls_ssl_conf_sig_algs(conf, signatures);
	mbedtls_ssl_conf_authmode(conf, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_cert_profile(conf, &ss_verify_profile);
	mbedtls_ssl_conf_ca_chain(conf, (mbedtls_x509_crt *)&trust->chain, NULL);
	mbedtls_ssl_conf_verify(conf, look_on, tls);
	if (config->alpn && (code = mbedtls_ssl_conf_alpn_protocols(conf, config->alpn)))
		return code;
	if ((code = mbedtls_ssl_setup(&tls->ssl, conf)))
		return code;
	tls->server_name = config->server_name;
	return mbedtls_ssl_set_hostname(&tls->ssl, config->server_name);
}

/* mbedTLS's name of a suite, which has dashes and a prefix of its own in 1.3, as the IANA writes it. */
static void write_suite(const char *name, char *text, size_t size) {
	static const char prefix[] = "TLS1-3-";
	if (!strncmp(name, prefix, sizeof(prefix) - 1))
		snprintf(text, size, "TLS_%s", name + sizeof(prefix) - 1);
	else
		snprintf(text, size, "%s", name);
	for (; *text; text++) {
		if (*text == '-')
			*text = '_';
	}
}

void ss_tls_describe(const ss_tls *tls, ss_info *info) {
	info->tls = true;
	snprintf(info->version, sizeof(info->version), "%s", mbedtls_ssl_get_version(&tls->ssl));
	const char *suite = mbedtls_ssl_get_ciphersuite(&tls->ssl);
	if (suite)
		write_suite(suite, info->suite, sizeof(info->suite));
	const char *alpn = mbedtls_ssl_get_alpn_protocol(&tls->ssl);
	if (alpn)
		snprintf(info->alpn, sizeof(info->alpn), "%s", alpn);
	const mbedtls_x509_crt *peer = mbedtls_ssl_get_peer_cert(&tls->ssl);
	if (peer)
		ss_verify_describe(peer, info);
	if (tls->anchor)
		ss_verify_name(&tls->anchor->subject, info->anchor, sizeof(info->anchor));
}
