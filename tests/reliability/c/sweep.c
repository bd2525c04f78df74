/*
 * Lets the n-th allocation of a library fail in a connection's life, for n = FIRST, FIRST + STEP, ..., until a life needs no
 * more. Each ends with "no memory" or another clean error, or without harm; nothing is lost; the next connection works.
 *
 *     sweep LIBRARY FIRST STEP PORT PLAIN-PORT HOST [VERSION CA CERTIFICATE KEY]     HOST: to be resolved, or "-"
 *
 * Prints "CODE COUNT" for each result, and "needed N".
 */
#include "client.h"
#include "port.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"core", "mbedtls", "lwip"};

static bool failed;

/* Results by number: 0 to -1100. */
static unsigned results[1101];

static ss_library library_of(const char *name) {
	int library = 0;
	while (library < 3 && strcmp(names[library], name))
		library++;
	if (library == 3)
		exit(2);
	return (ss_library)library;
}

static void must(bool holds, const char *what, size_t n) {
	if (holds)
		return;
	ss_memory_usage usage[SS_LIBRARIES];
	client_usage(usage);
	fprintf(stderr, "%s, n = %zu; blocks: core %zu, mbedTLS %zu, lwIP %zu\n", what, n, usage[SS_CORE].blocks,
		usage[SS_MBEDTLS].blocks, usage[SS_LWIP].blocks);
	exit(1);
}

/*
 * A shortage is told as such, unless it broke the network under TLS or TCP, or ended the session while nobody received: then a
 * Recv says so, and a Send only that the session has ended.
 */
static bool is_clean(ss_library library, int32_t code) {
	if (code == SOCKETS_ERROR_NONE || code == SOCKETS_ENOMEM)
		return true;
	if (library == SS_MBEDTLS)
		return code == SOCKETS_TLS_SEND_ERROR;
	return library == SS_LWIP && (code == SOCKETS_SOCKET_ERROR || code == SOCKETS_TLS_HANDSHAKE_ERROR);
}

static size_t allocations_of(ss_library library) {
	ss_memory_usage usage;
	ss_memory_usage_of(library, &usage);
	return usage.allocations;
}

static void sweep(ss_library library, size_t first, size_t step, const client_plan *plan, const client_plan *plain) {
	ss_memory_usage before[SS_LIBRARIES];
	client_usage(before);
	for (size_t n = first;; n += step) {
		size_t allocations = allocations_of(library);
		ss_memory_fail(library, n);
		int32_t code = client_run(plan);
		bool settled = client_settle(before);
		ss_memory_fail(library, 0);
		size_t needed = allocations_of(library) - allocations;
		if (!is_clean(library, code)) {
			fprintf(stderr, "%s, n = %zu: result %d, %s\n", names[library], n, (int)code, client_error.text);
			failed = true;
		}
		must(settled, "something was lost", n);
		results[-code]++;
		if (needed < n) {
			must(code == 0, "a life without a failure failed", n);
			printf("needed %zu\n", needed);
			return;
		}
		must(client_run(n / step % 8 ? plain : plan) == 0, "the next connection failed", n);
		must(client_settle(before), "the next connection lost something", n);
	}
}

int main(int count, char **values) {
	if (count != 7 && count != 11)
		return 2;
	static client_plan plan; /* what it points to lives as long as the program */
	plan.port = (uint16_t)atoi(values[4]);
	plan.bytes = 5000;
	client_plan plain = {.port = (uint16_t)atoi(values[5]), .bytes = 10};
	plan.host = strcmp(values[6], "-") ? values[6] : NULL;
	if (count == 11) {
		plan.version = (uint32_t)strtoul(values[7], NULL, 0);
		plan.ca = client_read(values[8]);
		plan.name = "echo.test";
		plan.certificate = client_read(values[9]);
		plan.key = client_read(values[10]);
	}
	if (SOCKETS_Init() != pdPASS)
		return 3;
	/* what is kept for ever is there after the first */
	must(client_run(&plan) == 0 && client_run(&plan) == 0, "it does not even work with memory", 0);
	ss_memory_usage any[SS_LIBRARIES];
	memset(any, 0xff, sizeof(any));
	must(client_settle(any), "the sockets do not go", 0);
	sweep(library_of(values[1]), strtoul(values[2], NULL, 10), strtoul(values[3], NULL, 10), &plan, &plain);
	for (int code = 0; code <= 1100; code++)
		if (results[code])
			printf("%d %u\n", -code, results[code]);
	return failed;
}
