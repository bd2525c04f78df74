/*
 * The default interface's state for JavaScript. lwIP is read in the network context, the object made in the machine's.
 */
#include "binding.h"

#include "core/lwip_state.h"
#include <stdio.h>
#include <string.h>

void xs_network_state(xsMachine *the);

static void read_state(void *state) {
	ss_network_read_state(state);
}

static void put_string(xsMachine *the, const char *name, const char *value) {
	xsmcSetString(xsVar(0), (xsStringValue)value);
	xsmcSet(xsResult, xsID(name), xsVar(0));
}

static void put_address(xsMachine *the, const char *name, const ss_address *address) {
	char text[SS_ADDRESS_TEXT] = "0.0.0.0";
	if (address->family)
		ss_address_print(address, text);
	put_string(the, name, text);
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
	ss_network_state it = {0};
	char hardware_address[3 * SS_STATE_HARDWARE_MOST + 1] = "";
	if (ss_binding_started())
		ss_port_call(read_state, &it);
	for (size_t i = 0; i < it.hardware_length; i++)
		snprintf(hardware_address + 3 * i, 4, "%02x:", it.hardware_address[i]);
	if (hardware_address[0])
		hardware_address[strlen(hardware_address) - 1] = 0;

	xsmcVars(2);
	xsmcSetNewObject(xsResult);
	xsmcSetBoolean(xsVar(0), it.up);
	xsmcSet(xsResult, xsID("up"), xsVar(0));
	put_address(the, "address", &it.address);
	put_address(the, "netmask", &it.netmask);
	put_address(the, "gateway", &it.gateway);
	put_addresses(the, "ipv6", it.ipv6, it.ipv6_count, 0);
	put_addresses(the, "dns", it.dns, it.dns_count, 53);
	xsmcSetInteger(xsVar(0), it.mtu);
	xsmcSet(xsResult, xsID("mtu"), xsVar(0));
	put_string(the, "hardwareAddress", hardware_address);
}
