/*
 * Looks for a session's secrets in every block of memory that is given back while the session lives and after it.
 *
 *     secrets HOW PORT VERSION CA [CERTIFICATE KEY]
 *
 * HOW is "good", two connections of which the second resumes the first; "name", the certificate is for another; "psk"; a number:
 * the allocation of mbedTLS that fails; "any", what becomes of it is the server's business; "control": one secret is given back
 * on purpose. Prints "SECRETS N, BYTES N" looked at; names what was found, then the status is 1.
 */
#include "client.h"
#include "mbedtls/md.h"
#include "mbedtls/pk.h"
#include "mbedtls/psa_util.h"
#include "mbedtls/ssl.h"
#include "port.h"
#include "session_cache.h"
#include <ctype.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORE_HEAD = 4, ENTRY_HEAD = 45, STORE_TAIL = 32 }; /* see session_cache.c */
enum { LOG_SIZE = 256 << 20, SECRETS_MOST = 256 };

/* What was given back. */
static uint8_t freed[LOG_SIZE];
static size_t freed_length;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct secret {
	char name[48];
	uint8_t bytes[64];
	size_t length;
} secrets[SECRETS_MOST];
static size_t secret_count;
static bool control;

static void keep(const void *block) {
	size_t size = malloc_usable_size((void *)block);
	pthread_mutex_lock(&lock);
	if (freed_length + size > sizeof(freed))
		abort();
	memcpy(freed + freed_length, block, size);
	freed_length += size;
	pthread_mutex_unlock(&lock);
}

static void add(const char *name, const void *bytes, size_t length) {
	if (secret_count == SECRETS_MOST || length > sizeof(secrets[0].bytes))
		abort();
	struct secret *secret = &secrets[secret_count++];
	snprintf(secret->name, sizeof(secret->name), "%s", name);
	memcpy(secret->bytes, bytes, length);
	secret->length = length;
}

/* As little-endian words, which is how mbedTLS holds large numbers. */
static void add_number(const char *name, const uint8_t *bytes, size_t length) {
	uint8_t reversed[64];
	for (size_t i = 0; i < length; i++)
		reversed[i] = bytes[length - 1 - i];
	add(name, bytes, length);
	add(name, reversed, length);
}

/* HKDF-Expand-Label of one block (RFC 8446, 7.1), for SHA-256 and SHA-384. */
static void derive(const char *from, const uint8_t *secret, size_t length, const char *label, size_t wanted) {
	uint8_t info[64] = {0, (uint8_t)wanted, (uint8_t)(6 + strlen(label))}, output[48];
	char name[48];
	size_t used = 3 + (size_t)snprintf((char *)info + 3, sizeof(info) - 3, "tls13 %s", label);
	info[used++] = 0;
	info[used++] = 1;
	const mbedtls_md_info_t *hash = mbedtls_md_info_from_type(length == 48 ? MBEDTLS_MD_SHA384 : MBEDTLS_MD_SHA256);
	if (mbedtls_md_hmac(hash, secret, length, info, used, output))
		abort();
	snprintf(name, sizeof(name), "%.36s: %s", from, label);
	add(name, output, wanted);
}

static void on_secret(Socket_t socket, const char *line) {
	char label[48], hex[129];
	uint8_t bytes[64];
	(void)socket;
	if (sscanf(line, "%47s %*s %128s", label, hex) != 2)
		abort();
	size_t length = strlen(hex) / 2;
	for (size_t i = 0; i < length; i++) {
		unsigned byte;
		sscanf(hex + 2 * i, "%2x", &byte);
		bytes[i] = (uint8_t)byte;
	}
	add(label, bytes, length);
	if (strcmp(label, "CLIENT_RANDOM")) {
		derive(label, bytes, length, "key", length == 48 ? 32 : 16);
		derive(label, bytes, length, "iv", 12);
	}
	if (control) {
		void *copy = ss_memory_allocate(SS_CORE, length);
		memcpy(copy, bytes, length);
		ss_memory_free(copy);
	}
}

static void add_private_key(const char *pem) {
	mbedtls_pk_context key;
	uint8_t bytes[32];
	mbedtls_pk_init(&key);
	if (mbedtls_pk_parse_key(
			&key, (const uint8_t *)pem, strlen(pem) + 1, NULL, 0, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE) ||
		mbedtls_mpi_write_binary(&mbedtls_pk_ec(key)->MBEDTLS_PRIVATE(d), bytes, sizeof(bytes)))
		abort();
	mbedtls_pk_free(&key);
	add_number("private key", bytes, sizeof(bytes));
	add("private key as PEM", strchr(pem, '\n') + 1, 64);
}

/* @return how many of them were found. */
static int look(void) {
	int found = 0;
	for (struct secret *secret = secrets; secret < secrets + secret_count; secret++) {
		const uint8_t *at = freed, *end = freed + freed_length;
		int count = 0;
		while ((at = memmem(at, (size_t)(end - at), secret->bytes, secret->length)) && ++count)
			at++;
		if (count)
			printf("%s: %d times\n", secret->name, count);
		found += count;
	}
	return found;
}

/* What a session of TLS 1.3 is resumed with: in the store, each session stands behind 45 bytes of ours, the last four its size. */
static void add_resumption_keys(void *argument) {
	static uint8_t store[65536];
	size_t size = ss_session_cache_export(store, sizeof(store)), at = STORE_HEAD;
	(void)argument;
	while (at + ENTRY_HEAD + STORE_TAIL < size) {
		size_t length = 0;
		for (int i = 4; i; i--)
			length = length << 8 | store[at + ENTRY_HEAD - (size_t)i];
		mbedtls_ssl_session session;
		mbedtls_ssl_session_init(&session);
		if (mbedtls_ssl_session_load(&session, store + at + ENTRY_HEAD, length))
			abort();
		if (session.MBEDTLS_PRIVATE(resumption_key_len))
			add("resumption key", session.MBEDTLS_PRIVATE(resumption_key), session.MBEDTLS_PRIVATE(resumption_key_len));
		mbedtls_ssl_session_free(&session);
		at += ENTRY_HEAD + length;
	}
}

static void fill_content(void) {
	uint32_t state = 12345;
	for (size_t i = 0; i < sizeof(client_content); i++) {
		state = state * 1664525 + 1013904223;
		client_content[i] = (uint8_t)(state >> 24);
	}
	add("data", client_content + 1000, 32);
}

int main(int count, char **values) {
	static const uint8_t psk[32] = "a key of both, thirty-two bytes";
	static const ss_pre_shared_key shared = {psk, sizeof(psk), "me", 2};
	static client_plan plan = {
		.name = "echo.test", .key_log = on_secret, .resume = true, .timeout = 20000, .bytes = 5000};
	ss_memory_usage none[SS_LIBRARIES];
	if ((count != 5 && count != 7) || SOCKETS_Init() != pdPASS)
		return 2;
	const char *how = values[1];
	plan.port = (uint16_t)atoi(values[2]);
	plan.version = (uint32_t)strtoul(values[3], NULL, 0);
	plan.ca = client_read(values[4]);
	if (count == 7) {
		plan.certificate = client_read(values[5]);
		plan.key = client_read(values[6]);
		add_private_key(plan.key);
	}
	if (!strcmp(how, "psk")) {
		plan.psk = &shared;
		add("pre-shared key", psk, sizeof(psk));
	} else if (!strcmp(how, "name")) {
		plan.name = "other.test";
	}
	control = !strcmp(how, "control");
	fill_content();
	client_watch_free = keep;
	if (isdigit((unsigned char)*how))
		ss_memory_fail(SS_MBEDTLS, strtoul(how, NULL, 10));
	int32_t first = client_run(&plan), second = 0;
	ss_port_call(add_resumption_keys, NULL);
	if (!strcmp(how, "good"))
		second = client_run(&plan);
	ss_memory_fail(SS_MBEDTLS, 0);
	memset(none, 0xff, sizeof(none));
	client_settle(none);
	SOCKETS_ClearSessions();
	client_watch_free = NULL;
	printf("results %d %d, secrets %zu, bytes %zu\n", (int)first, (int)second, secret_count, freed_length);
	return look() ? 1 : 0;
}
