/*
 * Names to addresses, with lwIP's DNS client, bounded by a time-out.
 *
 * lwIP cannot be told to forget a query. It is therefore given a ticket of our own rather than the caller's resolution,
 * and the ticket is what waits for a late answer after a time-out.
 */
#include "lwip/dns.h"
#include "memory.h"
#include "socket_internal.h"
#include <string.h>

struct ticket {
	ss_resolution *resolution; /* NULL: nobody waits any more */
};

static void finish(ss_resolution *resolution, int32_t result, const ip_addr_t *address) {
	ss_timer_stop(&resolution->timer);
	resolution->result = result;
	resolution->address = (ss_address){0};
	if (address) {
		resolution->address.family = SOCKETS_AF_INET;
		memcpy(resolution->address.bytes, &ip_2_ip4(address)->addr, 4);
	}
	resolution->done(resolution);
}

static void answered(const char *name, const ip_addr_t *address, void *argument) {
	struct ticket *ticket = argument;
	ss_resolution *resolution = ticket->resolution;
	(void)name;
	ss_memory_free(ticket);
	if (resolution)
		finish(resolution, address ? SOCKETS_ERROR_NONE : SOCKETS_SOCKET_ERROR, address);
}

static void timed_out(void *argument) {
	struct ticket *ticket = argument;
	ss_resolution *resolution = ticket->resolution;
	ticket->resolution = NULL;
	finish(resolution, SOCKETS_SOCKET_ERROR, NULL);
}

static void begin(void *argument) {
	ss_resolution *resolution = argument;
	if (resolution->result < 0) {
		finish(resolution, resolution->result, NULL);
		return;
	}
	struct ticket *ticket = ss_memory_allocate(SS_CORE, sizeof(*ticket));
	if (!ticket) {
		finish(resolution, SOCKETS_ENOMEM, NULL);
		return;
	}
	ticket->resolution = resolution;
	ip_addr_t address;
	switch (dns_gethostbyname_addrtype(resolution->name, &address, answered, ticket, LWIP_DNS_ADDRTYPE_IPV4)) {
	case ERR_INPROGRESS:
		ss_timer_start(&resolution->timer, SS_RESOLVE_TIMEOUT, timed_out, ticket);
		break;
	case ERR_OK:
		ss_memory_free(ticket);
		finish(resolution, SOCKETS_ERROR_NONE, &address);
		break;
	default:
		ss_memory_free(ticket);
		finish(resolution, SOCKETS_SOCKET_ERROR, NULL);
	}
}

void ss_resolve(ss_resolution *resolution, const char *name) {
	size_t length = name ? strlen(name) : 0;
	resolution->timer.running = false;
	resolution->result = length && length <= securesocketsMAX_DNS_NAME_LENGTH ? SOCKETS_ERROR_NONE : SOCKETS_EINVAL;
	if (resolution->result == SOCKETS_ERROR_NONE)
		memcpy(resolution->name, name, length + 1);
	if (!ss_socket_allowed) {
		finish(resolution, SOCKETS_SOCKET_ERROR, NULL);
		return;
	}
	resolution->request.run = begin;
	resolution->request.argument = resolution;
	ss_port_post(&resolution->request);
}
