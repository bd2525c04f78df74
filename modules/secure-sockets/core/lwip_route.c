/*
 * What lwIP knows of its interfaces' addresses. In IPv6 they come one after another: an address for the link at once,
 * those that reach further when a router has been heard (RFC 4862), which may be after the first Connect.
 */
#include "lwip_route.h"
#include "lwip/ip.h"
#include "lwip/netif.h"

#if LWIP_IPV6

static bool is_configuring(const struct netif *netif) {
	if (!netif_is_up(netif) || !netif_is_link_up(netif))
		return false;
#if LWIP_IPV6_SEND_ROUTER_SOLICIT
	if (netif->rs_count > 0)
		return true;
#endif
	for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		if (ip6_addr_istentative(netif_ip6_addr_state(netif, i)))
			return true;
	}
	return false;
}

static ss_route route_to(const ip6_addr_t *remote) {
	struct netif *netif = ip6_route(IP6_ADDR_ANY6, remote);
	const ip_addr_t *local = netif ? ip6_select_source_address(netif, remote) : NULL;
	if (local && (ip6_addr_islinklocal(remote) || !ip6_addr_islinklocal(ip_2_ip6(local))))
		return SS_ROUTE_READY;
	NETIF_FOREACH(netif) {
		if (is_configuring(netif))
			return SS_ROUTE_SOON;
	}
	return SS_ROUTE_NONE;
}

#endif

ss_route ss_route_to(const ip_addr_t *remote) {
#if LWIP_IPV6
	if (IP_IS_V6(remote))
		return route_to(ip_2_ip6(remote));
#endif
	return ip_route(IP_ANY_TYPE, remote) ? SS_ROUTE_READY : SS_ROUTE_NONE;
}

bool ss_route_is_ours(const ip_addr_t *local) {
	struct netif *netif;
	NETIF_FOREACH(netif) {
#if LWIP_IPV6
		if (IP_IS_V6(local)) {
			for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
				if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i)) &&
					ip6_addr_zoneless_eq(ip_2_ip6(local), netif_ip6_addr(netif, i)))
					return true;
			}
			continue;
		}
#endif
#if LWIP_IPV4
		if (ip4_addr_eq(ip_2_ip4(local), netif_ip4_addr(netif)))
			return true;
#endif
	}
	return false;
}
