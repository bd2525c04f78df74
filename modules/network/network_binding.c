/*
 * The default interface's state for JavaScript. lwIP is read in the network context, the object made in the machine's.
 */
#include "binding.h"

#include "core/dns_servers.h"
#include "core/lwip_address.h"
#include "lwip/netif.h"
#include <stdio.h>
#include <string.h>

#if LWIP_IPV6
#define IPV6_MOST LWIP_IPV6_NUM_ADDRESSES
#else
#define IPV6_MOST 1
#endif

typedef struct state {
	bool up;
	char address[IP4ADDR_STRLEN_MAX], netmask[IP4ADDR_STRLEN_MAX], gateway[IP4ADDR_STRLEN_MAX];
	ss_address dns[SS_DNS_SERVERS_MOST], ipv6[IPV6_MOST];
	size_t dns_count, ipv6_count;
	uint16_t mtu;
	uint8_t hardware_length, hardware_address[NETIF_MAX_HWADDR_LEN];
} state;

void xs_network_state(xsMachine *the);

static void read_ipv6(const struct netif *netif, state *it) {
#if LWIP_IPV6
	for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i)))
			ss_address_from_lwip(netif_ip_addr6(netif, i), 0, &it->ipv6[it->ipv6_count++]);
	}
#else
	(void)netif;
	(void)it;
#endif
}

static void read_state(void *argument) {
	state *it = argument;
	struct netif *netif = netif_default;
	if (!netif)
		return;
	it->up = netif_is_up(netif) && netif_is_link_up(netif) && !ip4_addr_isany(netif_ip4_addr(netif));
	ip4addr_ntoa_r(netif_ip4_addr(netif), it->address, sizeof(it->address));
	ip4addr_ntoa_r(netif_ip4_netmask(netif), it->netmask, sizeof(it->netmask));
	ip4addr_ntoa_r(netif_ip4_gw(netif), it->gateway, sizeof(it->gateway));
	it->dns_count = ss_dns_list_servers(it->dns);
	read_ipv6(netif, it);
	it->mtu = netif->mtu;
	it->hardware_length = netif->hwaddr_len;
	memcpy(it->hardware_address, netif->hwaddr, sizeof(it->hardware_address));
}

static void put_string(xsMachine *the, const char *name, const char *value) {
	xsmcSetString(xsVar(0), (xsStringValue)value);
	xsmcSet(xsResult, xsID(name), xsVar(0));
}

static void put_addresses(
	xsMachine *the, const char *name, const ss_address *addresses, size_t count, uint16_t usual_port) {
	xsmcSetNewArray(xsVar(1), 0);
	for (size_t i = 0; i < count; i++) {
		char address[SS_ADDRESS_TEXT], text[SS_ADDRESS_TEXT + 8];
		ss_address_print(&addresses[i], address);
		if (addresses[i].port == usual_port)
			snprintf(text, sizeof(text), "%s", address);
		else
			snprintf(text, sizeof(text), addresses[i].family == SOCKETS_AF_INET6 ? "[%s]:%u" : "%s:%u", address,
				addresses[i].port);
		xsmcSetString(xsVar(0), (xsStringValue)text);
		xsmcSetIndex(xsVar(1), (xsIndex)i, xsVar(0));
	}
	xsmcSet(xsResult, xsID(name), xsVar(1));
}

void xs_network_state(xsMachine *the) {
	state it = {.address = "0.0.0.0", .netmask = "0.0.0.0", .gateway = "0.0.0.0"};
	char hardware_address[3 * NETIF_MAX_HWADDR_LEN + 1] = "";
	if (ss_binding_started())
		ss_port_call(read_state, &it);
	for (size_t i = 0; i < it.hardware_length && i < NETIF_MAX_HWADDR_LEN; i++)
		snprintf(hardware_address + 3 * i, 4, "%02x:", it.hardware_address[i]);
	if (hardware_address[0])
		hardware_address[strlen(hardware_address) - 1] = 0;

	xsmcVars(2);
	xsmcSetNewObject(xsResult);
	xsmcSetBoolean(xsVar(0), it.up);
	xsmcSet(xsResult, xsID("up"), xsVar(0));
	put_string(the, "address", it.address);
	put_string(the, "netmask", it.netmask);
	put_string(the, "gateway", it.gateway);
	put_addresses(the, "ipv6", it.ipv6, it.ipv6_count, 0);
	put_addresses(the, "dns", it.dns, it.dns_count, 53);
	xsmcSetInteger(xsVar(0), it.mtu);
	xsmcSet(xsResult, xsID("mtu"), xsVar(0));
	put_string(the, "hardwareAddress", hardware_address);
}
