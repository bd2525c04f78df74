/*
 * An IP address with a port, and addresses as text.
 */
#ifndef SS_ADDRESS_H
#define SS_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ss_address {
	uint8_t family;    /**< SOCKETS_AF_INET, SOCKETS_AF_INET6, or 0: none. */
	uint16_t port;     /**< In host byte order. */
	uint8_t bytes[16]; /**< In network byte order; IPv4 uses the first four. */
} ss_address;

/** Bytes that the longest address takes as text, the NUL included. */
#define SS_ADDRESS_TEXT 46

/**
 * Reads an address without a port: four decimal numbers without leading zeros, which some take for octal, or IPv6 as in
 * RFC 4291, 2.2, without a zone.
 * @param address written, with port 0, only on success.
 * @return whether the text is an address and nothing else.
 */
bool ss_address_parse(const char *text, ss_address *address);

/** Writes an address without its port, IPv6 as in RFC 5952; nothing for family 0. */
void ss_address_print(const ss_address *address, char text[SS_ADDRESS_TEXT]);

/** @return how many of `bytes` the address uses: 4, 16, or 0 for family 0. */
unsigned ss_address_length(const ss_address *address);

/** @return whether all bytes of the address are zero: "any", which is nobody's address. */
bool ss_address_is_any(const ss_address *address);

/** @return whether it is an IPv4 address in IPv6's clothes, ::ffff:0:0/96 (RFC 4291, 2.5.5.2). */
bool ss_address_is_mapped(const ss_address *address);

#endif
