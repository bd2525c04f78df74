/*
 * The state of the default interface; see lwip_state.h.
 */
#include "lwip_state.h"
#include "lwip/netif.h"
#include "lwip_address.h"
#include <string.h>

static void read_ipv6(const struct netif *netif, ss_network_state *state) {
#if LWIP_IPV6
	for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES && state->ipv6_count < SS_STATE_IPV6_MOST; i++) {
		if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i)))
			ss_address_from_lwip(netif_ip_addr6(netif, i), 0, &state->ipv6[state->ipv6_count++]);
	}
#else
	(void)netif;
	(void)state;
#endif
}

void ss_network_read_state(ss_network_state *state) {
	const struct netif *netif = netif_default;
	*state = (ss_network_state){0};
	if (!netif)
		return;
	state->up = netif_is_up(netif) && netif_is_link_up(netif) && !ip4_addr_isany(netif_ip4_addr(netif));
	ss_address_from_lwip(netif_ip_addr4(netif), 0, &state->address);
	ss_address_from_lwip(netif_ip_netmask4(netif), 0, &state->netmask);
	ss_address_from_lwip(netif_ip_gw4(netif), 0, &state->gateway);
	state->dns_count = ss_dns_list_servers(state->dns);
	read_ipv6(netif, state);
	state->mtu = netif->mtu;
	state->hardware_length = LWIP_MIN(netif->hwaddr_len, SS_STATE_HARDWARE_MOST);
	memcpy(state->hardware_address, netif->hwaddr, state->hardware_length);
}
