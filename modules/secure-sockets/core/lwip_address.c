/*
 * Our addresses and lwIP's, whichever families lwIP is built with.
 */
#include "lwip_address.h"
#include "constants.h"
#include <string.h>

bool ss_address_is_supported(int32_t family) {
	return (family == SOCKETS_AF_INET && LWIP_IPV4) || (family == SOCKETS_AF_INET6 && LWIP_IPV6);
}

bool ss_address_to_lwip(const ss_address *address, ip_addr_t *ip) {
	memset(ip, 0, sizeof(*ip));
#if LWIP_IPV4
	if (address->family == SOCKETS_AF_INET) {
		memcpy(&ip_2_ip4(ip)->addr, address->bytes, 4);
		IP_SET_TYPE(ip, IPADDR_TYPE_V4);
		return true;
	}
#endif
#if LWIP_IPV6
	if (address->family == SOCKETS_AF_INET6) {
		memcpy(ip_2_ip6(ip)->addr, address->bytes, 16);
		IP_SET_TYPE(ip, IPADDR_TYPE_V6);
		return true;
	}
#endif
	return false;
}

void ss_address_from_lwip(const ip_addr_t *ip, uint16_t port, ss_address *address) {
	*address = (ss_address){.port = port};
#if LWIP_IPV6
	if (IP_IS_V6(ip)) {
		address->family = SOCKETS_AF_INET6;
		memcpy(address->bytes, ip_2_ip6(ip)->addr, 16);
		return;
	}
#endif
#if LWIP_IPV4
	address->family = SOCKETS_AF_INET;
	memcpy(address->bytes, &ip_2_ip4(ip)->addr, 4);
#endif
}
