/*
 * Trust anchors: the ones a socket was given, and the default store.
 */
#ifndef SS_TRUST_H
#define SS_TRUST_H

#include <stddef.h>
#include <stdint.h>

/** A set of trust anchors. */
typedef struct ss_trust ss_trust;

/**
 * Parses one or several PEM certificates (with or without a final NUL), or one in DER. All must parse.
 * @param library_code receives mbedTLS's code when the result is SOCKETS_TLS_INIT_ERROR.
 * @return 0, SOCKETS_TLS_INIT_ERROR, or SOCKETS_ENOMEM.
 */
int32_t ss_trust_parse(const void *certificates, size_t length, ss_trust **trust, int32_t *library_code);

/** Frees a set; NULL is allowed. */
void ss_trust_free(ss_trust *trust);

/**
 * The default store: what vouches for servers when a socket was given no trust anchors of its own. It holds the anchors
 * compiled in until the application changes it; connections keep the anchors they began with. A change forgets all TLS
 * sessions. Any thread, after ss_port_start().
 */

/** Adds one or several PEM certificates, or one in DER. @return 0, SOCKETS_TLS_INIT_ERROR, SOCKETS_ENOMEM; all or none. */
int32_t ss_trust_store_add(const void *certificates, size_t length);

/** Removes all anchors, those compiled in as well. @return 0, SOCKETS_ENOMEM. */
int32_t ss_trust_store_clear(void);

/** An anchor of the default store, for reading. */
typedef struct ss_trust_anchor {
	char subject[160];  /**< Distinguished name, cut to fit. */
	char valid_to[24];  /**< ISO 8601, UTC. */
	uint8_t sha256[32]; /**< Of the certificate. */
} ss_trust_anchor;

/** Reads the anchor at `index`, from 0. @return 0, or SOCKETS_EINVAL when there are not so many. */
int32_t ss_trust_store_get(size_t index, ss_trust_anchor *anchor);

/** A certificate in DER, compiled in by certs/. */
typedef struct ss_anchor {
	const uint8_t *der;
	size_t length;
} ss_anchor;

/** The default trust anchors (generated from certs/), and how many there are. */
extern const ss_anchor ss_default_anchors[];
extern const size_t ss_default_anchor_count;

#endif
