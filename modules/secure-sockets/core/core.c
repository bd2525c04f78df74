/*
 * Start and stop of the core, and what lwIP and mbedTLS ask of it: memory, time, randomness.
 */
#include "core.h"
#include "isn.h"
#include "lwip/opt.h"
#include "mbedtls/entropy.h"
#include "mbedtls/platform_time.h"
#include "mbedtls/platform_util.h"
#include "memory.h"
#include "port.h"
#include "psa/crypto.h"
#include "session_cache.h"
#include "socket_internal.h"
#include "tls_buffers.h"
#include "trust_internal.h"
#include <string.h>

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
		mbedtls_psa_crypto_free();
	return ss_socket_allowed;
}

void ss_core_stop(void) {
	ss_socket_allowed = false;
	ss_resolve_stop();
	ss_socket_abandon_closing();
	ss_session_cache_clear();
	ss_trust_default_reset();
	mbedtls_psa_crypto_free();
}

size_t ss_core_sockets(void) {
	return ss_socket_count();
}

void *ss_mbedtls_calloc(size_t count, size_t size) {
	return ss_memory_clear_allocate(SS_MBEDTLS, count, ss_tls_buffers_size(size));
}

/* mbedTLS wipes most of what is secret, but not all: not a resumption's key when it has used it, nor what an error leaves. */
void ss_mbedtls_free(void *block) {
	ss_memory_free_secret(block);
}

void *ss_lwip_malloc(size_t size) {
	return ss_memory_allocate(SS_LWIP, size);
}

void *ss_lwip_calloc(size_t count, size_t size) {
	return ss_memory_clear_allocate(SS_LWIP, count, size);
}

void ss_lwip_free(void *block) {
	ss_memory_free(block);
}

unsigned ss_lwip_random(void) {
	unsigned value = 0;
	ss_port_entropy(&value, sizeof(value));
	return value;
}

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t length, size_t *written);

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t length, size_t *written) {
	(void)data;
	*written = 0;
	if (!ss_port_entropy(output, length))
		return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
	*written = length;
	return 0;
}

int64_t ss_mbedtls_time(int64_t *result) {
	int64_t seconds = 0;
	ss_port_wall_clock(&seconds);
	if (result)
		*result = seconds;
	return seconds;
}

mbedtls_ms_time_t mbedtls_ms_time(void) {
	/* the age of session tickets, which may have slept through a restart */
	int64_t seconds;
	if (ss_port_wall_clock(&seconds))
		return (mbedtls_ms_time_t)seconds * 1000;
	return (mbedtls_ms_time_t)ss_port_milliseconds();
}

/* Days to a date of the proleptic Gregorian calendar, by eras of 400 years that begin on 1 March. */
struct tm *mbedtls_platform_gmtime_r(const mbedtls_time_t *time, struct tm *result) {
	int64_t days = *time / 86400, second = *time % 86400;
	if (second < 0) {
		second += 86400;
		days--;
	}
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t day_of_era = days - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	memset(result, 0, sizeof(*result));
	result->tm_mday = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	result->tm_mon = (int)(month < 10 ? month + 2 : month - 10);
	result->tm_year = (int)(year_of_era + era * 400 + (result->tm_mon <= 1) - 1900);
	result->tm_hour = (int)(second / 3600);
	result->tm_min = (int)(second / 60 % 60);
	result->tm_sec = (int)(second % 60);
	return result;
}
