/*
 * The types of options whose values are neither numbers nor bytes.
 */
#ifndef SS_OPTION_VALUES_H
#define SS_OPTION_VALUES_H

#include <stddef.h>

/** Told each secret of a TLS session as a line of the NSS key log format, without a line end. Network context. */
typedef void (*ss_key_log)(void *context, const char *line);

/** The value of SOCKETS_SO_PRE_SHARED_KEY; copied. */
typedef struct ss_pre_shared_key {
	const void *key; /**< 16 to 32 random bytes: a password is no key. */
	size_t key_length;
	const void *identity; /**< 1 to 128 bytes: what the server knows the key by. Sent in the clear. */
	size_t identity_length;
} ss_pre_shared_key;

#endif
