/*
 * Reads along the part of a handshake that is not encrypted, for what mbedTLS does not tell: the group of the key exchange,
 * and whether ServerHello answers by extensions that nobody asked for, or twice by the same one.
 */
#ifndef SS_TLS_WATCH_H
#define SS_TLS_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** All zero at the start. */
typedef struct ss_tls_watch {
	uint16_t group;      /**< The IANA's number of the group, 0 as long as it is not known. */
	bool unsolicited;    /**< An extension of ServerHello that we never offer (RFC 5246, 7.4.1.4; RFC 8446, 4.2). */
	bool repeated;       /**< An extension came twice in the same message. */
	bool weak;           /**< ServerKeyExchange is signed with a hash that must not be used (RFC 9155). */
	bool encrypted;      /* nothing more can be read */
	uint16_t number;     /* the last two bytes of messages */
	uint8_t record_head; /* bytes read of a record's head, to 5 */
	uint8_t record_type;
	uint16_t record_left; /* bytes of its content to come */
	uint8_t message_head; /* bytes read of a message's head, to 4 */
	uint8_t message_type;
	uint32_t message_left;  /* bytes of its body to come */
	uint32_t at;            /* position in the body */
	uint8_t point;          /* ServerKeyExchange: length of the public key */
	uint8_t first;          /* ServerHello: length of the session id; ServerKeyExchange: type of the curve */
	uint8_t extension_head; /* bytes read of an extension's head, to 4 */
	uint16_t extension, extension_left, extension_at;
	uint16_t seen; /* extensions of this message, by their place in the list of those that are known */
} ss_tls_watch;

/** Takes bytes of the server, as they come. */
void ss_tls_watch_bytes(ss_tls_watch *watch, const uint8_t *bytes, size_t length);

/** @return the IANA's name of a group, "" for 0 and unknown ones. Static. */
const char *ss_tls_group_name(uint16_t group);

#endif
