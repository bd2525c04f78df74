/*
 * hosts/moddable/esp32/relay_udp.c: datagrams between the core's task and lwIP's.
 */
#include "../../hosts/moddable/esp32/lwip_side.h"
#include "../../hosts/moddable/esp32/parts.h"
#include "../../hosts/moddable/loop.h"
#include "../../modules/secure-sockets/core/memory.h"
#include "../../modules/secure-sockets/core/port.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

struct lwip_udp {
	ss_udp_listener listener;
	void *context;
};

static lwip_udp *port;
static ss_request *posted;
static int blocks, locked;
static bool in_lwip, no_port;

void moddable_lock(void) {
	check(!locked++);
}

void moddable_unlock(void) {
	check(locked--);
}

static void *allocate(size_t size) {
	check(!locked);
	blocks++;
	return calloc(1, size);
}

void *ss_memory_allocate(ss_library library, size_t size) {
	(void)library;
	return allocate(size);
}

void *ss_memory_clear_allocate(ss_library library, size_t count, size_t size) {
	(void)library;
	return allocate(count * size);
}

void ss_memory_free(void *block) {
	check(block && !locked);
	blocks--;
	free(block);
}

void ss_port_post(ss_request *request) {
	check(!posted && !locked);
	posted = request;
}

void esp32_lwip_call(void (*run)(void *argument), void *argument) {
	check(!in_lwip && !locked);
	in_lwip = true;
	run(argument);
	in_lwip = false;
}

static const ss_address *seen_server;

lwip_udp *lwip_udp_open(const ss_address *server, ss_udp_listener listener, void *context) {
	check(in_lwip);
	seen_server = server;
	if (no_port)
		return NULL;
	port = calloc(1, sizeof(*port));
	port->listener = listener;
	port->context = context;
	return port;
}

bool lwip_udp_send(lwip_udp *udp, const void *data, size_t length) {
	check(in_lwip && udp == port);
	return length == 5 && !memcmp(data, "asked", 5);
}

void lwip_udp_close(lwip_udp *udp) {
	check(in_lwip && udp == port);
	free(udp);
	port = NULL;
}

/* A datagram comes; its bytes are lwIP's, and gone afterwards. */
static void arrive(const char *text) {
	char bytes[16];
	strcpy(bytes, text);
	port->listener(port->context, (const uint8_t *)bytes, strlen(text));
	memset(bytes, 0, sizeof(bytes));
}

static bool turn(void) {
	ss_request *request = posted;
	posted = NULL;
	if (request)
		request->run(request->argument);
	return request != NULL;
}

static ss_udp *udp;
static char told[64];
static bool closes;
static const ss_address server = {.port = 53};

static void listen(void *context, const uint8_t *data, size_t length) {
	check(context == told && !in_lwip && !locked);
	strncat(told, (const char *)data, length);
	strcat(told, ".");
	if (closes)
		ss_udp_close(udp);
}

static void start(void) {
	udp = ss_udp_open(&server, listen, told);
	check(udp && seen_server == &server);
}

static void is_gone(void) {
	check(!turn());
	check(!port);
	check_equal(blocks, 0);
}

test(datagrams_are_told_in_the_task_of_the_core_in_their_order) {
	start();
	arrive("one");
	arrive("two");
	check_equal(strlen(told), 0);
	check(turn());
	check(!strcmp(told, "one.two."));
	arrive("three");
	check(turn());
	check(!strcmp(told, "one.two.three."));
	ss_udp_close(udp);
	is_gone();
}

test(nothing_is_told_after_a_close) {
	start();
	arrive("one");
	ss_udp_close(udp);
	check(turn());
	check_equal(strlen(told), 0);
	is_gone();
}

test(a_listener_may_close) {
	start();
	closes = true;
	arrive("one");
	arrive("two");
	check(turn());
	check(!strcmp(told, "one."));
	is_gone();
}

test(more_than_four_do_not_wait) {
	start();
	for (int i = 0; i < 6; i++)
		arrive("x");
	check_equal(blocks, 5);
	check(turn());
	check(!strcmp(told, "x.x.x.x."));
	ss_udp_close(udp);
	is_gone();
}

test(what_is_sent_is_passed_on) {
	start();
	check(ss_udp_send(udp, "asked", 5));
	check(!ss_udp_send(udp, "other", 5));
	ss_udp_close(udp);
	is_gone();
}

test(without_a_port_nothing_is_left) {
	no_port = true;
	check(!ss_udp_open(&server, listen, told));
	ss_udp_close(NULL);
	is_gone();
}
