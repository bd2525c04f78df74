/*
 * The default store of trust anchors. What is compiled in is parsed at the first use and dropped after the last, unless
 * the application changed the store, which then stays. A store in use by connections is replaced, never changed but by
 * additions at its end.
 */
#include "constants.h"
#include "mbedtls_version.h"
#include "memory.h"
#include "port.h"
#include "session_cache.h"
#include "trust_internal.h"
#include "verify.h"
#include <string.h>

static ss_trust *current;
static bool changed; /* by the application: it then holds one use of its own */

static ss_trust *new_store(void) {
	ss_trust *store = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*store));
	if (store)
		mbedtls_x509_crt_init(&store->chain);
	return store;
}

static ss_trust *parse_compiled_in(void) {
	ss_trust *store = new_store();
	int code = 0;
	for (size_t i = 0; store && i < ss_default_anchor_count && code == 0; i++)
		code =
			mbedtls_x509_crt_parse_der_nocopy(&store->chain, ss_default_anchors[i].der, ss_default_anchors[i].length);
	if (code == 0)
		return store;
	ss_trust_free(store);
	return NULL;
}

ss_trust *ss_trust_default_retain(void) {
	ss_account *before = ss_memory_charge(NULL);
	if (!current)
		current = parse_compiled_in();
	ss_memory_charge(before);
	if (current)
		current->users++;
	return current;
}

void ss_trust_default_release(ss_trust *store) {
	if (--store->users)
		return;
	if (store == current)
		current = NULL;
	ss_trust_free(store);
}

void ss_trust_default_reset(void) {
	if (changed)
		ss_trust_default_release(current);
	current = NULL;
	changed = false;
}

bool ss_trust_default_is_empty(void) {
	return current ? !current->chain.raw.p : ss_default_anchor_count == 0;
}

/* Cuts the chain after `last`, or empties it. */
static void cut(ss_trust *store, mbedtls_x509_crt *last) {
	if (!last) {
		mbedtls_x509_crt_free(&store->chain);
		mbedtls_x509_crt_init(&store->chain);
	} else if (last->next) {
		mbedtls_x509_crt *rest = last->next;
		last->next = NULL;
		mbedtls_x509_crt_free(rest);
		ss_memory_free(rest);
	}
}

struct change {
	const void *certificates;
	size_t length;
	int32_t result;
};

static void add(void *argument) {
	struct change *change = argument;
	ss_trust *store = ss_trust_default_retain();
	change->result = SOCKETS_ENOMEM;
	if (!store)
		return;
	mbedtls_x509_crt *last = store->chain.raw.p ? &store->chain : NULL;
	while (last && last->next)
		last = last->next;
	int code = ss_trust_append(&store->chain, change->certificates, change->length);
	if (code) {
		cut(store, last);
		change->result = ss_mbedtls_out_of_memory(code) ? SOCKETS_ENOMEM : SOCKETS_TLS_INIT_ERROR;
		ss_trust_default_release(store);
		return;
	}
	if (changed)
		ss_trust_default_release(store);
	changed = true;
	ss_session_cache_clear();
	change->result = SOCKETS_ERROR_NONE;
}

int32_t ss_trust_store_add(const void *certificates, size_t length) {
	if (!certificates || !length)
		return SOCKETS_EINVAL;
	struct change change = {certificates, length, SOCKETS_ERROR_NONE};
	ss_port_call(add, &change);
	return change.result;
}

static void clear(void *argument) {
	int32_t *result = argument;
	ss_trust *empty = new_store();
	*result = empty ? SOCKETS_ERROR_NONE : SOCKETS_ENOMEM;
	if (!empty)
		return;
	ss_trust_default_reset();
	empty->users = 1;
	current = empty;
	changed = true;
	ss_session_cache_clear();
}

int32_t ss_trust_store_clear(void) {
	int32_t result;
	ss_port_call(clear, &result);
	return result;
}

struct reading {
	size_t index;
	ss_trust_anchor *anchor;
	int32_t result;
};

static void get(void *argument) {
	struct reading *reading = argument;
	ss_trust *store = ss_trust_default_retain();
	reading->result = SOCKETS_ENOMEM;
	if (!store)
		return;
	const mbedtls_x509_crt *certificate = store->chain.raw.p ? &store->chain : NULL;
	for (size_t i = 0; certificate && i < reading->index; i++)
		certificate = certificate->next;
	reading->result = certificate ? SOCKETS_ERROR_NONE : SOCKETS_EINVAL;
	if (certificate)
		ss_verify_anchor(certificate, reading->anchor);
	ss_trust_default_release(store);
}

int32_t ss_trust_store_get(size_t index, ss_trust_anchor *anchor) {
	struct reading reading = {index, anchor, SOCKETS_ERROR_NONE};
	ss_port_call(get, &reading);
	return reading.result;
}
