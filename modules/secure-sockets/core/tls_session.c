/*
 * Resumption: which session belongs to whom, offering one, keeping one (RFC 5077, RFC 8446 section 2.2).
 */
#include "mbedtls/platform.h"
#include "port.h"
#include "sha256.h"
#include "tls_internal.h"
#include <string.h>

/* One more field of the key, with its length, so that fields cannot run into each other. */
static void hash_field(ss_sha256_stream *hash, const void *field, size_t length) {
	uint8_t size[4] = {(uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8), (uint8_t)length};
	ss_sha256_update(hash, size, sizeof(size));
	ss_sha256_update(hash, field, length);
}

static void hash_chain(ss_sha256_stream *hash, const mbedtls_x509_crt *chain) {
	for (; chain && chain->raw.p; chain = chain->next)
		hash_field(hash, chain->raw.p, chain->raw.len);
}

static size_t length_of(const int *suites) {
	size_t count = 0;
	while (suites && suites[count])
		count++;
	return count * sizeof(*suites);
}

/*
 * All that decided whether the server was to be trusted decides whether its session may be resumed: also whether there was
 * a clock to check dates by. So does what was negotiated among: servers end the handshake when a session of another version
 * or suite than those offered is presented (RFC 5246, 7.4.1.2).
 */
static bool compute_key(ss_tls *tls, const ss_address *remote) {
	const ss_tls_options *options = tls->options;
	uint16_t versions[2];
	int64_t seconds;
	const bool dated = ss_port_wall_clock(&seconds);
	ss_sha256_stream hash;
	ss_sha256_start(&hash);
	if (options->server_name)
		hash_field(&hash, options->server_name, strlen(options->server_name));
	else
		hash_field(&hash, remote->bytes, sizeof(remote->bytes));
	hash_field(&hash, &remote->port, sizeof(remote->port));
	hash_chain(&hash, options->trust ? &options->trust->chain : NULL);
	hash_field(&hash, options->pins ? options->pins : (const void *)"", options->pin_count * sizeof(options->pins[0]));
	hash_chain(&hash, options->credentials ? &options->credentials->chain : NULL);
	ss_tls_versions(options, &versions[0], &versions[1]);
	hash_field(&hash, versions, sizeof(versions));
	hash_field(&hash, options->suites ? options->suites : (const void *)"", length_of(options->suites));
	hash_field(&hash, &options->max_fragment, sizeof(options->max_fragment));
	hash_field(&hash, &dated, sizeof(dated));
	return ss_sha256_finish(&hash, tls->key.bytes);
}

/*
 * In 1.3 mbedTLS keeps the name in the session, and does not look whether the one in stored bytes ends. Which it is we
 * know: it is part of the key. @return false without memory.
 */
static bool name_session(const ss_tls *tls, mbedtls_ssl_session *session) {
	const char *name = tls->options->server_name;
	if (!session->MBEDTLS_PRIVATE(hostname))
		return true;
	mbedtls_free(session->MBEDTLS_PRIVATE(hostname));
	session->MBEDTLS_PRIVATE(hostname) = NULL;
	if (name && !(session->MBEDTLS_PRIVATE(hostname) = mbedtls_calloc(1, strlen(name) + 1)))
		return false;
	if (name)
		strcpy(session->MBEDTLS_PRIVATE(hostname), name);
	return true;
}

/* mbedTLS computes a ticket's age, in signed numbers, whatever time is in stored bytes. */
static bool is_dated(const mbedtls_ssl_session *session) {
#if defined(MBEDTLS_HAVE_TIME) && defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_SESSION_TICKETS)
	return session->MBEDTLS_PRIVATE(ticket_reception_time) >= 0;
#else
	(void)session;
	return true;
#endif
}

void ss_tls_resume(ss_tls *tls, const ss_address *remote) {
	tls->resumable = !tls->options->no_resumption && !tls->options->psk && compute_key(tls, remote);
	if (!tls->resumable)
		return;
	size_t length;
	void *bytes = ss_session_cache_take(&tls->key, &length);
	if (!bytes)
		return;
	mbedtls_ssl_session session;
	mbedtls_ssl_session_init(&session);
	tls->offered = !mbedtls_ssl_session_load(&session, bytes, length) && is_dated(&session) &&
				   name_session(tls, &session) && !mbedtls_ssl_set_session(&tls->ssl, &session);
	mbedtls_ssl_session_free(&session);
	ss_session_release(bytes, length);
}

void ss_tls_keep_session(ss_tls *tls) {
	if (!tls->resumable || tls->options->no_resumption) /* Close turns it off, too */
		return;
	mbedtls_ssl_session session;
	mbedtls_ssl_session_init(&session);
	size_t length = 0;
	void *bytes = NULL;
	if (!mbedtls_ssl_get_session(&tls->ssl, &session) &&
		(session.MBEDTLS_PRIVATE(id_len) || session.MBEDTLS_PRIVATE(ticket_len)) &&
		mbedtls_ssl_session_save(&session, NULL, 0, &length) == MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL &&
		(bytes = ss_memory_allocate(SS_CORE, length)) && !mbedtls_ssl_session_save(&session, bytes, length, &length)) {
		bool is_1_3 = mbedtls_ssl_get_version_number(&tls->ssl) == MBEDTLS_SSL_VERSION_TLS1_3;
		ss_session_cache_put(&tls->key, bytes, length, session.MBEDTLS_PRIVATE(ticket_lifetime), is_1_3);
	}
	ss_session_release(bytes, length);
	mbedtls_ssl_session_free(&session);
}
