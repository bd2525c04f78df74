/*
 * The addresses of the names asked for last, for as long as their time to live says. In static memory, because it
 * outlives every call. Network context only.
 */
#ifndef SS_DNS_CACHE_H
#define SS_DNS_CACHE_H

#include "dns_message.h"

/** How many answers are kept, and of names how long. A host's configuration may set them. */
#ifndef SS_DNS_CACHE_ANSWERS
#define SS_DNS_CACHE_ANSWERS 4
#endif
#ifndef SS_DNS_CACHE_NAME
#define SS_DNS_CACHE_NAME 95
#endif

/**
 * Looks an answer up. Each use begins with another of its addresses, in turn.
 * @param name in lower case. @param type SS_DNS_A or SS_DNS_AAAA.
 * @return false if there is none that still holds.
 */
bool ss_dns_cache_find(const char *name, uint16_t type, ss_dns_answer *answer);

/**
 * Keeps an answer, in place of the oldest if need be; long names are not kept.
 * @param answer counts as used: its addresses are turned as ss_dns_cache_find() does. The turn goes on when an answer
 *   replaces an earlier one for the same name, also if that no longer held.
 */
void ss_dns_cache_keep(const char *name, uint16_t type, ss_dns_answer *answer);

/** Forgets everything. */
void ss_dns_cache_clear(void);

#endif
