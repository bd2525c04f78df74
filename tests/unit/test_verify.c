/*
 * Certificates in words: core/verify.c.
 */
#include "constants.h"
#include "identity.h"
#include "test.h"
#include "verify.h"
#include <stdio.h>
#include <string.h>

static const uint32_t flags[] = {MBEDTLS_X509_BADCERT_EXPIRED, MBEDTLS_X509_BADCERT_REVOKED,
	MBEDTLS_X509_BADCERT_CN_MISMATCH, MBEDTLS_X509_BADCERT_NOT_TRUSTED, MBEDTLS_X509_BADCRL_NOT_TRUSTED,
	MBEDTLS_X509_BADCRL_EXPIRED, MBEDTLS_X509_BADCERT_MISSING, MBEDTLS_X509_BADCERT_SKIP_VERIFY,
	MBEDTLS_X509_BADCERT_OTHER, MBEDTLS_X509_BADCERT_FUTURE, MBEDTLS_X509_BADCRL_FUTURE, MBEDTLS_X509_BADCERT_KEY_USAGE,
	MBEDTLS_X509_BADCERT_EXT_KEY_USAGE, MBEDTLS_X509_BADCERT_NS_CERT_TYPE, MBEDTLS_X509_BADCERT_BAD_MD,
	MBEDTLS_X509_BADCERT_BAD_PK, MBEDTLS_X509_BADCERT_BAD_KEY, MBEDTLS_X509_BADCRL_BAD_MD, MBEDTLS_X509_BADCRL_BAD_PK,
	MBEDTLS_X509_BADCRL_BAD_KEY};

#define FLAGS (sizeof(flags) / sizeof(flags[0]))

test(each_flag_has_words_of_its_own) {
	for (size_t i = 0; i < FLAGS; i++) {
		const char *words = ss_verify_reason(flags[i], 0);
		check(words && strlen(words) > 10);
		check(!ss_verify_reason(flags[i], 1));
		for (size_t j = 0; j < i; j++)
			check(strcmp(words, ss_verify_reason(flags[j], 0)));
	}
}

test(no_flag_has_no_words) {
	char text[10] = "old";
	check(!ss_verify_reason(0, 0));
	ss_verify_reasons(0, text, sizeof(text));
	check_text(text, "");
}

test(reasons_are_joined) {
	char text[200];
	ss_verify_reasons(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_NOT_TRUSTED, text, sizeof(text));
	check_text(text, "the certificate has expired; no trust anchor vouches for the certificate");
}

test(reasons_are_cut_to_fit) {
	char whole[4000], text[300];
	ss_verify_reasons(UINT32_MAX, whole, sizeof(whole));
	for (size_t size = 1; size < sizeof(text); size++) {
		memset(text, 0x7f, sizeof(text));
		ss_verify_reasons(UINT32_MAX, text, size);
		check_equal(strlen(text), size - 1);
		check_bytes(text, whole, size - 1);
		check_equal(text[size], 0x7f);
	}
}

static ss_info describe(const struct identity_options *options) {
	ss_info info = {0};
	ss_verify_describe(&identity_new(options)->chain, &info);
	return info;
}

static void expect_printable(const char *text, size_t size) {
	check(memchr(text, '\0', size));
	for (; *text; text++)
		check(*text >= ' ' && *text < 0x7f);
}

test(names_of_hosts_and_addresses) {
	static const struct identity_name names[] = {{MBEDTLS_X509_SAN_DNS_NAME, "a.test", 6},
		{MBEDTLS_X509_SAN_DNS_NAME, "*.b.test", 8}, {MBEDTLS_X509_SAN_IP_ADDRESS, "\x0a\x00\x02\x02", 4},
		{MBEDTLS_X509_SAN_IP_ADDRESS, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16}, {0}};
	ss_info info = describe(&(struct identity_options){.subject = "CN=a.test", .names = names});
	/* mbedTLS writes the last one first */
	check_text(info.names, "2001:db8:0:0:0:0:0:1, 10.0.2.2, *.b.test, a.test");
	check_text(info.subject, "CN=a.test");
}

test(odd_bytes_in_names_of_hosts_are_not_printed) {
	static const struct identity_name names[] = {{MBEDTLS_X509_SAN_DNS_NAME, "a\x1b[31m.test", 11},
		{MBEDTLS_X509_SAN_DNS_NAME, "nul\0inside", 10}, {MBEDTLS_X509_SAN_DNS_NAME, "line\r\nend", 9},
		{MBEDTLS_X509_SAN_DNS_NAME, "\xff\xfe\x80", 3}, {MBEDTLS_X509_SAN_DNS_NAME, "x, evil.test", 12}, {0}};
	ss_info info = describe(&(struct identity_options){.subject = "CN=a", .names = names});
	expect_printable(info.names, sizeof(info.names));
	check_has(info.names, "nul?inside");
	check(!strstr(info.names, "x, evil"));
}

test(odd_bytes_in_subjects_are_not_printed) {
	static const char *const subjects[] = {"CN=a\\1B[31mred", "CN=line\\0Aend", "CN=\\C3\\A4\\F0\\9F\\98\\80",
		"CN=a\\, b\\=c,O=\\\"quoted\\\"", "CN=tab\\09,OU=\\7F"};
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		ss_info info = describe(&(struct identity_options){.subject = subjects[i]});
		expect_printable(info.subject, sizeof(info.subject));
		expect_printable(info.issuer, sizeof(info.issuer));
		check(strlen(info.subject) > 3);
	}
}

/* A subject with so many long parts. */
static const char *long_subject(int parts) {
	static const char *const types[] = {"CN", "O", "OU", "L", "ST", "serialNumber", "postalCode", "title", "SN", "GN"};
	static char subject[1000];
	size_t used = 0;
	for (int i = 0; i < parts; i++)
		used += (size_t)snprintf(subject + used, sizeof(subject) - used, "%s%s=%060d", i ? "," : "", types[i], i);
	return subject;
}

test(subjects_that_are_too_long_are_cut) {
	ss_info info = describe(&(struct identity_options){.subject = long_subject(5)});
	check_equal(strlen(info.subject), sizeof(info.subject) - 1);
	expect_printable(info.subject, sizeof(info.subject));
}

test(a_name_that_is_much_too_long_is_said_to_be) {
	ss_info info = describe(&(struct identity_options){.subject = long_subject(10)});
	check_has(info.subject, "a name of more than");
	expect_printable(info.subject, sizeof(info.subject));
}

test(many_long_names_are_cut_to_fit) {
	static char longest[251];
	struct identity_name names[7] = {{0}};
	memset(longest, 'n', sizeof(longest) - 1);
	for (int i = 0; i < 6; i++)
		names[i] = (struct identity_name){MBEDTLS_X509_SAN_DNS_NAME, longest, sizeof(longest) - 1};
	ss_info info = describe(&(struct identity_options){.subject = "CN=a", .names = names});
	expect_printable(info.names, sizeof(info.names));
	check(strlen(info.names) > 100);
}

test(names_are_cut_at_every_size) {
	const mbedtls_x509_name *name = &identity_authority()->chain.subject;
	char whole[200], text[64];
	ss_verify_name(name, whole, sizeof(whole));
	for (size_t size = 1; size < 26; size++) {
		memset(text, 0x7f, sizeof(text));
		ss_verify_name(name, text, size);
		check_equal(strlen(text), size - 1);
		check_bytes(text, whole, size - 1);
		check_equal(text[size], 0x7f);
	}
}
