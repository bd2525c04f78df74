/*
 * What lwIP asks the core, with types of lwIP's (LWIP_HOOK_FILENAME).
 */
#ifndef SS_LWIP_HOOKS_H
#define SS_LWIP_HOOKS_H

#include "lwip/ip_addr.h"
#include <stdint.h>

/**
 * Chooses a connection's initial sequence number (RFC 6528). In the network context, after ss_isn_start().
 * @param local_port,remote_port in host byte order.
 */
uint32_t ss_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote, uint16_t remote_port);

#endif
