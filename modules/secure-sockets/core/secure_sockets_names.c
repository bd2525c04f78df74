/*
 * The C API's names and addresses.
 */
#include "port.h"
#include "resolve.h"
#include "secure_sockets.h"
#include "socket_internal.h"
#include <stdio.h>
#include <string.h>

struct lookup {
	ss_resolution resolution;
	ss_request request;
	ss_waiter waiter;
	const char *name;
	int32_t family;
};

static void looked_up(ss_resolution *resolution) {
	struct lookup *lookup = resolution->context;
	ss_port_signal(&lookup->waiter);
}

static void begin(void *argument) {
	struct lookup *lookup = argument;
	ss_resolve_family(&lookup->resolution, lookup->name, lookup->family);
}

int32_t SOCKETS_GetAddresses(const char *pcHostName, int32_t lFamily, ss_address *pxAddresses, size_t xMost) {
	struct lookup lookup = {.name = pcHostName, .family = lFamily};
	ss_resolution *resolution = &lookup.resolution;
	if (!ss_socket_allowed)
		return SOCKETS_SOCKET_ERROR;
	if (ss_port_inside())
		return SOCKETS_EWOULDBLOCK;
	resolution->done = looked_up;
	resolution->context = &lookup;
	lookup.request.run = begin;
	lookup.request.argument = &lookup;
	ss_port_await(&lookup.request, &lookup.waiter);
	if (resolution->result < 0)
		return resolution->result;
	size_t count = resolution->count < xMost ? resolution->count : xMost;
	memcpy(pxAddresses, resolution->addresses, count * sizeof(*pxAddresses));
	return (int32_t)count;
}

uint32_t SOCKETS_GetHostByName(const char *pcHostName) {
	ss_address address;
	uint32_t result = 0;
	if (SOCKETS_GetAddresses(pcHostName, SOCKETS_AF_INET, &address, 1) == 1)
		memcpy(&result, address.bytes, sizeof(result));
	return result;
}

#undef SOCKETS_inet_ntoa
void SOCKETS_inet_ntoa(uint32_t ulAddress, char *pcBuffer) {
	const uint8_t *octets = (const uint8_t *)&ulAddress;
	snprintf(pcBuffer, 16, "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
}
