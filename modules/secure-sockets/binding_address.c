/*
 * Addresses of JavaScript: numbers in network byte order for IPv4, text for both families. And Bind, which takes one.
 */
#include "binding.h"
#include "binding_natives.h"
#include <string.h>

const char ss_binding_not_an_address[] =
	"not an IP address; SecureSocket.GetHostByName() and GetAddrInfo() resolve names";

bool ss_binding_address(xsMachine *the, xsSlot *from, xsSlot *port, ss_address *address) {
	memset(address, 0, sizeof(*address));
	if (xsmcTypeOf(*from) == xsStringType) {
		if (!ss_address_parse(xsmcToString(*from), address))
			return false;
	} else {
		uint32_t number = (uint32_t)xsmcToNumber(*from);
		address->family = SOCKETS_AF_INET;
		for (int i = 0; i < 4; i++)
			address->bytes[i] = (uint8_t)(number >> (8 * i));
	}
	address->port = (uint16_t)xsmcToInteger(*port);
	return true;
}

void xs_secure_socket_bind(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	ss_address address;
	int32_t result = SOCKETS_EINVAL;
	if (!ss_binding_address(the, &xsArg(0), &xsArg(1), &address))
		result = ss_handle_refuse(handle, SOCKETS_EINVAL, "bind", ss_binding_not_an_address);
	else if (handle->socket)
		result = ss_handle_note(handle, ss_socket_bind(handle->socket, &address));
	xsmcSetInteger(xsResult, result);
}
