/*
 * The state of the default interface, copied out of lwIP.
 */
#ifndef SS_LWIP_STATE_H
#define SS_LWIP_STATE_H

#include "address.h"
#include "dns_servers.h"

/** The most IPv6 addresses that are told of one interface. */
#define SS_STATE_IPV6_MOST 8

/** The longest hardware address, in bytes. */
#define SS_STATE_HARDWARE_MOST 8

typedef struct ss_network_state {
	bool up; /**< There is an interface that is up, linked, and has an IPv4 address. */
	ss_address address, netmask, gateway;
	ss_address dns[SS_DNS_SERVERS_MOST], ipv6[SS_STATE_IPV6_MOST];
	size_t dns_count, ipv6_count;
	uint16_t mtu;
	uint8_t hardware_length, hardware_address[SS_STATE_HARDWARE_MOST];
} ss_network_state;

/** Reads it; all zeros without an interface. In the network context. */
void ss_network_read_state(ss_network_state *state);

#endif
