/*
 * Records of TLS as no library would send them: a server's, of any size, whatever mbedTLS is configured for.
 */
#ifndef UNIT_RECORDS_H
#define UNIT_RECORDS_H

#include "peer.h"

enum { RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, RECORD_DATA = 23 };

/** Lets the server send a protected record, when it is run next, after what it has said already. */
void records_send(struct peer *peer, uint8_t type, const void *content, size_t length);

/**
 * Cuts what the server is about to send in the clear: handshake messages come in records of at most so many bytes. Works as
 * long as nothing is encrypted, which in TLS 1.2 is all of its first flight.
 */
void records_cut(struct peer *peer, size_t most);

/** Fills in a NewSessionTicket of TLS 1.3 (RFC 8446, 4.6.1). @param room of `message`. @return its length. */
size_t records_ticket(uint8_t *message, size_t room, size_t ticket_length);

#endif
