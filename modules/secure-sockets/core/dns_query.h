/*
 * One question to the DNS servers: asked by UDP, again and of others until there is an answer; by TCP if that is too
 * long. Network context only.
 */
#ifndef SS_DNS_QUERY_H
#define SS_DNS_QUERY_H

#include "dns_message.h"

typedef struct ss_dns_query ss_dns_query;

/**
 * Told the end of a query, once, and not before ss_dns_ask() has returned; the query is gone then.
 * @param result SS_DNS_FOUND with an answer; SS_DNS_NONE; SS_DNS_FAILED when no server can tell, or there is none.
 */
typedef void (*ss_dns_told)(void *context, ss_dns_result result, ss_dns_answer *answer);

/**
 * Asks for the addresses of a name. Goes on, with growing pauses, for as long as servers are silent: the caller bounds it.
 * @param name a valid one, kept by the caller until the end. @param type SS_DNS_A or SS_DNS_AAAA.
 * @return the query, which ends by `told` or by ss_dns_forget(); NULL without memory.
 */
ss_dns_query *ss_dns_ask(const char *name, uint16_t type, ss_dns_told told, void *context);

/** Ends a query without a word, and frees all it held; NULL is allowed. */
void ss_dns_forget(ss_dns_query *query);

#endif
