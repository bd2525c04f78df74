/*
 * DNS answers for tests. See zone.h.
 */
#include "zone.h"
#include "dns_message.h"
#include "test.h"
#include <string.h>

static void put(struct zone *zone, const void *data, size_t length) {
	check(zone->length + length <= sizeof(zone->bytes));
	if (length)
		memcpy(zone->bytes + zone->length, data, length);
	zone->length += length;
}

static void put_16(struct zone *zone, uint16_t value) {
	uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};
	put(zone, bytes, sizeof(bytes));
}

void zone_answer(struct zone *zone, const uint8_t *query, size_t length) {
	zone->length = 0;
	put(zone, query, length);
	zone_set(zone, ZONE_RECURSIVE, 0);
}

void zone_set(struct zone *zone, uint16_t flags, unsigned code) {
	zone->bytes[2] = (uint8_t)(0x80 | flags >> 8);
	zone->bytes[3] = (uint8_t)((flags & 0xFF) | code);
}

size_t zone_name(struct zone *zone, const char *name) {
	size_t begin = zone->length;
	while (*name) {
		uint8_t length = (uint8_t)strcspn(name, ".");
		put(zone, &length, 1);
		put(zone, name, length);
		name += length + (name[length] == '.');
	}
	put(zone, "", 1);
	return begin;
}

size_t zone_pointer(struct zone *zone, size_t to) {
	size_t begin = zone->length;
	put_16(zone, (uint16_t)(0xC000 | to));
	return begin;
}

void zone_count(struct zone *zone, uint16_t answers) {
	zone->bytes[6] = (uint8_t)(answers >> 8);
	zone->bytes[7] = (uint8_t)answers;
}

size_t zone_record(struct zone *zone, uint16_t type, uint32_t ttl, const void *data, size_t length) {
	put_16(zone, type);
	put_16(zone, 1);
	put_16(zone, (uint16_t)(ttl >> 16));
	put_16(zone, (uint16_t)ttl);
	put_16(zone, (uint16_t)length);
	zone_count(zone, (uint16_t)(1 + (zone->bytes[6] << 8 | zone->bytes[7])));
	size_t begin = zone->length;
	put(zone, data, length);
	return begin;
}

void zone_a(struct zone *zone, uint32_t ttl, uint8_t last) {
	zone_pointer(zone, 12);
	zone_record(zone, SS_DNS_A, ttl, (uint8_t[]){198, 51, 100, last}, 4);
}

void zone_aaaa(struct zone *zone, uint32_t ttl, uint8_t last) {
	zone_pointer(zone, 12);
	zone_record(zone, SS_DNS_AAAA, ttl, (uint8_t[16]){0x20, 0x01, 0x0d, 0xb8, [15] = last}, 16);
}

size_t zone_cname(struct zone *zone, size_t name, uint32_t ttl, const char *target) {
	zone_pointer(zone, name);
	size_t data = zone_record(zone, SS_DNS_CNAME, ttl, NULL, 0);
	zone_name(zone, target);
	zone->bytes[data - 1] = (uint8_t)(zone->length - data);
	return data;
}
