/*
 * The key log: a session's secrets as lines of the NSS format, for Wireshark. Only when asked for.
 */
#include "mbedtls/platform_util.h"
#include "tls_internal.h"
#include <stdio.h>
#include <string.h>

static ss_key_log log_of_all;
static void *context_of_all;

void ss_tls_log_all_keys(ss_key_log key_log, void *context) {
	log_of_all = key_log;
	context_of_all = context;
}

static const char *label_of(mbedtls_ssl_key_export_type type) {
	switch (type) {
	case MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET:
		return "CLIENT_RANDOM";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_HANDSHAKE_TRAFFIC_SECRET:
		return "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_HANDSHAKE_TRAFFIC_SECRET:
		return "SERVER_HANDSHAKE_TRAFFIC_SECRET";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_APPLICATION_TRAFFIC_SECRET:
		return "CLIENT_TRAFFIC_SECRET_0";
	case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_APPLICATION_TRAFFIC_SECRET:
		return "SERVER_TRAFFIC_SECRET_0";
	default:
		return NULL;
	}
}

static size_t append_hex(char *text, size_t used, const uint8_t *bytes, size_t length) {
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < length; i++) {
		text[used++] = digits[bytes[i] >> 4];
		text[used++] = digits[bytes[i] & 15];
	}
	text[used] = '\0';
	return used;
}

static void tell(void *context, mbedtls_ssl_key_export_type type, const uint8_t *secret, size_t length,
	const uint8_t client_random[32], const uint8_t server_random[32], mbedtls_tls_prf_types prf) {
	const ss_tls *tls = context;
	const char *label = label_of(type);
	char line[40 + 64 + 1 + 2 * 64 + 1];
	(void)server_random;
	(void)prf;
	if (!label || length > 64)
		return;
	size_t used = (size_t)snprintf(line, sizeof(line), "%s ", label);
	used = append_hex(line, used, client_random, 32);
	line[used++] = ' ';
	append_hex(line, used, secret, length);
	if (tls->options->key_log)
		tls->options->key_log(tls->options->key_log_context, line);
	if (log_of_all)
		log_of_all(context_of_all, line);
	mbedtls_platform_zeroize(line, sizeof(line));
}

void ss_tls_start_key_log(ss_tls *tls) {
	if (tls->options->key_log || log_of_all)
		mbedtls_ssl_set_export_keys_cb(&tls->ssl, tell, tls);
}
