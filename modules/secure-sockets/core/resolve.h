/*
 * Names to addresses. Started and told as the operations of socket.h are. Which servers are asked: core.h.
 */
#ifndef SS_RESOLVE_H
#define SS_RESOLVE_H

#include "address.h"
#include "constants.h"
#include "port.h"
#include "timer.h"

/** Bound of a name resolution, in milliseconds. */
#define SS_RESOLVE_TIMEOUT 10000

/** Addresses that a resolution tells at most: 8 of each family. */
#define SS_RESOLVE_ADDRESSES 16

/** A name being resolved. Owned by the caller as an ss_operation is: alive and untouched until `done` is called. */
typedef struct ss_resolution ss_resolution;
struct ss_resolution {
	void (*done)(ss_resolution *resolution); /**< Told once per start, in the network context; may free it. */
	void *context;                           /**< The caller's. */
	int32_t result;     /**< 0; SOCKETS_SOCKET_ERROR: there is no such name or address, or no answer in time;
	                     SOCKETS_EINVAL: not a name; SOCKETS_ENOMEM; SOCKETS_ECLOSED: cancelled. */
	ss_address address; /**< The first one; family 0 if there is none. Ports are 0. */
	ss_address addresses[SS_RESOLVE_ADDRESSES]; /**< All of them, IPv4 before IPv6. */
	size_t count;

	ss_request request; /* from here on the core's */
	ss_timer timer;
	ss_resolution *next;
	struct ss_dns_query *query; /* NULL: it waits for its turn */
	size_t asked;               /* families that are done with */
	uint8_t family;
	char name[securesocketsMAX_DNS_NAME_LENGTH + 1];
};

/**
 * Starts resolving a name. Bounded by SS_RESOLVE_TIMEOUT.
 *
 * Answers are remembered for as long as their time to live says; of a name with several addresses, each resolution tells
 * another one first, in turn. An address as text is its own result. "localhost" and the names below it are the device
 * itself, 127.0.0.1 and ::1 (RFC 6761, 6.3); on the simulator that is not the machine it runs on.
 * @param name copied: at most 253 characters; labels of 1 to 63 letters, digits, '-' and '_', a dot at the end allowed.
 * @param family SOCKETS_AF_INET, SOCKETS_AF_INET6, or 0: both, as far as lwIP is built with them.
 */
void ss_resolve_family(ss_resolution *resolution, const char *name, int32_t family);

/** Starts resolving a name to IPv4 addresses. (SOCKETS_GetHostByName) */
void ss_resolve(ss_resolution *resolution, const char *name);

/** Ends a resolution: `done` is told SOCKETS_ECLOSED before this returns. Does nothing when it has ended already. */
void ss_resolve_cancel(ss_resolution *resolution);

#endif
