/*
 * Reading trust anchors, PEM and DER: core/trust.c.
 */
#include "constants.h"
#include "identity.h"
#include "test.h"
#include "test_port.h"
#include "trust_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many certificates it takes for; a negative result is the code. */
static int32_t count_of(const void *certificates, size_t length) {
	ss_trust *trust = NULL;
	int32_t library_code = 0;
	int32_t code = ss_trust_parse(certificates, length, &trust, &library_code);
	if (code) {
		check(!trust);
		check(library_code != 0 || code == SOCKETS_ENOMEM);
		return code;
	}
	int32_t count = 0;
	for (const mbedtls_x509_crt *one = &trust->chain; one; one = one->next)
		count++;
	ss_trust_free(trust);
	return count;
}

static const char *pem(void) {
	return identity_authority()->pem;
}

test(pem_with_and_without_its_nul) {
	check_equal(count_of(pem(), strlen(pem())), 1);
	check_equal(count_of(pem(), strlen(pem()) + 1), 1);
}

test(pem_that_stands_at_the_very_end_of_its_memory) {
	size_t length = strlen(pem());
	char *exact = malloc(length);
	memcpy(exact, pem(), length);
	check_equal(count_of(exact, length), 1);
	free(exact);
}

test(pem_with_several_nuls) {
	char text[6000] = {0};
	strcpy(text, pem());
	check_equal(count_of(text, strlen(text) + 10), 1);
}

test(several_certificates_in_one_pem) {
	char text[16000];
	snprintf(text, sizeof(text), "%s%s\n\n%s", pem(), identity_server()->pem, pem());
	check_equal(count_of(text, strlen(text)), 3);
}

test(words_around_pem_are_ignored) {
	char text[6000];
	snprintf(text, sizeof(text), "# our own authority\nsubject=/CN=Test\n%s\n-- the end --\n", pem());
	check_equal(count_of(text, strlen(text)), 1);
}

test(pem_with_the_line_ends_of_windows) {
	char text[6000];
	size_t used = 0;
	for (const char *c = pem(); *c; c++) {
		if (*c == '\n')
			text[used++] = '\r';
		text[used++] = *c;
	}
	check_equal(count_of(text, used), 1);
}

test(der) {
	const mbedtls_x509_buf *raw = &identity_authority()->chain.raw;
	check_equal(count_of(raw->p, raw->len), 1);
}

test(der_that_ends_too_early_is_refused_at_every_length) {
	const mbedtls_x509_buf *raw = &identity_authority()->chain.raw;
	for (size_t length = 1; length < raw->len; length++) {
		uint8_t *exact = malloc(length);
		memcpy(exact, raw->p, length);
		check_equal(count_of(exact, length), SOCKETS_TLS_INIT_ERROR);
		free(exact);
	}
}

test(pem_that_ends_too_early_is_refused_at_every_length) {
	size_t end = (size_t)(strstr(pem(), "-----END CERTIFICATE-----") - pem()) + 25;
	for (size_t length = 1; length < end; length++)
		check_equal(count_of(pem(), length), SOCKETS_TLS_INIT_ERROR);
}

test(one_bad_certificate_among_good_ones_spoils_all) {
	char text[16000];
	snprintf(text, sizeof(text), "%s%s%s", pem(), identity_server()->pem, pem());
	char *inside = strstr(text + strlen(pem()), "BEGIN CERTIFICATE-----\n") + 30;
	memcpy(inside, "AAAAAAAA", 8);
	check_equal(count_of(text, strlen(text)), SOCKETS_TLS_INIT_ERROR);
}

test(garbage_is_refused) {
	static const char *const garbage[] = {"garbage", "-----BEGIN", "-----BEGIN CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "0", "0\x82\xff\xff", " ", "\n\n\n"};
	for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++)
		check_equal(count_of(garbage[i], strlen(garbage[i])), SOCKETS_TLS_INIT_ERROR);
	check_equal(count_of("\0\0\0\0", 4), SOCKETS_TLS_INIT_ERROR);
	check_equal(count_of(identity_authority()->key_pem, strlen(identity_authority()->key_pem)), SOCKETS_TLS_INIT_ERROR);
}

test(random_bytes_are_refused_and_do_no_harm) {
	uint8_t bytes[600];
	for (int i = 0; i < 2000; i++) {
		size_t length = 1 + test_random() % sizeof(bytes);
		for (size_t j = 0; j < length; j++)
			bytes[j] = (uint8_t)test_random();
		if (i % 2)
			bytes[0] = 0x30;
		check_equal(count_of(bytes, length), SOCKETS_TLS_INIT_ERROR);
	}
}

test(der_with_flipped_bits_does_no_harm) {
	const mbedtls_x509_buf *raw = &identity_authority()->chain.raw;
	uint8_t bytes[1024];
	check(raw->len <= sizeof(bytes));
	for (int i = 0; i < 3000; i++) {
		memcpy(bytes, raw->p, raw->len);
		bytes[test_random() % raw->len] ^= (uint8_t)(1u << test_random() % 8);
		int32_t count = count_of(bytes, raw->len);
		check(count == 1 || count == SOCKETS_TLS_INIT_ERROR);
	}
}

test(running_out_of_memory_is_told_and_leaves_nothing) {
	const mbedtls_x509_buf *raw = &identity_authority()->chain.raw;
	for (int der_form = 0; der_form < 2; der_form++) {
		int32_t count = SOCKETS_ENOMEM;
		for (size_t n = 1; count < 0; n++) {
			size_t held = port_blocks();
			port_fail_allocation(n);
			count = der_form ? count_of(raw->p, raw->len) : count_of(pem(), strlen(pem()));
			port_fail_allocation(0);
			check(count == SOCKETS_ENOMEM || count == 1);
			check_equal(port_blocks(), held);
		}
	}
}

test(freeing_no_trust_does_nothing) {
	ss_trust_free(NULL);
}

test(the_anchors_compiled_in_can_be_read) {
	ss_trust_anchor anchor;
	check(ss_default_anchor_count >= 5);
	port_enter();
	for (size_t i = 0; i < ss_default_anchor_count; i++) {
		check_equal(ss_trust_store_get(i, &anchor), 0);
		check(strlen(anchor.subject) > 5);
		check_equal(anchor.valid_to[strlen(anchor.valid_to) - 1], 'Z');
	}
	check_equal(ss_trust_store_get(ss_default_anchor_count, &anchor), SOCKETS_EINVAL);
	port_leave();
}
