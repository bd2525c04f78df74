/*
 * Runs one case on the C API, of the reference's qualification suite or of our own, and sees whether all memory is given
 * back.
 *
 *     conformance --list                                  of each case name, "plain", "tls" or "both", and server
 *     conformance CASE PORT [CA-FILE OTHER-PORT]          over TLS when there is a CA-FILE
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

enum { CORE, LWIP, MBEDTLS, LIBRARIES };

static void count_blocks(size_t blocks[LIBRARIES]) {
	static const ss_library libraries[LIBRARIES] = {SS_CORE, SS_LWIP, SS_MBEDTLS};
	for (int i = 0; i < LIBRARIES; i++) {
		ss_memory_usage usage;
		ss_memory_usage_of(libraries[i], &usage);
		blocks[i] = usage.blocks;
	}
}

/*
 * Waits until the first so many libraries hold no more than before: closed sockets live on until all is acknowledged. No
 * less is asked for, since the network's thread may have been sending a packet when it was counted before.
 */
static void check_memory(const size_t before[LIBRARIES], int libraries) {
	size_t now[LIBRARIES];
	int64_t limit = suite_now() + 5000;
	for (;;) {
		int grown = 0;
		count_blocks(now);
		for (int i = 0; i < libraries; i++)
			grown += now[i] > before[i];
		if (!grown)
			return;
		if (suite_now() >= limit)
			break;
		usleep(5000);
	}
	for (int i = 0; i < libraries; i++)
		check_equal((int64_t)now[i], (int64_t)before[i]);
}

/* PSA's key store takes memory for its first keys, and keeps it: let that be before anything is counted. */
static void warm_up(void) {
	size_t before[LIBRARIES];
	SocketsSockaddr_t address = suite_address();
	count_blocks(before);
	Socket_t socket = suite_socket(true);
	address.usPort = SOCKETS_htons(suite.other_port);
	check_equal(SOCKETS_Connect(socket, &address, sizeof(address)), SOCKETS_TLS_SERVER_UNVERIFIED);
	suite_close(socket);
	check_memory(before, MBEDTLS);
}

int main(int count, char **values) {
	if (count == 2 && !strcmp(values[1], "--list"))
		return list_cases();
	const suite_case *c = count == 3 || count == 5 ? find_case(values[1]) : NULL;
	if (!c) {
		fprintf(stderr, "usage: conformance --list | CASE PORT [CA-FILE OTHER-PORT]\n");
		return 2;
	}
	suite_set_server((uint16_t)atoi(values[2]), count > 3 ? values[3] : NULL);
	suite.other_port = count > 4 ? (uint16_t)atoi(values[4]) : 0;
	check(c->over & (suite.tls ? TLS : PLAIN));
	check_equal(SOCKETS_Init(), pdPASS);
	if (suite.tls)
		warm_up();
	size_t before[LIBRARIES];
	count_blocks(before);
	c->run();
	SOCKETS_ClearSessions(); /* which are kept on purpose */
	before[CORE] += suite.kept;
	check_memory(before, LIBRARIES);
	free(suite.ca);
	return 0;
}
