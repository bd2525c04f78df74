/*
 * Keys and certificates for tests. See identity.h.
 */
#include "identity.h"
#include "mbedtls/ecp.h"
#include "mbedtls/psa_util.h"
#include "test.h"
#include "test_port.h"
#include <stdlib.h>
#include <string.h>

#define RANDOM mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE
#define NAME_LIMIT 8

static void drop(void *argument) {
	struct identity *identity = argument;
	mbedtls_pk_free(&identity->key);
	mbedtls_x509_crt_free(&identity->chain);
	free(identity);
}

static void make_key(struct identity *identity, mbedtls_ecp_group_id curve) {
	mbedtls_pk_init(&identity->key);
	check_equal(mbedtls_pk_setup(&identity->key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)), 0);
	check_equal(mbedtls_ecp_gen_key(curve ? curve : MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(identity->key), RANDOM), 0);
	check_equal(
		mbedtls_pk_write_key_pem(&identity->key, (unsigned char *)identity->key_pem, sizeof(identity->key_pem)), 0);
}

static void set_names(mbedtls_x509write_cert *writer, const struct identity_name *names) {
	static const struct identity_name usual[] = {{MBEDTLS_X509_SAN_DNS_NAME, "server.test", 11}, {0}};
	mbedtls_x509_san_list list[NAME_LIMIT] = {0};
	size_t count = 0;
	for (const struct identity_name *name = names ? names : usual; name->type; name++) {
		check(count < NAME_LIMIT);
		mbedtls_x509_san_list *item = &list[count++];
		item->node.type = name->type;
		item->node.san.unstructured_name.p = (unsigned char *)name->bytes;
		item->node.san.unstructured_name.len = name->length;
		if (count > 1)
			list[count - 2].next = item;
	}
	if (count)
		check_equal(mbedtls_x509write_crt_set_subject_alternative_name(writer, list), 0);
}

static void sign(struct identity *identity, const struct identity_options *options) {
	static unsigned char serial[] = {1};
	const struct identity *issuer = options->issuer ? options->issuer : identity;
	char issuer_name[256];
	mbedtls_x509write_cert writer;
	mbedtls_x509write_crt_init(&writer);
	serial[0]++;
	mbedtls_x509write_crt_set_version(&writer, MBEDTLS_X509_CRT_VERSION_3);
	mbedtls_x509write_crt_set_md_alg(&writer, options->hash ? options->hash : MBEDTLS_MD_SHA256);
	mbedtls_x509write_crt_set_subject_key(&writer, &identity->key);
	mbedtls_x509write_crt_set_issuer_key(&writer, (mbedtls_pk_context *)&issuer->key);
	check_equal(mbedtls_x509write_crt_set_serial_raw(&writer, serial, sizeof(serial)), 0);
	check_equal(mbedtls_x509write_crt_set_subject_name(&writer, options->subject), 0);
	if (options->issuer)
		check(mbedtls_x509_dn_gets(issuer_name, sizeof(issuer_name), &issuer->chain.subject) > 0);
	check_equal(mbedtls_x509write_crt_set_issuer_name(&writer, options->issuer ? issuer_name : options->subject), 0);
	check_equal(
		mbedtls_x509write_crt_set_validity(&writer, options->not_before ? options->not_before : "20250101000000",
			options->not_after ? options->not_after : "20251231235959"),
		0);
	check_equal(mbedtls_x509write_crt_set_basic_constraints(&writer, options->authority, -1), 0);
	unsigned usage = options->authority ? MBEDTLS_X509_KU_KEY_CERT_SIGN : MBEDTLS_X509_KU_DIGITAL_SIGNATURE;
	if (!options->no_key_usage)
		check_equal(mbedtls_x509write_crt_set_key_usage(&writer, options->key_usage ? options->key_usage : usage), 0);
	if (!options->authority)
		set_names(&writer, options->names);
	check_equal(mbedtls_x509write_crt_pem(&writer, (unsigned char *)identity->pem, sizeof(identity->pem), RANDOM), 0);
	mbedtls_x509write_crt_free(&writer);
}

static void add_to_chain(struct identity *identity, const char *pem) {
	check_equal(mbedtls_x509_crt_parse(&identity->chain, (const unsigned char *)pem, strlen(pem) + 1), 0);
}

struct identity *identity_new(const struct identity_options *options) {
	bool before = port_exempt(true);
	struct identity *identity = calloc(1, sizeof(*identity));
	check(identity);
	test_at_end(drop, identity);
	make_key(identity, options->curve);
	sign(identity, options);
	mbedtls_x509_crt_init(&identity->chain);
	add_to_chain(identity, identity->pem);
	/* the root is what a client has; the issuers between are what it is sent */
	identity->root = !options->issuer;
	if (options->issuer && !options->issuer->root)
		add_to_chain(identity, options->issuer->pem);
	port_exempt(before);
	return identity;
}

const struct identity *identity_authority(void) {
	static const struct identity *authority;
	if (!authority)
		authority = identity_new(&(struct identity_options){.subject = "CN=Test Root,O=Unit Tests", .authority = true});
	return authority;
}

const struct identity *identity_server(void) {
	static const struct identity *server;
	if (!server)
		server = identity_new(
			&(struct identity_options){.subject = "CN=server.test,O=Unit Tests", .issuer = identity_authority()});
	return server;
}
