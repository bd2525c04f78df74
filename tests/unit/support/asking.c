/*
 * Resolutions and answers for tests. See asking.h.
 */
#include "asking.h"
#include "dns_message.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

struct asking one, two;

static void done(ss_resolution *resolution) {
	check(!resolution->timer.running);
	check(!resolution->query);
	((struct asking *)resolution->context)->ended++;
}

void start(struct asking *it, const char *name, int32_t family) {
	it->resolution.done = done;
	it->resolution.context = it;
	it->ended = 0;
	ss_resolve_family(&it->resolution, name, family);
}

void start_ipv4(struct asking *it, const char *name) {
	it->resolution.done = done;
	it->resolution.context = it;
	it->ended = 0;
	ss_resolve(&it->resolution, name);
}

/* Answers the question that a port sent. */
bool reply(struct port *port, change add) {
	struct zone zone;
	zone_answer(&zone, port->sent, port->length);
	add(&zone);
	return port_deliver(port, zone.bytes, zone.length);
}

void one_address(struct zone *zone) {
	zone_a(zone, 60, 7);
}

void four_addresses(struct zone *zone) {
	static uint8_t turn; /* a server that rotates them, too */
	for (uint8_t i = 0; i < 4; i++)
		zone_a(zone, 60, (uint8_t)(1 + (i + turn) % 4));
	turn++;
}

void four_addresses_that_do_not_hold(struct zone *zone) {
	static uint8_t turn;
	for (uint8_t i = 0; i < 4; i++)
		zone_a(zone, 0, (uint8_t)(1 + (i + turn) % 4));
	turn++;
}

void two_of_ipv6(struct zone *zone) {
	zone_aaaa(zone, 60, 1);
	zone_aaaa(zone, 60, 2);
}

void nothing(struct zone *zone) {
	(void)zone;
}

void no_such_name(struct zone *zone) {
	zone_set(zone, ZONE_RECURSIVE, ZONE_NXDOMAIN);
}

void server_failure(struct zone *zone) {
	zone_set(zone, ZONE_RECURSIVE, ZONE_SERVFAIL);
}

void referral(struct zone *zone) {
	zone_set(zone, 0, 0);
}

void cut_off(struct zone *zone) {
	zone_set(zone, ZONE_RECURSIVE | ZONE_TRUNCATED, 0);
}

void wrong_id(struct zone *zone) {
	zone->bytes[1] ^= 1;
	zone_a(zone, 60, 66);
}

void wrong_name(struct zone *zone) {
	zone->bytes[13] ^= 1;
	zone_a(zone, 60, 66);
}

void wrong_type(struct zone *zone) {
	zone->bytes[zone->length - 3] = SS_DNS_AAAA;
	zone_a(zone, 60, 66);
}

/* Of the first letter; what the core sent is random. */
void wrong_case(struct zone *zone) {
	zone->bytes[13] ^= 0x20;
	zone_a(zone, 60, 66);
}

void lower_case(struct zone *zone) {
	for (size_t i = 13; i < zone->length - 4; i++)
		zone->bytes[i] |= zone->bytes[i] >= 'A' ? 0x20 : 0;
	zone_a(zone, 60, 7);
}

void garbage(struct zone *zone) {
	zone->length = 5;
}

void check_last(const struct asking *it, uint8_t last) {
	check_equal(it->ended, 1);
	check_equal(it->resolution.result, 0);
	check_equal(it->resolution.address.family, SOCKETS_AF_INET);
	check_equal(it->resolution.address.port, 0);
	check_bytes(it->resolution.address.bytes, ((uint8_t[]){198, 51, 100, last}), 4);
}

void check_none(const struct asking *it, int32_t result) {
	check_equal(it->ended, 1);
	check_equal(it->resolution.result, result);
	check_equal(it->resolution.count, 0);
	check_equal(it->resolution.address.family, 0);
}

void reply_by_tcp(struct wire *wire, const struct port *port, change add, size_t piece) {
	struct zone zone;
	zone_answer(&zone, port->sent, port->length);
	add(&zone);
	uint8_t bytes[sizeof(zone.bytes) + 2] = {(uint8_t)(zone.length >> 8), (uint8_t)zone.length};
	memcpy(bytes + 2, zone.bytes, zone.length);
	for (size_t at = 0; at < zone.length + 2 && wire->tcp; at += piece)
		wire_deliver(wire, bytes + at, piece < zone.length + 2 - at ? piece : zone.length + 2 - at);
}
