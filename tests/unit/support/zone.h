/*
 * DNS answers for tests, record by record.
 */
#ifndef UNIT_ZONE_H
#define UNIT_ZONE_H

#include <stddef.h>
#include <stdint.h>

/** A message that grows. */
struct zone {
	uint8_t bytes[2048];
	size_t length;
};

/** Response codes, and flags of the header. */
enum { ZONE_SERVFAIL = 2, ZONE_NXDOMAIN = 3, ZONE_REFUSED = 5 };
enum { ZONE_AUTHORITATIVE = 0x0400, ZONE_TRUNCATED = 0x0200, ZONE_RECURSIVE = 0x0080 };

/** Begins the answer to a query: its id and its question; from a recursive server, without an error, without records. */
void zone_answer(struct zone *zone, const uint8_t *query, size_t length);

/** Sets the flags (without the response bit) and the response code. */
void zone_set(struct zone *zone, uint16_t flags, unsigned code);

/** Writes a name at the end: "a.b", not compressed. @return where it begins. */
size_t zone_name(struct zone *zone, const char *name);

/** Writes a pointer to a place in the message at the end. @return where it begins. */
size_t zone_pointer(struct zone *zone, size_t to);

/** Writes what follows a record's name, and counts the record as an answer. @return where its data begin. */
size_t zone_record(struct zone *zone, uint16_t type, uint32_t ttl, const void *data, size_t length);

/** Writes a whole record of the name in question. */
void zone_a(struct zone *zone, uint32_t ttl, uint8_t last);
void zone_aaaa(struct zone *zone, uint32_t ttl, uint8_t last);

/** Writes an alias of the name that stands at `name`. @return where the name stands that it is an alias for. */
size_t zone_cname(struct zone *zone, size_t name, uint32_t ttl, const char *target);

/** Sets how many answers the header says there are. */
void zone_count(struct zone *zone, uint16_t answers);

#endif
