/*
 * The default interface's state for JavaScript. lwIP is read in the network context, the object made in the machine's.
 */
#include "binding.h"

#include "lwip/dns.h"
#include "lwip/netif.h"
#include <stdio.h>
#include <string.h>

typedef struct state {
	bool up;
	char address[IP4ADDR_STRLEN_MAX], netmask[IP4ADDR_STRLEN_MAX], gateway[IP4ADDR_STRLEN_MAX];
	char dns[DNS_MAX_SERVERS][IPADDR_STRLEN_MAX]; /* empty: none */
	uint16_t mtu;
	uint8_t hardware_length, hardware_address[NETIF_MAX_HWADDR_LEN];
} state;

void xs_network_state(xsMachine *the);

static void read_state(void *argument) {
	state *it = argument;
	struct netif *netif = netif_default;
	if (!netif)
		return;
	it->up = netif_is_up(netif) && netif_is_link_up(netif) && !ip4_addr_isany(netif_ip4_addr(netif));
	ip4addr_ntoa_r(netif_ip4_addr(netif), it->address, sizeof(it->address));
	ip4addr_ntoa_r(netif_ip4_netmask(netif), it->netmask, sizeof(it->netmask));
	ip4addr_ntoa_r(netif_ip4_gw(netif), it->gateway, sizeof(it->gateway));
	for (uint8_t i = 0; i < DNS_MAX_SERVERS; i++) {
		const ip_addr_t *server = dns_getserver(i);
		if (!ip_addr_isany(server))
			ipaddr_ntoa_r(server, it->dns[i], sizeof(it->dns[i]));
	}
	it->mtu = netif->mtu;
	it->hardware_length = netif->hwaddr_len;
	memcpy(it->hardware_address, netif->hwaddr, sizeof(it->hardware_address));
}

static void put_string(xsMachine *the, const char *name, const char *value) {
	xsmcSetString(xsVar(0), (xsStringValue)value);
	xsmcSet(xsResult, xsID(name), xsVar(0));
}

static void put_dns(xsMachine *the, const state *it) {
	xsIndex count = 0;
	xsmcSetNewArray(xsVar(1), 0);
	for (int i = 0; i < DNS_MAX_SERVERS; i++) {
		if (!it->dns[i][0])
			continue;
		xsmcSetString(xsVar(0), (xsStringValue)it->dns[i]);
		xsmcSetIndex(xsVar(1), count++, xsVar(0));
	}
	xsmcSet(xsResult, xsID("dns"), xsVar(1));
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
	put_dns(the, &it);
	xsmcSetInteger(xsVar(0), it.mtu);
	xsmcSet(xsResult, xsID("mtu"), xsVar(0));
	put_string(the, "hardwareAddress", hardware_address);
}
