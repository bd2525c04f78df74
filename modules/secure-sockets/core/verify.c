/*
 * Certificates in words.
 */
#include "verify.h"
#include "mbedtls_version.h"
#include "sha256.h"
#include <stdio.h>
#include <string.h>

const mbedtls_x509_crt_profile ss_verify_profile = {
	.allowed_mds = MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) | MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
				   MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512),
	.allowed_pks = MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSA) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSASSA_PSS) |
				   MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECKEY) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECDSA),
	.allowed_curves = MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP256R1) | MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP384R1),
	.rsa_min_bitlen = 2048,
};

static const struct {
	uint32_t flag;
	const char *words;
} reasons[] = {
	{MBEDTLS_X509_BADCERT_EXPIRED, "the certificate has expired"},
	{MBEDTLS_X509_BADCERT_FUTURE, "the certificate is not valid yet"},
	{MBEDTLS_X509_BADCERT_CN_MISMATCH, "the certificate is for another name"},
	{MBEDTLS_X509_BADCERT_NOT_TRUSTED, "no trust anchor vouches for the certificate"},
	{MBEDTLS_X509_BADCERT_REVOKED, "the certificate was revoked"},
	{MBEDTLS_X509_BADCRL_NOT_TRUSTED, "the revocation list is not signed by the issuer"},
	{MBEDTLS_X509_BADCRL_EXPIRED, "the revocation list has expired"},
	{MBEDTLS_X509_BADCERT_MISSING, "the server sent no certificate"},
	{MBEDTLS_X509_BADCERT_SKIP_VERIFY, "the certificate was not verified"},
	{MBEDTLS_X509_BADCERT_OTHER, "none of the pinned keys is the server's"},
	{MBEDTLS_X509_BADCRL_FUTURE, "the revocation list is not valid yet"},
	{MBEDTLS_X509_BADCERT_KEY_USAGE, "the certificate's key usage does not allow this"},
	{MBEDTLS_X509_BADCERT_EXT_KEY_USAGE, "the certificate's extended key usage does not allow a TLS server"},
	{MBEDTLS_X509_BADCERT_NS_CERT_TYPE, "the certificate's type does not allow this"},
	{MBEDTLS_X509_BADCERT_BAD_MD, "the certificate is signed with a weak hash"},
	{MBEDTLS_X509_BADCERT_BAD_PK, "the certificate is signed with a key type that is not allowed"},
	{MBEDTLS_X509_BADCERT_BAD_KEY, "the certificate's key is too weak"},
	{MBEDTLS_X509_BADCRL_BAD_MD, "the revocation list is signed with a weak hash"},
	{MBEDTLS_X509_BADCRL_BAD_PK, "the revocation list is signed with a key type that is not allowed"},
	{MBEDTLS_X509_BADCRL_BAD_KEY, "the revocation list is signed with a weak key"},
	{SS_BADCERT_NAME_CONSTRAINTS, "an authority has name constraints, which are not supported"},
};

static uint8_t lower(uint8_t letter) {
	return letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter;
}

static bool same(const uint8_t *pattern, size_t length, const char *name) {
	for (size_t i = 0; i < length; i++) {
		if (lower(pattern[i]) != lower((uint8_t)name[i])) /* a name that is shorter differs by its NUL */
			return false;
	}
	return name[length] == '\0';
}

static bool matches_host(const mbedtls_x509_buf *pattern, const char *name) {
	if (memchr(pattern->p, '\0', pattern->len))
		return false;
	if (pattern->len < 3 || memcmp(pattern->p, "*.", 2) != 0)
		return same(pattern->p, pattern->len, name);
	const char *rest = strchr(name, '.');
	return rest && rest > name && strchr(rest + 1, '.') && same(pattern->p + 1, pattern->len - 1, rest);
}

bool ss_verify_is_for(const mbedtls_x509_crt *certificate, const char *name) {
	uint32_t address[4];
	size_t size = mbedtls_x509_crt_parse_cn_inet_pton(name, address);
	for (const mbedtls_x509_sequence *item = &certificate->subject_alt_names; item; item = item->next) {
		int type = item->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK;
		if (size && type == MBEDTLS_X509_SAN_IP_ADDRESS && item->buf.len == size && !memcmp(item->buf.p, address, size))
			return true;
		if (!size && type == MBEDTLS_X509_SAN_DNS_NAME && item->buf.len && matches_host(&item->buf, name))
			return true;
	}
	return false;
}

bool ss_verify_is_constrained(const mbedtls_x509_crt *certificate) {
	/* its object identifier; should these bytes ever mean something else, a good certificate is refused */
	static const uint8_t identifier[] = {0x06, 0x03, 0x55, 0x1d, 0x1e};
	const mbedtls_x509_buf *extensions = &certificate->v3_ext;
	for (size_t i = 0; i + sizeof(identifier) <= extensions->len; i++) {
		if (!memcmp(extensions->p + i, identifier, sizeof(identifier)))
			return true;
	}
	return false;
}

const char *ss_verify_reason(uint32_t flags, unsigned n) {
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if ((flags & reasons[i].flag) && n-- == 0)
			return reasons[i].words;
	}
	return NULL;
}

void ss_verify_reasons(uint32_t flags, char *text, size_t size) {
	size_t used = 0;
	text[0] = '\0';
	for (unsigned n = 0; used < size; n++) {
		const char *words = ss_verify_reason(flags, n);
		if (!words)
			break;
		int written = snprintf(text + used, size - used, "%s%s", n ? "; " : "", words);
		used += (size_t)written;
	}
}

void ss_verify_name(const mbedtls_x509_name *name, char *text, size_t size) {
	/* mbedTLS writes nothing useful when the room is short, so names that are longer lose their tail here */
	char whole[512];
	if (mbedtls_x509_dn_gets(whole, sizeof(whole), name) < 0)
		snprintf(whole, sizeof(whole), "(a name of more than %u characters)", (unsigned)sizeof(whole));
	snprintf(text, size, "%.*s", (int)size - 1, whole);
}

static void append(char *text, size_t size, const char *more) {
	size_t used = strlen(text);
	snprintf(text + used, size - used, "%s%s", used ? ", " : "", more);
}

/* A name as it is, but for what would spoil a terminal or a list. */
static void printable(const mbedtls_x509_buf *from, char *text, size_t size) {
	size_t i;
	for (i = 0; i < from->len && i + 1 < size; i++)
		text[i] = from->p[i] > ' ' && from->p[i] < 0x7f && from->p[i] != ',' ? (char)from->p[i] : '?';
	text[i] = '\0';
}

static void add_name(const mbedtls_x509_buf *item, char *names, size_t size) {
	mbedtls_x509_subject_alternative_name san;
	char text[128];
	if (mbedtls_x509_parse_subject_alt_name(item, &san))
		return;
	if (san.type == MBEDTLS_X509_SAN_DNS_NAME) {
		printable(&san.san.unstructured_name, text, sizeof(text));
		append(names, size, text);
	} else if (san.type == MBEDTLS_X509_SAN_IP_ADDRESS && san.san.unstructured_name.len == 4) {
		const uint8_t *bytes = san.san.unstructured_name.p;
		snprintf(text, sizeof(text), "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
		append(names, size, text);
	} else if (san.type == MBEDTLS_X509_SAN_IP_ADDRESS && san.san.unstructured_name.len == 16) {
		const uint8_t *bytes = san.san.unstructured_name.p;
		size_t used = 0;
		for (int i = 0; i < 16; i += 2)
			used += (size_t)snprintf(
				text + used, sizeof(text) - used, "%s%x", i ? ":" : "", (unsigned)(bytes[i] << 8 | bytes[i + 1]));
		append(names, size, text);
	}
	mbedtls_x509_free_subject_alt_name(&san);
}

static void write_time(const mbedtls_x509_time *time, char *text, size_t size) {
	snprintf(text, size, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)time->year % 10000, (unsigned)time->mon % 100,
		(unsigned)time->day % 100, (unsigned)time->hour % 100, (unsigned)time->min % 100, (unsigned)time->sec % 100);
}

void ss_verify_describe(const mbedtls_x509_crt *certificate, ss_info *info) {
	ss_verify_name(&certificate->subject, info->subject, sizeof(info->subject));
	ss_verify_name(&certificate->issuer, info->issuer, sizeof(info->issuer));
	for (const mbedtls_x509_sequence *item = &certificate->subject_alt_names; item; item = item->next) {
		if (item->buf.len)
			add_name(&item->buf, info->names, sizeof(info->names));
	}
	write_time(&certificate->valid_from, info->valid_from, sizeof(info->valid_from));
	write_time(&certificate->valid_to, info->valid_to, sizeof(info->valid_to));
	ss_sha256(certificate->raw.p, certificate->raw.len, info->sha256);
}

void ss_verify_anchor(const mbedtls_x509_crt *certificate, ss_trust_anchor *anchor) {
	ss_verify_name(&certificate->subject, anchor->subject, sizeof(anchor->subject));
	write_time(&certificate->valid_to, anchor->valid_to, sizeof(anchor->valid_to));
	ss_sha256(certificate->raw.p, certificate->raw.len, anchor->sha256);
}
