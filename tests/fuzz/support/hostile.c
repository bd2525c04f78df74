/*
 * A hostile server. See hostile.h. Its hooks stand in the place of functions of mbedTLS (the linker's --wrap).
 */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include "hostile.h"
#include "mbedtls/cipher.h"
#include "ssl_misc.h"
#include "test_port.h"
#include <string.h>

#define ALTERATIONS 4
#define ROOM 16000       /* of a message, and a bit less than the buffer has */
#define DATA_MOST 262144 /* application data of one input */

enum kind { OVERWRITE, INSERT, REMOVE, CUT, REPLACE, KINDS };

static struct alteration {
	size_t message; /* which, in the order of their writing */
	enum kind kind;
	size_t at, length;
	const uint8_t *bytes;
} alterations[ALTERATIONS];
static size_t alteration_count, messages;
static bool at_work;
static size_t altered_length; /* of a message that was hashed and is to be written; 0: none */
static uint8_t data[DATA_MOST];
static size_t data_length;

void hostile_read(struct input *input) {
	alteration_count = input_below(input, ALTERATIONS + 1);
	for (size_t i = 0; i < alteration_count; i++) {
		struct alteration *it = &alterations[i];
		it->message = input_below(input, 8);
		it->kind = (enum kind)input_below(input, KINDS);
		it->at = input_16(input);
		it->bytes = input_block(input, &it->length);
	}
	messages = data_length = altered_length = 0;
}

/* @return the message's new length. */
static size_t alter(const struct alteration *it, uint8_t *message, size_t length) {
	size_t at = length ? it->at % length : 0, count = it->length;
	switch (it->kind) {
	case OVERWRITE:
		count = count < length - at ? count : length - at;
		memcpy(message + at, it->bytes, count);
		return length;
	case INSERT:
		count = count < ROOM - length ? count : ROOM - length;
		memmove(message + at + count, message + at, length - at);
		memcpy(message + at, it->bytes, count);
		return length + count;
	case REMOVE:
		count = count < length - at ? count : length - at;
		memmove(message + at, message + at + count, length - at - count);
		return length - count;
	case CUT:
		return at;
	default:
		count = count < ROOM ? count : ROOM;
		memcpy(message, it->bytes, count);
		return count;
	}
}

static size_t alter_next(uint8_t *message, size_t length) {
	for (size_t i = 0; i < alteration_count && length < ROOM; i++) {
		if (alterations[i].message == messages)
			length = alter(&alterations[i], message, length);
	}
	messages++;
	return length;
}

/* Whether a message is being written by the server; it also hashes what it has read. */
static bool is_written(const mbedtls_ssl_context *ssl, const uint8_t *message) {
	return at_work && ssl->conf->endpoint == MBEDTLS_SSL_IS_SERVER && message == ssl->out_msg + 4;
}

int __real_mbedtls_ssl_write_handshake_msg_ext(mbedtls_ssl_context *ssl, int update_checksum, int force_flush);
int __wrap_mbedtls_ssl_write_handshake_msg_ext(mbedtls_ssl_context *ssl, int update_checksum, int force_flush);
int __real_mbedtls_ssl_add_hs_msg_to_checksum(
	mbedtls_ssl_context *ssl, unsigned type, const unsigned char *message, size_t length);
int __wrap_mbedtls_ssl_add_hs_msg_to_checksum(
	mbedtls_ssl_context *ssl, unsigned type, const unsigned char *message, size_t length);
int __real_mbedtls_ssl_finish_handshake_msg(mbedtls_ssl_context *ssl, size_t room, size_t length);
int __wrap_mbedtls_ssl_finish_handshake_msg(mbedtls_ssl_context *ssl, size_t room, size_t length);
int __real_mbedtls_cipher_auth_encrypt_ext(mbedtls_cipher_context_t *cipher, const unsigned char *iv, size_t iv_length,
	const unsigned char *header, size_t header_length, const unsigned char *input, size_t input_length,
	unsigned char *output, size_t output_size, size_t *output_length, size_t tag_length);
int __wrap_mbedtls_cipher_auth_encrypt_ext(mbedtls_cipher_context_t *cipher, const unsigned char *iv, size_t iv_length,
	const unsigned char *header, size_t header_length, const unsigned char *input, size_t input_length,
	unsigned char *output, size_t output_size, size_t *output_length, size_t tag_length);

/* TLS 1.2: hashed and written in one. */
int __wrap_mbedtls_ssl_write_handshake_msg_ext(mbedtls_ssl_context *ssl, int update_checksum, int force_flush) {
	if (is_written(ssl, ssl->out_msg + 4) && ssl->out_msgtype == MBEDTLS_SSL_MSG_HANDSHAKE && ssl->out_msglen >= 4)
		ssl->out_msglen = 4 + alter_next(ssl->out_msg + 4, ssl->out_msglen - 4);
	return __real_mbedtls_ssl_write_handshake_msg_ext(ssl, update_checksum, force_flush);
}

/* TLS 1.3: first hashed, then written; tickets are not hashed. */
int __wrap_mbedtls_ssl_add_hs_msg_to_checksum(
	mbedtls_ssl_context *ssl, unsigned type, const unsigned char *message, size_t length) {
	if (is_written(ssl, message))
		altered_length = length = alter_next(ssl->out_msg + 4, length);
	return __real_mbedtls_ssl_add_hs_msg_to_checksum(ssl, type, message, length);
}

int __wrap_mbedtls_ssl_finish_handshake_msg(mbedtls_ssl_context *ssl, size_t room, size_t length) {
	if (is_written(ssl, ssl->out_msg + 4))
		length = altered_length ? altered_length : alter_next(ssl->out_msg + 4, length);
	altered_length = 0;
	return __real_mbedtls_ssl_finish_handshake_msg(ssl, room, length);
}

/* What is encrypted, without the type and the padding that follow it in TLS 1.3. */
static void note_data(const uint8_t *header, size_t header_length, const uint8_t *bytes, size_t length) {
	uint8_t type = header_length > 8 ? header[8] : 0; /* TLS 1.2: behind the sequence number */
	if (header_length == 5) {
		while (length && !bytes[length - 1])
			length--;
		type = length ? bytes[--length] : 0;
	}
	if (type != MBEDTLS_SSL_MSG_APPLICATION_DATA || !length)
		return;
	check(length <= sizeof(data) - data_length);
	memcpy(data + data_length, bytes, length);
	data_length += length;
}

int __wrap_mbedtls_cipher_auth_encrypt_ext(mbedtls_cipher_context_t *cipher, const unsigned char *iv, size_t iv_length,
	const unsigned char *header, size_t header_length, const unsigned char *input, size_t input_length,
	unsigned char *output, size_t output_size, size_t *output_length, size_t tag_length) {
	if (at_work)
		note_data(header, header_length, input, input_length);
	return __real_mbedtls_cipher_auth_encrypt_ext(cipher, iv, iv_length, header, header_length, input, input_length,
		output, output_size, output_length, tag_length);
}

const uint8_t *hostile_data(size_t *length) {
	*length = data_length;
	return data;
}

bool hostile_work(struct peer *peer) {
	at_work = true;
	bool moved = peer_work(peer);
	at_work = false;
	return moved;
}

bool hostile_write(struct peer *peer, uint8_t type, const uint8_t *bytes, size_t length) {
	mbedtls_ssl_context *ssl = &peer->ssl;
	if (peer->error || !ssl->out_msg || length > ROOM || data_length + length > DATA_MOST)
		return false;
	bool before = port_exempt(true);
	at_work = true;
	ssl->out_msgtype = type;
	ssl->out_msglen = length;
	if (length)
		memcpy(ssl->out_msg, bytes, length);
	int code = mbedtls_ssl_write_record(ssl, 1);
	at_work = false;
	port_exempt(before);
	return code == 0;
}
