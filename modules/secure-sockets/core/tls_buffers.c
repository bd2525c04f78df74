/*
 * The buffers in which mbedTLS keeps a record. It would hold the largest record there can be, 16 KB, all the time.
 *
 * Input: when mbedTLS asks for a record's header, all that came before has been dealt with, so the buffer can be replaced
 * by one that fits the record, whose length the header tells. Output: a buffer is made for each record. Between records
 * there is a small buffer within the session, which needs no allocation.
 *
 * mbedTLS's own MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH shrinks buffers only once, after a handshake of TLS 1.2, and too much if
 * we send smaller records than we receive. It is required nevertheless: with it mbedTLS checks against the real lengths.
 */
#include "tls_buffers.h"
#include "mbedtls/platform.h"
#include "mbedtls/platform_util.h"
#include <stdbool.h>
#include <string.h>

#ifdef MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH

/* A record in the buffer: its sequence number, its header, its content. */
enum { SEQUENCE = 8, HEADER = SS_TLS_HEADER, START = SEQUENCE + HEADER };

/* What protecting a record may add: nonce, type and padding, tag (RFC 5288, 3; RFC 8446, 5.2). */
enum { SEND_EXPANSION = 8 + 16 + 16 };

/* The most that can be received: TLSCiphertext (RFC 8446, 5.2). */
enum { RECEIVE_MOST = START + MBEDTLS_SSL_IN_CONTENT_LEN + 256 };

/* What a handshake may waste, in bytes, before a smaller buffer is worth the effort. */
enum { WASTE = 256 };

#define FIELD(name) ssl->MBEDTLS_PRIVATE(name)

/* mbedtls_ssl_setup() has not allocated the input buffer yet. Asked by other threads, too. */
static _Atomic bool setting_up;

size_t ss_tls_buffers_size(size_t size) {
	bool is_input = size >= MBEDTLS_SSL_IN_CONTENT_LEN && setting_up;
	if (!is_input)
		return size;
	setting_up = false;
	return SS_TLS_SMALL;
}

static void move(uint8_t **pointer, const uint8_t *from, uint8_t *to) {
	if (*pointer)
		*pointer = to + (*pointer - from);
}

static void use_in(mbedtls_ssl_context *ssl, uint8_t *buffer, size_t size) {
	uint8_t *old = FIELD(in_buf);
	move(&FIELD(in_ctr), old, buffer);
	move(&FIELD(in_hdr), old, buffer);
	move(&FIELD(in_len), old, buffer);
	move(&FIELD(in_iv), old, buffer);
	move(&FIELD(in_msg), old, buffer);
	FIELD(in_buf) = buffer;
	FIELD(in_buf_len) = size;
}

static void use_out(mbedtls_ssl_context *ssl, uint8_t *buffer, size_t size) {
	uint8_t *old = FIELD(out_buf);
	move(&FIELD(out_ctr), old, buffer);
	move(&FIELD(out_hdr), old, buffer);
	move(&FIELD(out_len), old, buffer);
	move(&FIELD(out_iv), old, buffer);
	move(&FIELD(out_msg), old, buffer);
	FIELD(out_buf) = buffer;
	FIELD(out_buf_len) = size;
}

static void release(uint8_t *buffer, size_t size) {
	mbedtls_platform_zeroize(buffer, size);
	mbedtls_free(buffer);
}

/* Back to the small buffer. What is before the next header, the sequence number, is all that is of value. */
static void rest_in(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl) {
	uint8_t *old = FIELD(in_buf);
	size_t size = FIELD(in_buf_len);
	if (old == buffers->in)
		return;
	memcpy(buffers->in, old, SEQUENCE);
	use_in(ssl, buffers->in, sizeof(buffers->in));
	release(old, size);
}

static void rest_out(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl) {
	uint8_t *old = FIELD(out_buf);
	size_t size = FIELD(out_buf_len);
	if (old == buffers->out)
		return;
	use_out(ssl, buffers->out, sizeof(buffers->out));
	release(old, size);
}

int ss_tls_buffers_setup(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, const mbedtls_ssl_config *config) {
	setting_up = true;
	int code = mbedtls_ssl_setup(ssl, config);
	if (!setting_up && FIELD(in_buf))
		FIELD(in_buf_len) = SS_TLS_SMALL;
	setting_up = false;
	if (code == 0)
		rest_in(buffers, ssl);
	else
		FIELD(conf) = config; /* mbedtls_ssl_free() looks into it, and would find NULL */
	return code;
}

/*
 * @return the length of the buffer that a record needs, or 0 if mbedTLS will refuse it. Behind a record that is only a part
 * of a message mbedTLS looks for the next header, and fails if there is no room for one.
 */
static size_t needed_for(const uint8_t *header, size_t before) {
	enum { CHANGE_CIPHER_SPEC = 20, APPLICATION_DATA = 23, MAJOR_VERSION = 3 };
	size_t needed = before + HEADER + ((size_t)header[3] << 8 | header[4]);
	bool plausible = header[0] >= CHANGE_CIPHER_SPEC && header[0] <= APPLICATION_DATA && header[1] == MAJOR_VERSION;
	return plausible && needed <= RECEIVE_MOST ? needed + HEADER : 0;
}

static int replace_in(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, size_t size, size_t keep) {
	if (keep == SEQUENCE) /* first make room for the new one */
		rest_in(buffers, ssl);
	if (size <= sizeof(buffers->in) && FIELD(in_buf) == buffers->in)
		return 0;
	uint8_t *old = FIELD(in_buf), *buffer = mbedtls_calloc(1, size);
	size_t old_size = FIELD(in_buf_len);
	if (!buffer)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	memcpy(buffer, old, keep);
	use_in(ssl, buffer, size);
	if (old != buffers->in)
		release(old, old_size);
	return 0;
}

int ss_tls_buffers_receive(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, const ss_tcp *tcp) {
	uint8_t header[HEADER];
	size_t have = FIELD(in_buf_len);
	/* parts of a message that was sent in several records are collected in front of the next header */
	size_t before = (size_t)(FIELD(in_hdr) - FIELD(in_buf));
	if (ss_tcp_peek(tcp, header, sizeof(header)) < sizeof(header))
		return 0;
	size_t needed = needed_for(header, before);
	if (needed)
		needed += HEADER; /* of the next one, which mbedTLS puts behind a part of a message */
	bool wasteful = !mbedtls_ssl_is_handshake_over(ssl) && before == SEQUENCE && have > needed + WASTE;
	return needed && (needed > have || wasteful) ? replace_in(buffers, ssl, needed, before) : 0;
}

int ss_tls_buffers_send(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, size_t length) {
	size_t size = START + length + SEND_EXPANSION;
	if (size <= FIELD(out_buf_len))
		return 0;
	uint8_t *buffer = mbedtls_calloc(1, size);
	if (!buffer)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	rest_out(buffers, ssl);
	use_out(ssl, buffer, size);
	return 0;
}

void ss_tls_buffers_rest(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl) {
	if (!mbedtls_ssl_is_handshake_over(ssl))
		return;
	if (!FIELD(out_left) && FIELD(out_buf_len) > SS_TLS_KEPT)
		rest_out(buffers, ssl);
	bool idle = !FIELD(in_left) && !mbedtls_ssl_check_pending(ssl) && FIELD(in_hdr) == FIELD(in_buf) + SEQUENCE;
	if (idle && FIELD(in_buf_len) > SS_TLS_KEPT)
		rest_in(buffers, ssl);
}

void ss_tls_buffers_free(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl) {
	if (FIELD(in_buf) == buffers->in)
		FIELD(in_buf) = NULL;
	if (FIELD(out_buf) == buffers->out)
		FIELD(out_buf) = NULL;
	mbedtls_ssl_free(ssl);
}

#else

size_t ss_tls_buffers_size(size_t size) {
	return size;
}

int ss_tls_buffers_setup(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, const mbedtls_ssl_config *config) {
	(void)buffers;
	return mbedtls_ssl_setup(ssl, config);
}

int ss_tls_buffers_receive(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, const ss_tcp *tcp) {
	(void)buffers;
	(void)ssl;
	(void)tcp;
	return 0;
}

int ss_tls_buffers_send(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, size_t length) {
	(void)buffers;
	(void)ssl;
	(void)length;
	return 0;
}

void ss_tls_buffers_rest(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl) {
	(void)buffers;
	(void)ssl;
}

void ss_tls_buffers_free(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl) {
	(void)buffers;
	mbedtls_ssl_free(ssl);
}

#endif
