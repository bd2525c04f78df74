/*
 * TLS sessions to resume: a small, bounded cache, newest first. Network context only.
 */
#ifndef SS_SESSION_CACHE_H
#define SS_SESSION_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A host's mbedtls_config.h may say otherwise. */
#ifndef SS_SESSION_CACHE_BYTES
#define SS_SESSION_CACHE_BYTES 16384
#endif

/** What a session belongs to: the hash of the server's name or address, its port, and what it is trusted by. */
typedef struct ss_session_key {
	uint8_t bytes[32];
} ss_session_key;

/**
 * Keeps a session, in the place of older ones with the same key (the newest two for single use stay); the oldest make room.
 * @param lifetime in seconds. @param once whether it may be used once only (RFC 8446, C.4).
 */
void ss_session_cache_put(const ss_session_key *key, const void *session, size_t length, uint32_t lifetime, bool once);

/**
 * Finds a session that has not expired; one for single use leaves the cache.
 * @return its bytes, to be given to ss_session_release(), or NULL.
 */
void *ss_session_cache_take(const ss_session_key *key, size_t *length);

/** Wipes and frees the bytes of a session. */
void ss_session_release(void *session, size_t length);

/** Forgets the sessions of a key. */
void ss_session_cache_forget(const ss_session_key *key);

/** Wipes and frees all. */
void ss_session_cache_clear(void);

/**
 * Writes the whole cache as bytes that another life of the device can import. They are secrets: store them so.
 * @param buffer may be NULL. @return how many bytes it takes; nothing is written when `size` is less.
 */
size_t ss_session_cache_export(void *buffer, size_t size);

/** Adds what ss_session_cache_export() wrote. @return 0, or SOCKETS_EINVAL when it is damaged; nothing is added then. */
int32_t ss_session_cache_import(const void *bytes, size_t length);

#endif
