/*
 * TLS sessions to resume.
 *
 * Exported form: "SSC1", then for each session, newest last: key (32), expiry as seconds of the wall clock (8), flags (1),
 * length (4), and the bytes; at the end SHA-256 over all that (32), against damage rather than forgery. Numbers are big
 * endian.
 */
#include "session_cache.h"
#include "constants.h"
#include "mbedtls/platform_util.h"
#include "memory.h"
#include "port.h"
#include "sha256.h"
#include <string.h>

/* No session is kept longer (RFC 8446, 4.6.1). */
#define LIFETIME_LIMIT 604800

enum { MAGIC_SIZE = 4, HEAD_SIZE = 32 + 8 + 1 + 4, HASH_SIZE = 32, FLAG_ONCE = 1 };

static const uint8_t magic[MAGIC_SIZE] = {'S', 'S', 'C', '1'};

typedef struct entry {
	struct entry *next;
	ss_session_key key;
	int64_t expiry; /* seconds, of now() */
	bool once;
	size_t length;
	uint8_t bytes[];
} entry;

static entry *newest;
static size_t used;

/* The wall clock, so that sessions outlive a deep sleep; before it is set, the time since the start. */
static int64_t now(void) {
	int64_t seconds;
	return ss_port_wall_clock(&seconds) ? seconds : (int64_t)(ss_port_milliseconds() / 1000);
}

static size_t size_of(const entry *one) {
	return sizeof(*one) + one->length;
}

static void drop(entry **link) {
	entry *old = *link;
	*link = old->next;
	used -= size_of(old);
	mbedtls_platform_zeroize(old->bytes, old->length);
	ss_memory_free(old);
}

static entry **find(const ss_session_key *key) {
	for (entry **link = &newest; *link; link = &(*link)->next) {
		if (!memcmp(&(*link)->key, key, sizeof(*key)))
			return link;
	}
	return NULL;
}

/* Servers send two tickets for single use (RFC 8446, 4.6.1), and often none when one is used: keep both. */
static void drop_surplus(const ss_session_key *key, unsigned kept) {
	entry **link = &newest;
	while (*link) {
		bool same = !memcmp(&(*link)->key, key, sizeof(*key));
		if (same && kept == 0) {
			drop(link);
			continue;
		}
		kept -= same;
		link = &(*link)->next;
	}
}

static void make_room(size_t size) {
	while (newest && used + size > SS_SESSION_CACHE_BYTES) {
		entry **link = &newest;
		while ((*link)->next)
			link = &(*link)->next;
		drop(link);
	}
}

static void add(const ss_session_key *key, const void *session, size_t length, int64_t expiry, bool once) {
	drop_surplus(key, once ? 1 : 0);
	if (sizeof(entry) + length > SS_SESSION_CACHE_BYTES)
		return;
	make_room(sizeof(entry) + length);
	entry *added = ss_memory_allocate(SS_CORE, sizeof(*added) + length);
	if (!added)
		return; /* resumption is a convenience */
	*added = (entry){.next = newest, .key = *key, .expiry = expiry, .once = once, .length = length};
	memcpy(added->bytes, session, length);
	newest = added;
	used += size_of(added);
}

void ss_session_cache_put(const ss_session_key *key, const void *session, size_t length, uint32_t lifetime, bool once) {
	if (lifetime == 0 || lifetime > LIFETIME_LIMIT)
		lifetime = LIFETIME_LIMIT;
	add(key, session, length, now() + lifetime, once);
}

void *ss_session_cache_take(const ss_session_key *key, size_t *length) {
	entry **link = find(key);
	if (!link)
		return NULL;
	entry *found = *link;
	if (found->expiry <= now()) {
		drop(link);
		return NULL;
	}
	void *session = ss_memory_allocate(SS_CORE, found->length);
	if (session) {
		*length = found->length;
		memcpy(session, found->bytes, found->length);
		if (found->once)
			drop(link);
	}
	return session;
}

void ss_session_release(void *session, size_t length) {
	if (session)
		mbedtls_platform_zeroize(session, length);
	ss_memory_free(session);
}

void ss_session_cache_forget(const ss_session_key *key) {
	drop_surplus(key, 0);
}

void ss_session_cache_clear(void) {
	while (newest)
		drop(&newest);
}

static uint8_t *write_number(uint8_t *to, uint64_t number, int bytes) {
	for (int i = bytes - 1; i >= 0; i--)
		*to++ = (uint8_t)(number >> 8 * i);
	return to;
}

static uint64_t read_number(const uint8_t *from, int bytes) {
	uint64_t number = 0;
	for (int i = 0; i < bytes; i++)
		number = number << 8 | from[i];
	return number;
}

/* Oldest first, so that importing in order restores the order. */
static uint8_t *write_entries(uint8_t *to, const entry *one) {
	if (!one)
		return to;
	to = write_entries(to, one->next);
	memcpy(to, one->key.bytes, sizeof(one->key.bytes));
	to = write_number(to + sizeof(one->key.bytes), (uint64_t)one->expiry, 8);
	to = write_number(to, one->once ? FLAG_ONCE : 0, 1);
	to = write_number(to, one->length, 4);
	memcpy(to, one->bytes, one->length);
	return to + one->length;
}

size_t ss_session_cache_export(void *buffer, size_t size) {
	size_t needed = MAGIC_SIZE + HASH_SIZE;
	for (const entry *one = newest; one; one = one->next)
		needed += HEAD_SIZE + one->length;
	if (!buffer || size < needed)
		return needed;
	uint8_t *start = buffer;
	memcpy(start, magic, MAGIC_SIZE);
	uint8_t *end = write_entries(start + MAGIC_SIZE, newest);
	return ss_sha256(start, (size_t)(end - start), end) ? needed : 0;
}

/* Walks over all sessions. @return whether the bytes are well formed. */
static bool walk(const uint8_t *from, size_t length, bool adding) {
	while (length) {
		if (length < HEAD_SIZE)
			return false;
		ss_session_key key;
		memcpy(key.bytes, from, sizeof(key.bytes));
		int64_t expiry = (int64_t)read_number(from + 32, 8);
		bool once = read_number(from + 40, 1) & FLAG_ONCE;
		size_t size = (size_t)read_number(from + 41, 4);
		from += HEAD_SIZE;
		length -= HEAD_SIZE;
		if (size > length)
			return false;
		int64_t latest = now() + LIFETIME_LIMIT;
		if (adding && expiry > now())
			add(&key, from, size, expiry < latest ? expiry : latest, once);
		from += size;
		length -= size;
	}
	return true;
}

int32_t ss_session_cache_import(const void *bytes, size_t length) {
	const uint8_t *start = bytes;
	uint8_t hash[HASH_SIZE];
	if (!bytes || length < MAGIC_SIZE + HASH_SIZE || memcmp(start, magic, MAGIC_SIZE))
		return SOCKETS_EINVAL;
	length -= HASH_SIZE;
	if (!ss_sha256(start, length, hash) || memcmp(hash, start + length, HASH_SIZE) ||
		!walk(start + MAGIC_SIZE, length - MAGIC_SIZE, false))
		return SOCKETS_EINVAL;
	walk(start + MAGIC_SIZE, length - MAGIC_SIZE, true);
	return SOCKETS_ERROR_NONE;
}
