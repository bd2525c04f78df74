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

/** A certificate in DER, compiled in by certs/. */
typedef struct ss_anchor {
	const uint8_t *der;
	size_t length;
} ss_anchor;

/** The default trust anchors (generated from certs/), and how many there are. */
extern const ss_anchor ss_default_anchors[];
extern const size_t ss_default_anchor_count;

#endif
