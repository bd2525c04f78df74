/*
 * What a TLS connection costs on a chip: this firmware has no JavaScript, and does the same with the core's sockets and
 * with mbedTLS alone, over the same TCP. Arguments: who ("core" or "plain"), the version ("1.2" or "1.3"), the server's port
 * at the gateway, how many connections one after the other ("resume" makes the later ones resume the first).
 *
 * Prints, for each connection, a line per quantity: its name and its number. Time is instructions in thousands if QEMU
 * counts them (-icount shift=0): then a nanosecond is an instruction.
 */
#include "client.h"
#include "board.h"
#include "context.h"
#include "memory.h"
#include "port.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client_settings client_settings;

static uint64_t longest, spent;

void client_print(const char *name, unsigned long number) {
	char line[80];
	int length = snprintf(line, sizeof(line), "%s %lu\r\n", name, number);
	board_console_write(line, (size_t)length);
}

void client_fail(const char *what, long code) {
	char line[200];
	int length = snprintf(line, sizeof(line), "%s: %ld\r\n", what, code);
	board_console_write(line, (size_t)length);
	board_exit(1);
}

uint64_t client_began(void) {
	return board_microseconds() - board_slept();
}

void client_ended(uint64_t began) {
	uint64_t took = client_began() - began;
	spent += took;
	if (took > longest)
		longest = took;
}

/* What bare-metal/main.c has in an image with JavaScript. */
void bare_print(const char *text);
void bare_print(const char *text) {
	board_console_write(text, strlen(text));
}

void bare_exit(int status);
void bare_exit(int status) {
	board_exit(status);
}

void client_wait(const bool *done) {
	while (!*done) {
		uint64_t began = client_began();
		bool some = bare_context_turn();
		client_ended(began);
		if (!some)
			board_sleep(bare_context_deadline());
	}
}

static size_t heap_now(void) {
	ss_memory_usage tls, lwip, core;
	ss_memory_usage_of(SS_MBEDTLS, &tls);
	ss_memory_usage_of(SS_LWIP, &lwip);
	ss_memory_usage_of(SS_CORE, &core);
	return tls.now + lwip.now + core.now;
}

static void print_memory(void) {
	ss_memory_usage usage;
	ss_memory_usage_of(SS_MBEDTLS, &usage);
	client_print("mbedtls_peak", usage.peak);
	ss_memory_usage_of(SS_LWIP, &usage);
	client_print("lwip_peak", usage.peak);
	ss_memory_usage_of(SS_CORE, &usage);
	client_print("core_peak", usage.peak);
	client_print("stack", board_stack_used());
}

static void measure(const struct client *client) {
	static uint8_t data[1024], back[1024];
	uint64_t start = board_microseconds();
	longest = spent = 0;
	client->connect();
	client_print("handshake", (unsigned long)spent);
	client_print("longest_step", (unsigned long)longest);
	client_print("elapsed", (unsigned long)(board_microseconds() - start));
	client_print("heap_connected", heap_now());
	print_memory();
	spent = 0;
	client->echo(data, back, sizeof(data));
	if (memcmp(data, back, sizeof(data)))
		client_fail("the echo differs", 0);
	client_print("echo", (unsigned long)spent);
	client_print("heap_idle", heap_now());
	client->close();
}

/* Sockets that were closed wait for their peer's acknowledgement, and lwIP a little longer. */
static void say_goodbye(void) {
	uint64_t end = board_microseconds() + 2000000;
	while (board_microseconds() < end) {
		if (!bare_context_turn())
			board_sleep(bare_context_deadline() < end ? bare_context_deadline() : end);
	}
}

static void parse(void) {
	static char arguments[128];
	struct client_settings *settings = &client_settings;
	snprintf(arguments, sizeof(arguments), "%s", board_arguments());
	const char *who = strtok(arguments, " "), *version = strtok(NULL, " "), *port = strtok(NULL, " ");
	const char *count = strtok(NULL, " "), *resume = strtok(NULL, " ");
	if (!who || !version || !port)
		client_fail("arguments: core|plain 1.2|1.3 PORT [COUNT] [resume]", 0);
	settings->plain = !strcmp(who, "plain");
	settings->version = !strcmp(version, "1.2") ? 0x0303 : 0x0304;
	settings->port = (uint16_t)atoi(port);
	settings->count = count ? atoi(count) : 1;
	settings->resume = resume != NULL;
}

int main(void) {
	parse();
	client_print("heap_before", heap_now());
	if (!ss_port_start())
		return 1;
	client_print("heap_started", heap_now());
	for (int i = 0; i < client_settings.count; i++)
		measure(client_settings.plain ? &client_plain : &client_core);
	say_goodbye();
	client_print("heap_after", heap_now());
	return 0;
}
