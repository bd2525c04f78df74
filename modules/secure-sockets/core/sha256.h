/*
 * SHA-256, by PSA: with the chip's hardware where PSA has a driver for it. Network context only, after ss_core_start().
 */
#ifndef SS_SHA256_H
#define SS_SHA256_H

#include "psa/crypto.h"
#include <stdbool.h>

/** Bytes of a hash. */
#define SS_SHA256_LENGTH 32

/** A hash that is computed of one piece after the other. */
typedef psa_hash_operation_t ss_sha256_stream;

void ss_sha256_start(ss_sha256_stream *stream);
void ss_sha256_update(ss_sha256_stream *stream, const void *bytes, size_t length);
/** Ends it; there is nothing to be freed. @return false, with `hash` all zero, if anything failed since the start. */
bool ss_sha256_finish(ss_sha256_stream *stream, uint8_t hash[SS_SHA256_LENGTH]);

/** Hashes bytes that are at hand. @return false, with `hash` all zero, if that failed. */
bool ss_sha256(const void *bytes, size_t length, uint8_t hash[SS_SHA256_LENGTH]);

#endif
