/*
 * The DNS servers to ask: those that the host was told, or else those that the network told.
 */
#include "dns_servers.h"
#include "core.h"
#include "dns_cache.h"

#define DNS_PORT 53

static ss_address chosen[SS_DNS_SERVERS_MOST];
static size_t chosen_count;

void ss_resolve_set_servers(const ss_address *servers, size_t count) {
	chosen_count = count < SS_DNS_SERVERS_MOST ? count : SS_DNS_SERVERS_MOST;
	for (size_t i = 0; i < chosen_count; i++)
		chosen[i] = servers[i];
	ss_dns_cache_clear();
}

size_t ss_dns_list_servers(ss_address servers[SS_DNS_SERVERS_MOST]) {
	size_t count = chosen_count;
	for (size_t i = 0; i < chosen_count; i++)
		servers[i] = chosen[i];
	if (!count)
		count = ss_dns_list_learned(servers);
	for (size_t i = 0; i < count; i++) {
		if (!servers[i].port)
			servers[i].port = DNS_PORT;
	}
	return count;
}
