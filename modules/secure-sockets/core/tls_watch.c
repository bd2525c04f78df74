/*
 * Reads along the part of a handshake that is not encrypted: ServerHello, whose key_share names the group in TLS 1.3
 * (RFC 8446, 4.1.3), and ServerKeyExchange, which names it in TLS 1.2 (RFC 8422, 5.4).
 *
 * Byte by byte, because messages and records may be cut anywhere. What is malformed is mbedTLS's business; here it only
 * must do no harm. One thing it must see to: mbedTLS 4.0 takes a signature of TLS 1.2 by SHA-1, which we did not offer.
 */
#include "tls_watch.h"

/* What a signature must not be made with (RFC 9155): MD5 and SHA-1, in the first byte of its algorithm. */
enum { WEAKEST_HASH = 1, WEAK_HASH = 2 };

enum { RECORD_HANDSHAKE = 22, SERVER_HELLO = 2, SERVER_KEY_EXCHANGE = 12, EXTENSION_KEY_SHARE = 51, NAMED_CURVE = 3 };

/* Where the length of the session id is in a ServerHello, and what is between its end and the first extension. */
enum { SESSION_ID_AT = 34, BEFORE_EXTENSIONS = 2 + 1 + 2 };

/*
 * What mbedTLS offers by our configuration, with or without options; it looks itself whether one of these was offered in
 * this handshake. Servers of old name their groups unasked, too.
 */
static const uint16_t known[] = {
	0,      /* server_name */
	1,      /* max_fragment_length */
	10,     /* supported_groups */
	11,     /* ec_point_formats */
	16,     /* application_layer_protocol_negotiation */
	23,     /* extended_master_secret */
	35,     /* session_ticket */
	41,     /* pre_shared_key */
	43,     /* supported_versions */
	44,     /* cookie */
	51,     /* key_share */
	0xff01, /* renegotiation_info */
};

static void note_extension(ss_tls_watch *watch) {
	size_t i = 0;
	while (i < sizeof(known) / sizeof(known[0]) && known[i] != watch->extension)
		i++;
	watch->unsolicited |= i == sizeof(known) / sizeof(known[0]);
	watch->repeated |= watch->seen >> i & 1;
	watch->seen |= (uint16_t)(1u << i);
}

static void extensions(ss_tls_watch *watch) {
	if (watch->extension_head < 4) {
		watch->extension_head++;
		if (watch->extension_head == 2) {
			watch->extension = watch->number;
			note_extension(watch);
		}
		if (watch->extension_head == 4) {
			watch->extension_left = watch->number;
			watch->extension_at = 0;
		}
	} else {
		watch->extension_left--;
		if (++watch->extension_at == 2 && watch->extension == EXTENSION_KEY_SHARE)
			watch->group = watch->number;
	}
	if (watch->extension_head == 4 && watch->extension_left == 0)
		watch->extension_head = 0;
}

static void server_hello(ss_tls_watch *watch, uint8_t byte) {
	if (watch->at == SESSION_ID_AT)
		watch->first = byte;
	if (watch->at == 0)
		watch->extension_head = watch->seen = 0;
	if (watch->at > SESSION_ID_AT && watch->at > (uint32_t)SESSION_ID_AT + watch->first + BEFORE_EXTENSIONS)
		extensions(watch);
}

static void server_key_exchange(ss_tls_watch *watch, uint8_t byte) {
	if (watch->at == 0)
		watch->first = byte;
	else if (watch->first == NAMED_CURVE && watch->at == 2)
		watch->group = watch->number;
	else if (watch->first == NAMED_CURVE && watch->at == 3)
		watch->point = byte;
	else if (watch->first == NAMED_CURVE && watch->at == 4u + watch->point)
		watch->weak |= byte >= WEAKEST_HASH && byte <= WEAK_HASH;
}

static void message_byte(ss_tls_watch *watch, uint8_t byte) {
	if (watch->message_head < 4) {
		if (watch->message_head++ == 0) {
			watch->message_type = byte;
			watch->message_left = 0;
		} else {
			watch->message_left = watch->message_left << 8 | byte;
		}
		watch->at = 0;
	} else {
		if (watch->message_type == SERVER_HELLO)
			server_hello(watch, byte);
		else if (watch->message_type == SERVER_KEY_EXCHANGE)
			server_key_exchange(watch, byte);
		watch->at++;
		watch->message_left--;
	}
	if (watch->message_head == 4 && watch->message_left == 0)
		watch->message_head = 0;
}

void ss_tls_watch_bytes(ss_tls_watch *watch, const uint8_t *bytes, size_t length) {
	for (const uint8_t *end = bytes + length; bytes < end && !watch->encrypted; bytes++) {
		if (watch->record_head < 5) {
			if (watch->record_head++ == 0)
				watch->record_type = *bytes;
			watch->record_left = (uint16_t)(watch->record_left << 8 | *bytes);
			watch->encrypted = watch->record_type != RECORD_HANDSHAKE;
		} else {
			watch->number = (uint16_t)(watch->number << 8 | *bytes);
			message_byte(watch, *bytes);
			watch->record_left--;
		}
		if (watch->record_head == 5 && watch->record_left == 0)
			watch->record_head = 0;
	}
}

const char *ss_tls_group_name(uint16_t group) {
	switch (group) {
	case 23:
		return "secp256r1";
	case 24:
		return "secp384r1";
	case 29:
		return "x25519";
	default:
		return "";
	}
}
