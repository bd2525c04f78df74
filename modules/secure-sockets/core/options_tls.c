/*
 * SetSockOpt, the options of TLS. They are taken when TLS starts and cannot change while it runs.
 *
 *   option                                 value                                  length
 *   SOCKETS_SO_REQUIRE_TLS                 ignored                                ignored
 *   SOCKETS_SO_SERVER_NAME_INDICATION      characters                             of the name, with or without its NUL
 *   SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE  PEM (one or several) or DER            in bytes
 *   SOCKETS_SO_ALPN_PROTOCOLS              const char *const *                    number of names
 *   SOCKETS_SO_CLIENT_CERTIFICATE          PEM (a chain, ours first) or DER       in bytes
 *   SOCKETS_SO_CLIENT_KEY                  PEM or DER                             in bytes
 *   SOCKETS_SO_CLIENT_KEY_ID               uint32_t *, a PSA key id               4
 *   SOCKETS_SO_PRE_SHARED_KEY              const ss_pre_shared_key *              its size
 *   SOCKETS_SO_TLS_MIN_VERSION, _MAX_      uint32_t *, SOCKETS_TLS_VERSION_*      4
 *   SOCKETS_SO_CIPHER_SUITES               const char *const *                    number of names
 *       also says which versions are spoken: those that have one of the suites
 *   SOCKETS_SO_MAX_FRAGMENT_LENGTH         uint32_t *, bytes                      4
 *   SOCKETS_SO_MEMORY_BUDGET               uint32_t *, bytes; 0: not bounded      4
 *   SOCKETS_SO_PINNED_KEYS                 SHA-256 hashes                         32 bytes each
 *   SOCKETS_SO_SESSION_RESUMPTION          uint32_t *, 0 or 1                     4
 *   SOCKETS_SO_ALLOW_UNSET_CLOCK           uint32_t *, 0 or 1                     4
 */
#include "mbedtls_version.h"
#include "options.h"
#include "tls_options.h"
#include "tls_suites.h"
#include "trust_internal.h"
#include <string.h>

/* Longest name of an application protocol (RFC 7301, 3.1). */
#define ALPN_NAME_LIMIT 255
#define LIST_LIMIT 32

static int32_t set_server_name(ss_socket *socket, const char *name, size_t length) {
	static const char option[] = "SERVER_NAME_INDICATION";
	if (name && length && name[length - 1] == '\0')
		length--;
	if (!name || !length || length > securesocketsMAX_DNS_NAME_LENGTH)
		return ss_option_invalid(socket, option, "the name must have 1 to 253 characters");
	if (memchr(name, '\0', length))
		return ss_option_invalid(socket, option, "the name has a NUL inside");
	char *copy = ss_text_copy(name, length);
	if (!copy)
		return ss_option_no_memory(socket, option);
	ss_memory_free(socket->tls_options.server_name);
	socket->tls_options.server_name = copy;
	return SOCKETS_ERROR_NONE;
}

static const char unreadable[] = "neither PEM nor DER, or of a kind that is not supported";

/* What Connect says when a certificate or key could not be used must not depend on the order of the options. */
static int32_t parsed(ss_socket *socket, const char *option, enum ss_unusable unusable, int32_t code, const char *why) {
	if (code == 0) {
		socket->unusable &= ~(unsigned)unusable;
		return SOCKETS_ERROR_NONE;
	}
	socket->unusable |= unusable;
	if (ss_mbedtls_out_of_memory(code) || ss_memory_ran_out())
		return ss_option_no_memory(socket, option);
	if (code > 0)
		ss_socket_fail(socket, SOCKETS_TLS_INIT_ERROR, SS_PHASE_OPTION,
			"SOCKETS_SO_%s: %d of the certificates cannot be parsed", option, (int)code);
	else
		ss_socket_fail(socket, SOCKETS_TLS_INIT_ERROR, SS_PHASE_OPTION, "SOCKETS_SO_%s: %s (mbedTLS -0x%04x)", option,
			why, (unsigned)-code);
	socket->error.library_code = code;
	return SOCKETS_TLS_INIT_ERROR;
}

static int32_t set_trust(ss_socket *socket, const void *certificates, size_t length) {
	static const char option[] = "TRUSTED_SERVER_CERTIFICATE";
	ss_trust *trust = NULL;
	int32_t library_code = 0;
	int32_t code = ss_trust_parse(certificates, length, &trust, &library_code);
	if (code == SOCKETS_ENOMEM)
		return ss_option_no_memory(socket, option);
	ss_trust_free(socket->tls_options.trust);
	socket->tls_options.trust = trust;
	return parsed(socket, option, SS_UNUSABLE_TRUST, library_code, unreadable);
}

/* A copy of a list of names in one block: the pointers, NULL, the names. */
static const char **copy_names(const char *const *names, size_t count, size_t size) {
	const char **copy = ss_memory_allocate(SS_CORE, (count + 1) * sizeof(char *) + size);
	if (!copy)
		return NULL;
	char *text = (char *)(copy + count + 1);
	for (size_t i = 0; i < count; i++) {
		size_t bytes = strlen(names[i]) + 1;
		copy[i] = memcpy(text, names[i], bytes);
		text += bytes;
	}
	copy[count] = NULL;
	return copy;
}

static int32_t set_alpn(ss_socket *socket, const char *const *names, size_t count) {
	static const char option[] = "ALPN_PROTOCOLS";
	size_t size = 0;
	if (!names || !count || count > LIST_LIMIT)
		return ss_option_invalid(socket, option, "there must be 1 to 32 protocol names");
	for (size_t i = 0; i < count; i++) {
		size_t length = names[i] ? strlen(names[i]) : 0;
		if (!length || length > ALPN_NAME_LIMIT)
			return ss_option_invalid(socket, option, "a protocol name must have 1 to 255 bytes");
		size += length + 1;
	}
	const char **copy = copy_names(names, count, size);
	if (!copy)
		return ss_option_no_memory(socket, option);
	ss_memory_free(socket->tls_options.alpn);
	socket->tls_options.alpn = copy;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_suites(ss_socket *socket, const char *const *names, size_t count) {
	static const char option[] = "CIPHER_SUITES";
	if (!names || !count || count > LIST_LIMIT)
		return ss_option_invalid(socket, option, "there must be 1 to 32 names of suites");
	int *suites = ss_memory_clear_allocate(SS_CORE, count + 1, sizeof(*suites));
	if (!suites)
		return ss_option_no_memory(socket, option);
	for (size_t i = 0; i < count; i++) {
		suites[i] = names[i] ? ss_tls_suite_number(names[i]) : 0;
		if (!suites[i]) {
			ss_memory_free(suites);
			return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_OPTION,
				"SOCKETS_SO_CIPHER_SUITES: \"%.60s\" is not a suite that can be offered", names[i] ? names[i] : "");
		}
	}
	ss_memory_free(socket->tls_options.suites);
	socket->tls_options.suites = suites;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_psk(ss_socket *socket, const ss_pre_shared_key *value, size_t length) {
	static const char option[] = "PRE_SHARED_KEY";
	if (!value || length != sizeof(*value) || !value->key || !value->identity)
		return ss_option_invalid(socket, option, "the value must name a key and its identity");
	if (value->key_length < 16 || value->key_length > 32)
		return ss_option_invalid(socket, option, "the key must have 16 to 32 bytes");
	if (!value->identity_length || value->identity_length > 128)
		return ss_option_invalid(socket, option, "the identity must have 1 to 128 bytes");
	ss_psk *psk = ss_memory_allocate(SS_CORE, sizeof(*psk) + value->key_length + value->identity_length);
	if (!psk)
		return ss_option_no_memory(socket, option);
	psk->key_length = value->key_length;
	psk->identity_length = value->identity_length;
	memcpy(psk->bytes, value->key, value->key_length);
	memcpy(psk->bytes + value->key_length, value->identity, value->identity_length);
	ss_psk_free(socket->tls_options.psk);
	socket->tls_options.psk = psk;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_pins(ss_socket *socket, const void *hashes, size_t length) {
	static const char option[] = "PINNED_KEYS";
	if (!hashes || !length || length % 32 || length > LIST_LIMIT * 32)
		return ss_option_invalid(socket, option, "there must be 1 to 32 hashes of 32 bytes each");
	void *copy = ss_text_copy(hashes, length);
	if (!copy)
		return ss_option_no_memory(socket, option);
	ss_memory_free(socket->tls_options.pins);
	socket->tls_options.pins = copy;
	socket->tls_options.pin_count = length / 32;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_version(
	ss_socket *socket, const char *option, uint32_t version, uint16_t *minimum, uint16_t *maximum, uint16_t *changed) {
	uint16_t least = changed == minimum ? (uint16_t)version : *minimum;
	uint16_t most = changed == maximum ? (uint16_t)version : *maximum;
	if (version != SOCKETS_TLS_VERSION_1_2 && version != SOCKETS_TLS_VERSION_1_3)
		return ss_option_invalid(socket, option, "the version must be 0x0303 (TLS 1.2) or 0x0304 (TLS 1.3)");
	if (least && most && least > most)
		return ss_option_invalid(socket, option, "the least version would be above the highest");
	*changed = (uint16_t)version;
	return SOCKETS_ERROR_NONE;
}

static int32_t set_key_id(ss_socket *socket, uint32_t id) {
	int code = ss_tls_set_key_id(&socket->tls_options, id);
	const char *why = code == MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
						  ? "TLS was built without keys of PSA (MBEDTLS_USE_PSA_CRYPTO)"
						  : "no key has this id, or none that can sign";
	return parsed(socket, "CLIENT_KEY_ID", SS_UNUSABLE_KEY, code, why);
}

static int32_t set_number(const ss_option *option) {
	ss_socket *socket = option->socket;
	ss_tls_options *options = &socket->tls_options;
	uint32_t number;
	if (!ss_option_number(option, &number))
		return ss_socket_fail(socket, SOCKETS_EINVAL, SS_PHASE_OPTION, "option %d: the value must be a 32-bit number",
			(int)option->option);
	switch (option->option) {
	case SOCKETS_SO_TLS_MIN_VERSION:
		return set_version(
			socket, "TLS_MIN_VERSION", number, &options->min_version, &options->max_version, &options->min_version);
	case SOCKETS_SO_TLS_MAX_VERSION:
		return set_version(
			socket, "TLS_MAX_VERSION", number, &options->min_version, &options->max_version, &options->max_version);
	case SOCKETS_SO_MAX_FRAGMENT_LENGTH:
		if (number && number != 512 && number != 1024 && number != 2048 && number != 4096)
			return ss_option_invalid(socket, "MAX_FRAGMENT_LENGTH", "the length must be 512, 1024, 2048, 4096, or 0");
		options->max_fragment = (uint16_t)number;
		return SOCKETS_ERROR_NONE;
	case SOCKETS_SO_MEMORY_BUDGET:
		options->memory_budget = number;
		return SOCKETS_ERROR_NONE;
	case SOCKETS_SO_SESSION_RESUMPTION:
		options->no_resumption = !number;
		return SOCKETS_ERROR_NONE;
	case SOCKETS_SO_CLIENT_KEY_ID:
		return set_key_id(socket, number);
	default:
		options->allow_unset_clock = number != 0;
		return SOCKETS_ERROR_NONE;
	}
}

int32_t ss_option_set_tls(const ss_option *option) {
	ss_memory_clear_ran_out();
	ss_socket *socket = option->socket;
	const void *value = option->value;
	size_t length = option->length;
	if (socket->state != SS_IDLE)
		return ss_socket_fail(socket, SOCKETS_EISCONN, SS_PHASE_OPTION,
			"option %d must be set before Connect: the socket is connected", (int)option->option);
	switch (option->option) {
	case SOCKETS_SO_REQUIRE_TLS:
		socket->require_tls = true;
		return SOCKETS_ERROR_NONE;
	case SOCKETS_SO_SERVER_NAME_INDICATION:
		return set_server_name(socket, value, length);
	case SOCKETS_SO_ALPN_PROTOCOLS:
		return set_alpn(socket, value, length);
	case SOCKETS_SO_CIPHER_SUITES:
		return set_suites(socket, value, length);
	case SOCKETS_SO_PRE_SHARED_KEY:
		return set_psk(socket, value, length);
	case SOCKETS_SO_PINNED_KEYS:
		return set_pins(socket, value, length);
	case SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE:
		if (!value || !length)
			return ss_option_invalid(socket, "TRUSTED_SERVER_CERTIFICATE", "there is no certificate");
		return set_trust(socket, value, length);
	case SOCKETS_SO_CLIENT_CERTIFICATE:
		if (!value || !length)
			return ss_option_invalid(socket, "CLIENT_CERTIFICATE", "there is no certificate");
		return parsed(socket, "CLIENT_CERTIFICATE", SS_UNUSABLE_CERTIFICATE,
			ss_tls_set_certificate(&socket->tls_options, value, length), unreadable);
	case SOCKETS_SO_CLIENT_KEY:
		if (!value || !length)
			return ss_option_invalid(socket, "CLIENT_KEY", "there is no key");
		return parsed(socket, "CLIENT_KEY", SS_UNUSABLE_KEY, ss_tls_set_key(&socket->tls_options, value, length),
			"neither PEM nor DER, encrypted, or of a kind that is not supported");
	default:
		return set_number(option);
	}
}
