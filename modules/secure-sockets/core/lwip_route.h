/*
 * What lwIP knows of its interfaces' addresses. Network context only.
 */
#ifndef SS_LWIP_ROUTE_H
#define SS_LWIP_ROUTE_H

#include "lwip/ip_addr.h"
#include <stdbool.h>

typedef enum ss_route {
	SS_ROUTE_READY, /**< There is an interface for it, with an address to speak from. */
	SS_ROUTE_SOON,  /**< Not yet: an interface is still looking for its addresses. */
	SS_ROUTE_NONE
} ss_route;

/** @return whether an address can be spoken to. */
ss_route ss_route_to(const ip_addr_t *remote);

/** @return whether an address is one of ours. */
bool ss_route_is_ours(const ip_addr_t *local);

#endif
