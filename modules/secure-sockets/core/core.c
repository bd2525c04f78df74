/*
 * Start and stop of the core.
 */
#include "core.h"
#include "isn.h"
#include "platform.h"
#include "psa/crypto.h"
#include "session_cache.h"
#include "socket_internal.h"
#include "trust_internal.h"

/* PSA keeps the memory of its key store once it has any: having it from the start keeps the heap flat ever after. */
static bool fill_key_store(void) {
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_key_id_t key;
	psa_set_key_type(&attributes, PSA_KEY_TYPE_RAW_DATA);
	return psa_import_key(&attributes, (const uint8_t *)"", 1, &key) == PSA_SUCCESS &&
		   psa_destroy_key(key) == PSA_SUCCESS;
}

bool ss_core_start(void) {
	ss_socket_allowed = ss_isn_start() && psa_crypto_init() == PSA_SUCCESS && fill_key_store();
	if (!ss_socket_allowed)
		ss_platform_release();
	return ss_socket_allowed;
}

void ss_core_stop(void) {
	ss_socket_allowed = false;
	ss_resolve_stop();
	ss_socket_abandon_closing();
	ss_session_cache_clear();
	ss_trust_default_reset();
	ss_platform_release();
}

size_t ss_core_sockets(void) {
	return ss_socket_count();
}
