/*
 * Runs one case on the C API, of the reference's qualification suite or of our own, and sees whether all memory is given
 * back.
 *
 *     conformance --list                                  of each case name, "plain", "tls" or "both", and server
 *     conformance CASE PORT [CA-FILE [OTHER-PORT]]        over TLS when there is a CA-FILE
 *
 * Exit status 0: all well; 1: not, with the reason on stderr.
 */
#include "memory.h"
#include "support/suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const suite_case *const all[] = {cases_life, cases_data, cases_options, cases_tls, cases_threads, cases_codes,
	cases_waiting, cases_wakeup, cases_handles, cases_extensions};

#define for_each_case(c) \
	for (size_t list = 0; list < sizeof(all) / sizeof(*all); list++) \
		for (const suite_case *c = all[list]; c->name; c++)

static int list_cases(void) {
	static const char *const over[] = {"", "plain", "tls", "both"};
	for_each_case(c) printf("%s\t%s\t%s\n", c->name, over[c->over], c->server ? c->server : "echo");
	return 0;
}

static const suite_case *find_case(const char *name) {
	for_each_case(c) {
		if (!strcmp(c->name, name))
			return c;
	}
	return NULL;
}

static const ss_library libraries[] = {SS_CORE, SS_MBEDTLS, SS_LWIP};

static void count_blocks(size_t blocks[3]) {
	for (int i = 0; i < 3; i++) {
		ss_memory_usage usage;
		ss_memory_usage_of(libraries[i], &usage);
		blocks[i] = usage.blocks;
	}
}

/* Closed sockets live on until the peer has acknowledged all; sessions are kept on purpose. */
static void check_memory(size_t before[3]) {
	size_t now[3];
	before[0] += suite.kept;
	int64_t limit = suite_now() + 5000;
	SOCKETS_ClearSessions();
	for (count_blocks(now); memcmp(before, now, sizeof(now)) && suite_now() < limit; count_blocks(now))
		usleep(5000);
	for (int i = 0; i < 3; i++)
		check_equal((int64_t)now[i], (int64_t)before[i]);
}

int main(int count, char **values) {
	if (count == 2 && !strcmp(values[1], "--list"))
		return list_cases();
	const suite_case *c = count >= 3 && count <= 5 ? find_case(values[1]) : NULL;
	if (!c) {
		fprintf(stderr, "usage: conformance --list | CASE PORT [CA-FILE [OTHER-PORT]]\n");
		return 2;
	}
	suite_set_server((uint16_t)atoi(values[2]), count > 3 ? values[3] : NULL);
	suite.other_port = count > 4 ? (uint16_t)atoi(values[4]) : 0;
	check(c->over & (suite.tls ? TLS : PLAIN));
	check_equal(SOCKETS_Init(), pdPASS);
	size_t before[3];
	count_blocks(before);
	c->run();
	check_memory(before);
	free(suite.ca);
	return 0;
}
