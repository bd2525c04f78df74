/*
 * What lwIP and mbedTLS ask for where config/ configures them: memory, time, randomness; for lwIP's sequence numbers see isn.c.
 * Those that come ready made, as ESP-IDF's do, have their own answers.
 */
#include "platform.h"
#include "lwip/opt.h"
#include "mbedtls/platform_time.h"
#include "mbedtls/platform_util.h"
#include "memory.h"
#include "port.h"
#include "psa/crypto.h"
#include "tls_buffers.h"
#include <string.h>

void ss_platform_release(void) {
	mbedtls_psa_crypto_free();
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

/* Entropy: this is what mbedTLS 3.6 asks for, and the next what 4 does. */
int mbedtls_hardware_poll(void *data, unsigned char *output, size_t length, size_t *written);

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t length, size_t *written) {
	(void)data;
	*written = 0;
	if (!ss_port_entropy(output, length))
		return PSA_ERROR_INSUFFICIENT_ENTROPY;
	*written = length;
	return 0;
}

int mbedtls_platform_get_entropy(uint32_t flags, size_t *bits, unsigned char *output, size_t length);

int mbedtls_platform_get_entropy(uint32_t flags, size_t *bits, unsigned char *output, size_t length) {
	*bits = 8 * length;
	return flags || !ss_port_entropy(output, length) ? PSA_ERROR_INSUFFICIENT_ENTROPY : 0;
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
