/*
 * Names to addresses: literal addresses and "localhost" at once, other names by DNS, within a time-out.
 *
 * A few resolutions ask at the same time, the others wait for their turn: memory and ports are bounded, and who waited
 * may find the answer in the cache. All of them are in one list, in the order of their starts.
 */
#include "dns_cache.h"
#include "dns_query.h"
#include "lwip_address.h"
#include "socket_internal.h"
#include "trace.h"
#include <string.h>

/* Resolutions that ask at the same time. */
#define AT_ONCE 4

/* Milliseconds for the second family's answer when the first one has been found: some servers never give one. */
#define SECOND_WAIT 2000

/* Families in the order in which they are asked for and listed. */
static const struct {
	uint8_t family, length;
	uint16_t type;
} families[] = {{SOCKETS_AF_INET, 4, SS_DNS_A}, {SOCKETS_AF_INET6, 16, SS_DNS_AAAA}};

#define FAMILIES (sizeof(families) / sizeof(families[0]))

static ss_resolution *first;

static bool wants(const ss_resolution *resolution, uint8_t family) {
	return (!resolution->family || resolution->family == family) && ss_address_is_supported(family);
}

static void add(ss_resolution *resolution, const ss_address *address) {
	if (resolution->count < SS_RESOLVE_ADDRESSES)
		resolution->addresses[resolution->count++] = *address;
}

static void start_next(void);

static void tell(ss_resolution *resolution, int32_t result) {
	resolution->result = result;
	if (result < 0)
		resolution->count = 0;
	resolution->address = resolution->count ? resolution->addresses[0] : (ss_address){0};
	ss_trace(SS_TRACE_RESOLVED, false, resolution, result, (uint32_t)resolution->count, NULL);
	resolution->done(resolution);
}

static void finish(ss_resolution *resolution, int32_t result) {
	ss_resolution **link = &first;
	while (*link != resolution)
		link = &(*link)->next;
	*link = resolution->next;
	ss_timer_stop(&resolution->timer);
	ss_dns_forget(resolution->query);
	resolution->query = NULL;
	tell(resolution, result);
}

/* Ends it with what was found so far. */
static void conclude(ss_resolution *resolution, int32_t otherwise) {
	finish(resolution, resolution->count ? SOCKETS_ERROR_NONE : otherwise);
	start_next();
}

static void timed_out(void *argument) {
	ss_trace(SS_TRACE_TIMEOUT, false, argument, SS_PHASE_NONE, 0, NULL);
	conclude(argument, SOCKETS_SOCKET_ERROR);
}

static void take(ss_resolution *resolution, const ss_dns_answer *answer) {
	ss_address address = {.family = families[resolution->asked].family};
	for (size_t i = 0; i < answer->count; i++) {
		memcpy(address.bytes, answer->addresses[i], families[resolution->asked].length);
		add(resolution, &address);
	}
}

static void proceed(ss_resolution *resolution);

static void told(void *context, ss_dns_result result, ss_dns_answer *answer) {
	ss_resolution *resolution = context;
	resolution->query = NULL;
	if (result == SS_DNS_FOUND) {
		ss_dns_cache_keep(resolution->name, families[resolution->asked].type, answer);
		take(resolution, answer);
	}
	resolution->asked++;
	proceed(resolution);
}

/* Takes what the cache has. @return whether that is all. */
static bool take_cached(ss_resolution *resolution) {
	for (; resolution->asked < FAMILIES; resolution->asked++) {
		ss_dns_answer answer;
		if (!wants(resolution, families[resolution->asked].family))
			continue;
		if (!ss_dns_cache_find(resolution->name, families[resolution->asked].type, &answer))
			return false;
		take(resolution, &answer);
	}
	return true;
}

static void proceed(ss_resolution *resolution) {
	if (take_cached(resolution)) {
		conclude(resolution, SOCKETS_SOCKET_ERROR);
		return;
	}
	resolution->query = ss_dns_ask(resolution->name, families[resolution->asked].type, told, resolution);
	if (!resolution->query)
		conclude(resolution, SOCKETS_ENOMEM);
	else if (resolution->count && resolution->timer.deadline > ss_port_milliseconds() + SECOND_WAIT)
		ss_timer_start(&resolution->timer, SECOND_WAIT, timed_out, resolution);
}

/* The one that waits longest, if it may begin. */
static ss_resolution *find_next(void) {
	size_t asking = 0;
	for (ss_resolution *resolution = first; resolution && asking < AT_ONCE; resolution = resolution->next) {
		if (!resolution->query)
			return resolution;
		asking++;
	}
	return NULL;
}

/* Not from within itself: what it starts may end at once, and so on. */
static void start_next(void) {
	static bool starting;
	if (starting)
		return;
	starting = true;
	for (ss_resolution *next; (next = find_next());)
		proceed(next);
	starting = false;
}

/* RFC 6761, 6.3: never asked of a server; the device itself. */
static bool is_localhost(const char *name) {
	static const char localhost[] = "localhost";
	size_t length = strlen(name), tail = sizeof(localhost) - 1;
	return length >= tail && !strcmp(name + length - tail, localhost) &&
		   (length == tail || name[length - tail - 1] == '.');
}

static void add_literal(ss_resolution *resolution, const char *text) {
	ss_address address;
	if (ss_address_parse(text, &address) && wants(resolution, address.family))
		add(resolution, &address);
}

/* @return whether the name needs no server. */
static bool needs_no_server(ss_resolution *resolution) {
	ss_address address;
	if (is_localhost(resolution->name)) {
		add_literal(resolution, "127.0.0.1");
		add_literal(resolution, "::1");
		return true;
	}
	if (!ss_address_parse(resolution->name, &address))
		return take_cached(resolution);
	add_literal(resolution, resolution->name);
	return true;
}

static void begin(void *argument) {
	ss_resolution *resolution = argument;
	ss_trace(SS_TRACE_RESOLVE, true, resolution, resolution->family, 0, resolution->name);
	if (resolution->result == SOCKETS_ERROR_NONE && !ss_socket_allowed)
		resolution->result = SOCKETS_SOCKET_ERROR;
	if (resolution->result < 0) {
		tell(resolution, resolution->result);
	} else if (needs_no_server(resolution)) {
		tell(resolution, resolution->count ? SOCKETS_ERROR_NONE : SOCKETS_SOCKET_ERROR);
	} else {
		ss_resolution **link = &first;
		while (*link)
			link = &(*link)->next;
		*link = resolution;
		ss_timer_start(&resolution->timer, SS_RESOLVE_TIMEOUT, timed_out, resolution);
		start_next();
	}
}

/* Names mean the same in any case (RFC 4343), and with a dot behind them. */
static void copy_name(char *to, const char *from) {
	for (; *from && (*from != '.' || from[1]); from++)
		*to++ = *from >= 'A' && *from <= 'Z' ? (char)(*from | 0x20) : *from;
	*to = 0;
}

void ss_resolve_family(ss_resolution *resolution, const char *name, int32_t family) {
	ss_address address;
	resolution->timer.running = false;
	resolution->query = NULL;
	resolution->next = NULL;
	resolution->asked = 0;
	resolution->count = 0;
	resolution->family = (uint8_t)family;
	resolution->result = SOCKETS_ERROR_NONE;
	if (!name || strlen(name) > securesocketsMAX_DNS_NAME_LENGTH ||
		(!ss_address_parse(name, &address) && !ss_dns_name_is_valid(name)) ||
		(family && family != SOCKETS_AF_INET && family != SOCKETS_AF_INET6))
		resolution->result = SOCKETS_EINVAL;
	else
		copy_name(resolution->name, name);
	if (!ss_socket_allowed) {
		tell(resolution, resolution->result < 0 ? resolution->result : SOCKETS_SOCKET_ERROR);
		return;
	}
	resolution->request.run = begin;
	resolution->request.argument = resolution;
	ss_port_post(&resolution->request);
}

void ss_resolve(ss_resolution *resolution, const char *name) {
	ss_resolve_family(resolution, name, SOCKETS_AF_INET);
}

static void cancel(void *argument) {
	ss_resolution *resolution = first;
	while (resolution && resolution != argument)
		resolution = resolution->next;
	if (!resolution)
		return;
	finish(resolution, SOCKETS_ECLOSED);
	start_next();
}

void ss_resolve_cancel(ss_resolution *resolution) {
	ss_port_call(cancel, resolution);
}

void ss_resolve_stop(void) {
	while (first)
		finish(first, SOCKETS_ECLOSED);
	ss_dns_cache_clear();
}
