/*
 * The DNS servers that the network told lwIP of.
 *
 * lwIP's DHCP gives what it learns to dns_setserver(). Of lwIP's own DNS client nothing else is wanted: where lwip_base.h
 * configures lwIP, this file stands in for its dns.c, which is then not linked. A lwIP that comes ready made, as ESP-IDF's
 * does, keeps its dns.c, and the list is read from there.
 */
#include "dns_servers.h"
#include "lwip/dns.h"
#include "lwip_address.h"

#if SS_REPLACES_LWIP_DNS

static ip_addr_t learned[DNS_MAX_SERVERS];

void dns_init(void) {
}

void dns_tmr(void) {
}

void dns_setserver(u8_t index, const ip_addr_t *server) {
	if (index < DNS_MAX_SERVERS)
		ip_addr_copy(learned[index], *(server ? server : IP_ADDR_ANY));
}

const ip_addr_t *dns_getserver(u8_t index) {
	return index < DNS_MAX_SERVERS ? &learned[index] : IP_ADDR_ANY;
}

#endif

size_t ss_dns_list_learned(ss_address servers[SS_DNS_SERVERS_MOST]) {
	size_t count = 0;
	for (u8_t i = 0; i < DNS_MAX_SERVERS && count < SS_DNS_SERVERS_MOST; i++) {
		const ip_addr_t *server = dns_getserver(i);
		if (!ip_addr_isany(server))
			ss_address_from_lwip(server, 0, &servers[count++]);
	}
	return count;
}
