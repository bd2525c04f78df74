/*
 * Multiplication on elliptic curves, remembered: most inputs make the same handshake, with the same random numbers, and
 * nine tenths of their time would go into it. Stands in the place of mbedTLS's functions (the linker's --wrap).
 *
 * What an input does must not depend on those that were played before: whether a result is known or not, it takes no random
 * numbers but those of a generator of its own, for blinding, and no memory that is counted.
 */
#include "mbedtls/ecp.h"
#include "mbedtls/sha256.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

#define RESULTS 16384
#define MOST 48 /* bytes of a coordinate: P-384 */

static struct result {
	bool known;
	uint8_t inputs[32]; /* hash */
	uint8_t x[MOST], y[MOST];
} results[RESULTS];

int __real_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *group, mbedtls_ecp_point *product, const mbedtls_mpi *factor,
	const mbedtls_ecp_point *point, int (*random)(void *, unsigned char *, size_t), void *context,
	mbedtls_ecp_restart_ctx *restart);
int __wrap_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *group, mbedtls_ecp_point *product, const mbedtls_mpi *factor,
	const mbedtls_ecp_point *point, int (*random)(void *, unsigned char *, size_t), void *context,
	mbedtls_ecp_restart_ctx *restart);
int __wrap_mbedtls_ecp_mul(mbedtls_ecp_group *group, mbedtls_ecp_point *product, const mbedtls_mpi *factor,
	const mbedtls_ecp_point *point, int (*random)(void *, unsigned char *, size_t), void *context);
int __real_mbedtls_ecp_muladd_restartable(mbedtls_ecp_group *group, mbedtls_ecp_point *sum, const mbedtls_mpi *factor,
	const mbedtls_ecp_point *point, const mbedtls_mpi *factor2, const mbedtls_ecp_point *point2,
	mbedtls_ecp_restart_ctx *restart);
int __wrap_mbedtls_ecp_muladd_restartable(mbedtls_ecp_group *group, mbedtls_ecp_point *sum, const mbedtls_mpi *factor,
	const mbedtls_ecp_point *point, const mbedtls_mpi *factor2, const mbedtls_ecp_point *point2,
	mbedtls_ecp_restart_ctx *restart);

static int blind(void *context, unsigned char *bytes, size_t length) {
	(void)context;
	memset(bytes, 0x55, length);
	return 0;
}

static void hash_number(mbedtls_sha256_context *hash, const mbedtls_mpi *number) {
	uint8_t bytes[2 * MOST + 1] = {0};
	if (mbedtls_mpi_write_binary(number, bytes + 1, sizeof(bytes) - 1))
		bytes[0] = 1; /* too large for any curve */
	mbedtls_sha256_update(hash, bytes, sizeof(bytes));
}

static void hash_term(mbedtls_sha256_context *hash, const mbedtls_mpi *factor, const mbedtls_ecp_point *point) {
	hash_number(hash, factor);
	hash_number(hash, &point->MBEDTLS_PRIVATE(X));
	hash_number(hash, &point->MBEDTLS_PRIVATE(Y));
	hash_number(hash, &point->MBEDTLS_PRIVATE(Z));
}

static struct result *find(const mbedtls_ecp_group *group, const mbedtls_mpi *factor, const mbedtls_ecp_point *point,
	const mbedtls_mpi *factor2, const mbedtls_ecp_point *point2) {
	mbedtls_sha256_context hash;
	uint8_t inputs[32], curve = (uint8_t)group->id;
	mbedtls_sha256_init(&hash);
	mbedtls_sha256_starts(&hash, 0);
	mbedtls_sha256_update(&hash, &curve, 1);
	hash_term(&hash, factor, point);
	if (factor2)
		hash_term(&hash, factor2, point2);
	mbedtls_sha256_finish(&hash, inputs);
	struct result *result = &results[(inputs[0] << 8 | inputs[1]) % RESULTS];
	if (memcmp(result->inputs, inputs, sizeof(inputs)))
		result->known = false;
	memcpy(result->inputs, inputs, sizeof(inputs));
	return result;
}

static bool has_y(const mbedtls_ecp_group *group) {
	return mbedtls_ecp_get_type(group) == MBEDTLS_ECP_TYPE_SHORT_WEIERSTRASS;
}

static int tell(const struct result *result, const mbedtls_ecp_group *group, mbedtls_ecp_point *point) {
	int code = mbedtls_mpi_read_binary(&point->MBEDTLS_PRIVATE(X), result->x, MOST);
	if (!has_y(group))
		mbedtls_mpi_free(&point->MBEDTLS_PRIVATE(Y));
	else if (!code)
		code = mbedtls_mpi_read_binary(&point->MBEDTLS_PRIVATE(Y), result->y, MOST);
	return code ? code : mbedtls_mpi_lset(&point->MBEDTLS_PRIVATE(Z), 1);
}

/* Only what succeeded, and is no point at infinity. */
static void keep(struct result *result, const mbedtls_ecp_group *group, const mbedtls_ecp_point *point) {
	result->known = !mbedtls_mpi_cmp_int(&point->MBEDTLS_PRIVATE(Z), 1) &&
					!mbedtls_mpi_write_binary(&point->MBEDTLS_PRIVATE(X), result->x, MOST) &&
					(!has_y(group) || !mbedtls_mpi_write_binary(&point->MBEDTLS_PRIVATE(Y), result->y, MOST));
}

int __wrap_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *group, mbedtls_ecp_point *product, const mbedtls_mpi *factor,
	const mbedtls_ecp_point *point, int (*random)(void *, unsigned char *, size_t), void *context,
	mbedtls_ecp_restart_ctx *restart) {
	(void)random;
	(void)context;
	bool before = port_exempt(true);
	struct result *result = find(group, factor, point, NULL, NULL);
	int code = result->known ? tell(result, group, product)
							 : __real_mbedtls_ecp_mul_restartable(group, product, factor, point, blind, NULL, restart);
	if (!code)
		keep(result, group, product);
	port_exempt(before);
	return code;
}

int __wrap_mbedtls_ecp_mul(mbedtls_ecp_group *group, mbedtls_ecp_point *product, const mbedtls_mpi *factor,
	const mbedtls_ecp_point *point, int (*random)(void *, unsigned char *, size_t), void *context) {
	return __wrap_mbedtls_ecp_mul_restartable(group, product, factor, point, random, context, NULL);
}

int __wrap_mbedtls_ecp_muladd_restartable(mbedtls_ecp_group *group, mbedtls_ecp_point *sum, const mbedtls_mpi *factor,
	const mbedtls_ecp_point *point, const mbedtls_mpi *factor2, const mbedtls_ecp_point *point2,
	mbedtls_ecp_restart_ctx *restart) {
	bool before = port_exempt(true);
	struct result *result = find(group, factor, point, factor2, point2);
	int code = result->known
				   ? tell(result, group, sum)
				   : __real_mbedtls_ecp_muladd_restartable(group, sum, factor, point, factor2, point2, restart);
	if (!code)
		keep(result, group, sum);
	port_exempt(before);
	return code;
}
