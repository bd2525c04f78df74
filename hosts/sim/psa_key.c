/*
 * Private keys where a secure element's would be: in PSA's key store, from which they can be used but not read. For apps
 * that test SOCKETS_SO_CLIENT_KEY_ID (modules/sim.ts).
 */
#include "binding.h"
#include "machine.h"
#include "mbedtls_version.h"
#include "natives.h"
#include "port.h"
#include "psa/crypto.h"

struct import {
	const uint8_t *text; /* PEM, ends with NUL */
	size_t size;
	psa_key_id_t id;
};

static bool store(mbedtls_pk_context *key, psa_key_id_t *id) {
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	if (mbedtls_pk_get_psa_attributes(key, PSA_KEY_USAGE_SIGN_HASH, &attributes))
		return false;
	if (PSA_KEY_TYPE_IS_RSA(psa_get_key_type(&attributes))) {
		/* TLS 1.2 may use the one, TLS 1.3 must use the other */
		psa_set_key_algorithm(&attributes, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH));
		psa_set_key_enrollment_algorithm(&attributes, PSA_ALG_RSA_PSS(PSA_ALG_ANY_HASH));
	} else {
		psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH));
	}
	psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
	return !mbedtls_pk_import_into_psa(key, &attributes, id);
}

static void import(void *argument) {
	struct import *order = argument;
	mbedtls_pk_context key;
	mbedtls_pk_init(&key);
	if (ss_pk_parse(&key, order->text, order->size) || !store(&key, &order->id))
		order->id = PSA_KEY_ID_NULL;
	mbedtls_pk_free(&key);
}

static void destroy(void *id) {
	psa_destroy_key(*(psa_key_id_t *)id);
}

/* importPsaKey(pem: string): number */
void xs_sim_import_psa_key(xsMachine *the) {
	const char *text = xsmcToString(xsArg(0));
	struct import order = {.text = (const uint8_t *)text, .size = strlen(text) + 1};
	if (ss_binding_started())
		ss_port_call(import, &order);
	xsmcSetNumber(xsResult, order.id);
}

/* destroyPsaKey(id: number): void */
void xs_sim_destroy_psa_key(xsMachine *the) {
	psa_key_id_t id = (psa_key_id_t)xsmcToNumber(xsArg(0));
	if (ss_binding_started())
		ss_port_call(destroy, &id);
}
