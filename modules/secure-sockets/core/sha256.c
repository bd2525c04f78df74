/*
 * See sha256.h. PSA ends a stream when a part of it fails: what is done with it after that fails, too.
 */
#include "sha256.h"
#include <string.h>

void ss_sha256_start(ss_sha256_stream *stream) {
	*stream = psa_hash_operation_init();
	psa_hash_setup(stream, PSA_ALG_SHA_256);
}

void ss_sha256_update(ss_sha256_stream *stream, const void *bytes, size_t length) {
	psa_hash_update(stream, bytes, length);
}

bool ss_sha256_finish(ss_sha256_stream *stream, uint8_t hash[SS_SHA256_LENGTH]) {
	size_t length = 0;
	bool done = psa_hash_finish(stream, hash, SS_SHA256_LENGTH, &length) == PSA_SUCCESS;
	if (!done) {
		psa_hash_abort(stream);
		memset(hash, 0, SS_SHA256_LENGTH);
	}
	return done;
}

bool ss_sha256(const void *bytes, size_t length, uint8_t hash[SS_SHA256_LENGTH]) {
	ss_sha256_stream stream;
	ss_sha256_start(&stream);
	ss_sha256_update(&stream, bytes, length);
	return ss_sha256_finish(&stream, hash);
}
