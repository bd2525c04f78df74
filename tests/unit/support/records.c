/*
 * Records of TLS as no library would send them. See records.h.
 */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include "records.h"
#include "ssl_misc.h"
#include "test.h"
#include "test_port.h"
#include <stdlib.h>
#include <string.h>

enum { HEADER = 5 };

static void put_header(uint8_t *header, uint8_t type, size_t length) {
	const uint8_t bytes[HEADER] = {type, 3, 3, (uint8_t)(length >> 8), (uint8_t)length};
	memcpy(header, bytes, HEADER);
}

static void count(mbedtls_ssl_context *ssl) {
	for (int i = 7; i >= 0 && ++ssl->cur_out_ctr[i] == 0; i--)
		continue;
}

/* The nonce of AEAD ciphers (RFC 5288, 3; RFC 7905, 2; RFC 8446, 5.3). */
static void make_nonce(const mbedtls_ssl_context *ssl, bool explicit, uint8_t nonce[12]) {
	memcpy(nonce, ssl->transform_out->iv_enc, 12);
	for (int i = 0; i < 8; i++)
		nonce[4 + i] = explicit ? ssl->cur_out_ctr[i] : nonce[4 + i] ^ ssl->cur_out_ctr[i];
}

/* What is authenticated besides (RFC 5246, 6.2.3.3; RFC 8446, 5.2). @return its length. */
static size_t make_additional(const mbedtls_ssl_context *ssl, uint8_t type, size_t length, uint8_t additional[13]) {
	if (ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_3) {
		put_header(additional, RECORD_DATA, length);
		return HEADER;
	}
	memcpy(additional, ssl->cur_out_ctr, 8);
	put_header(additional + 8, type, length);
	return 13;
}

/* By our own hand: mbedTLS sends nothing larger than it is configured for. */
void records_send(struct peer *peer, uint8_t type, const void *content, size_t length) {
	mbedtls_ssl_context *ssl = &peer->ssl;
	mbedtls_ssl_transform *transform = ssl->transform_out;
	const bool is_1_3 = ssl->tls_version == MBEDTLS_SSL_VERSION_TLS1_3;
	const bool explicit = transform->ivlen != transform->fixed_ivlen;
	bool before = port_exempt(true);
	uint8_t header[HEADER], nonce[12], additional[13];
	uint8_t *plain = malloc(length + 1), *sealed = malloc(length + 64);
	size_t written = 0;
	check(plain && sealed);
	memcpy(plain, content, length);
	plain[length] = type;
	length += is_1_3;
	make_nonce(ssl, explicit, nonce);
	size_t additional_length = make_additional(ssl, type, is_1_3 ? length + transform->taglen : length, additional);
	check_equal(mbedtls_cipher_auth_encrypt_ext(&transform->cipher_ctx_enc, nonce, sizeof(nonce), additional,
					additional_length, plain, length, sealed, length + 64, &written, transform->taglen),
		0);
	put_header(header, is_1_3 ? RECORD_DATA : type, written + (explicit ? 8 : 0));
	peer_send_raw(peer, header, sizeof(header));
	peer_send_raw(peer, ssl->cur_out_ctr, explicit ? 8 : 0);
	peer_send_raw(peer, sealed, written);
	count(ssl);
	free(plain);
	free(sealed);
	port_exempt(before);
}

void records_cut(struct peer *peer, size_t most) {
	size_t length = peer->out_length - peer->out_delivered;
	if (!length)
		return;
	uint8_t *old = malloc(length), *from = old, *end = old + length;
	check(old);
	memcpy(old, peer->out + peer->out_delivered, length);
	peer->out_length = peer->out_delivered;
	while (from < end) {
		size_t left = (size_t)from[3] << 8 | from[4];
		uint8_t header[HEADER], type = *from;
		from += HEADER;
		check_equal(type, RECORD_HANDSHAKE);
		while (left) {
			size_t part = left < most ? left : most;
			put_header(header, type, part);
			peer_send_raw(peer, header, sizeof(header));
			peer_send_raw(peer, from, part);
			from += part;
			left -= part;
		}
	}
	free(old);
}

size_t records_ticket(uint8_t *message, size_t room, size_t ticket_length) {
	static const uint8_t start[] = {4, 0, 0, 0, /* lifetime */ 0, 0, 14, 16, /* age */ 1, 2, 3, 4, /* nonce */ 1, 7};
	size_t body = sizeof(start) - 4 + 2 + ticket_length + 2;
	check(room >= 4 + body);
	memset(message, 0x5a, 4 + body);
	memcpy(message, start, sizeof(start));
	message[1] = (uint8_t)(body >> 16);
	message[2] = (uint8_t)(body >> 8);
	message[3] = (uint8_t)body;
	message[sizeof(start)] = (uint8_t)(ticket_length >> 8);
	message[sizeof(start) + 1] = (uint8_t)ticket_length;
	message[4 + body - 2] = message[4 + body - 1] = 0; /* no extensions */
	return 4 + body;
}
