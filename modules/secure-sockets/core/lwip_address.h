/*
 * Our addresses and lwIP's.
 */
#ifndef SS_LWIP_ADDRESS_H
#define SS_LWIP_ADDRESS_H

#include "address.h"
#include "lwip/ip_addr.h"

/** @return whether this lwIP is built with SOCKETS_AF_INET or SOCKETS_AF_INET6. */
bool ss_address_is_supported(int32_t family);

/** Converts an address for lwIP. @return false for a family that this lwIP is built without, or none. */
bool ss_address_to_lwip(const ss_address *address, ip_addr_t *ip);

/** Converts an address of lwIP's. */
void ss_address_from_lwip(const ip_addr_t *ip, uint16_t port, ss_address *address);

#endif
