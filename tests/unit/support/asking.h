/*
 * Resolutions for tests: each counts how often it ended. And what scripted DNS servers answer.
 */
#ifndef UNIT_ASKING_H
#define UNIT_ASKING_H

#include "datagrams.h"
#include "resolve.h"
#include "wire.h"
#include "zone.h"

struct asking {
	ss_resolution resolution;
	unsigned ended; /**< How often `done` was told. */
};

/** Two to start with. */
extern struct asking one, two;

/** Start a resolution. */
void start(struct asking *it, const char *name, int32_t family);
void start_ipv4(struct asking *it, const char *name);

/** It ended well, with 198.51.100.`last` as its first address. */
void check_last(const struct asking *it, uint8_t last);

/** It ended without an address. */
void check_none(const struct asking *it, int32_t result);

/** What is changed in, or added to, an answer without records. */
typedef void (*change)(struct zone *zone);

/** Answers the question that a port sent. @return false if the port is closed. */
bool reply(struct port *port, change add);

/** The same by TCP, in pieces of so many bytes. */
void reply_by_tcp(struct wire *wire, const struct port *port, change add, size_t piece);

/** 198.51.100.7; 198.51.100.1 to .4, in an order that changes; 2001:db8::1 and ::2. Their time to live is a minute. */
void one_address(struct zone *zone);
void four_addresses(struct zone *zone);
void four_addresses_that_do_not_hold(struct zone *zone);
void two_of_ipv6(struct zone *zone);

/** Answers without an address. */
void nothing(struct zone *zone);
void no_such_name(struct zone *zone);
void server_failure(struct zone *zone);
void referral(struct zone *zone);
void cut_off(struct zone *zone);

/** Forgeries, with 198.51.100.66. */
void wrong_id(struct zone *zone);
void wrong_name(struct zone *zone);
void wrong_type(struct zone *zone);
void wrong_case(struct zone *zone);
void garbage(struct zone *zone);

/** 198.51.100.7, from a server that gives the name back in lower case. */
void lower_case(struct zone *zone);

#endif
