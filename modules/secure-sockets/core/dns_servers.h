/*
 * Which DNS servers to ask. Network context only. A host's side, ss_resolve_set_servers(), is in core.h.
 */
#ifndef SS_DNS_SERVERS_H
#define SS_DNS_SERVERS_H

#include "address.h"
#include <stddef.h>

/** Servers that are kept at most. */
#define SS_DNS_SERVERS_MOST 4

/**
 * Lists the servers to ask, the preferred one first: those of ss_resolve_set_servers(), or else those that the network
 * told of.
 * @return how many.
 */
size_t ss_dns_list_servers(ss_address servers[SS_DNS_SERVERS_MOST]);

/** Lists the servers that the network told lwIP of, by DHCP for example (dns_learned.c). @return how many. */
size_t ss_dns_list_learned(ss_address servers[SS_DNS_SERVERS_MOST]);

#endif
