/*
 * The cache of DNS answers: a handful, searched one by one.
 */
#include "dns_cache.h"
#include "port.h"
#include <string.h>

/* No answer holds for longer than a day, whatever it says. */
#define TTL_MOST 86400

typedef struct entry {
	char name[SS_DNS_CACHE_NAME + 1]; /* empty: unused */
	uint16_t type;
	uint32_t turn;
	uint64_t expires; /* of ss_port_milliseconds() */
	uint64_t used;    /* of `uses` */
	ss_dns_answer answer;
} entry;

static entry entries[SS_DNS_CACHE_ANSWERS];
static uint64_t uses;

static entry *find(const char *name, uint16_t type) {
	for (size_t i = 0; i < SS_DNS_CACHE_ANSWERS; i++) {
		if (entries[i].type == type && !strcmp(entries[i].name, name))
			return &entries[i];
	}
	return NULL;
}

static entry *find_oldest(void) {
	entry *oldest = entries;
	for (size_t i = 1; i < SS_DNS_CACHE_ANSWERS; i++) {
		if (entries[i].used < oldest->used)
			oldest = &entries[i];
	}
	return oldest;
}

static void use(entry *it, ss_dns_answer *answer) {
	*answer = it->answer;
	for (size_t i = 0; i < answer->count; i++)
		memcpy(answer->addresses[i], it->answer.addresses[(it->turn + i) % answer->count], 16);
	it->turn++;
	it->used = ++uses;
}

bool ss_dns_cache_find(const char *name, uint16_t type, ss_dns_answer *answer) {
	entry *it = find(name, type);
	if (!it || ss_port_milliseconds() >= it->expires)
		return false;
	use(it, answer);
	return true;
}

void ss_dns_cache_keep(const char *name, uint16_t type, ss_dns_answer *answer) {
	if (strlen(name) > SS_DNS_CACHE_NAME)
		return;
	entry *it = find(name, type);
	if (!it) {
		it = find_oldest();
		*it = (entry){.type = type};
		strcpy(it->name, name);
	}
	uint32_t ttl = answer->ttl < TTL_MOST ? answer->ttl : TTL_MOST;
	it->expires = ss_port_milliseconds() + (uint64_t)ttl * 1000;
	it->answer = *answer;
	use(it, answer);
}

void ss_dns_cache_clear(void) {
	memset(entries, 0, sizeof(entries));
}
