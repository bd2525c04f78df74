/*
 * An IP address with a port.
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

#endif
