/*
 * hosts/moddable/esp32/relay_tcp.c: between the core's task and lwIP's, here a thread with a lock around all that is lwIP's.
 */
#include "../../hosts/moddable/esp32/lwip_side.h"
#include "../../hosts/moddable/esp32/parts.h"
#include "../../modules/secure-sockets/core/memory.h"
#include "../../modules/secure-sockets/core/port.h"
#include "tap.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

struct lwip_tcp {
	ss_tcp_listener listener;
	void *context;
};

static pthread_mutex_t lwip = PTHREAD_MUTEX_INITIALIZER, queue = PTHREAD_MUTEX_INITIALIZER;
static lwip_tcp *connection; /* under lwip's lock */
static ss_request *posted;   /* one connection has but one; under the queue's lock */
static _Atomic int blocks;
static _Thread_local bool in_lwip;
static bool no_memory;

void *ss_memory_clear_allocate(ss_library library, size_t count, size_t size) {
	(void)library;
	blocks++;
	return calloc(count, size);
}

void ss_memory_free(void *block) {
	check(block != NULL);
	blocks--;
	memset(block, 0xee, 1);
	free(block);
}

void ss_port_post(ss_request *request) {
	pthread_mutex_lock(&queue);
	check(!posted);
	posted = request;
	pthread_mutex_unlock(&queue);
}

void esp32_lwip_call(void (*run)(void *argument), void *argument) {
	check(!in_lwip);
	pthread_mutex_lock(&lwip);
	in_lwip = true;
	run(argument);
	in_lwip = false;
	pthread_mutex_unlock(&lwip);
}

lwip_tcp *lwip_tcp_new(ss_tcp_listener listener, void *context) {
	check(in_lwip);
	if (no_memory)
		return NULL;
	connection = calloc(1, sizeof(*connection));
	connection->listener = listener;
	connection->context = context;
	return connection;
}

void lwip_tcp_close(lwip_tcp *tcp) {
	check(in_lwip && tcp == connection);
	connection = NULL;
	free(tcp);
}

void lwip_tcp_abort(lwip_tcp *tcp) {
	lwip_tcp_close(tcp);
}

/* What these are given, and what comes of it, is passed on. */
static uint32_t seen[4];
static const void *seen_data;

int lwip_tcp_bind(lwip_tcp *tcp, const ss_address *local) {
	(void)tcp;
	seen_data = local;
	return -6;
}

int lwip_tcp_connect(lwip_tcp *tcp, const ss_address *remote) {
	(void)tcp;
	seen_data = remote;
	return -4;
}

int lwip_tcp_write(lwip_tcp *tcp, const void *data, size_t length) {
	check(in_lwip && tcp == connection);
	seen_data = data;
	return (int)length - 1;
}

void lwip_tcp_flush(lwip_tcp *tcp) {
	check(in_lwip && tcp == connection);
	seen[0] = 77;
}

int lwip_tcp_read(lwip_tcp *tcp, void *buffer, size_t length) {
	check(in_lwip && tcp == connection);
	memset(buffer, 'r', length);
	return (int)length;
}

size_t lwip_tcp_peek(const lwip_tcp *tcp, void *buffer, size_t length) {
	(void)tcp;
	memset(buffer, 'p', length);
	return length - 2;
}

size_t lwip_tcp_available(const lwip_tcp *tcp) {
	(void)tcp;
	return 70000;
}

bool lwip_tcp_drained(const lwip_tcp *tcp) {
	(void)tcp;
	return true;
}

int lwip_tcp_shutdown(lwip_tcp *tcp) {
	(void)tcp;
	return -1;
}

int lwip_tcp_failure(const lwip_tcp *tcp) {
	(void)tcp;
	return -14;
}

void lwip_tcp_addresses(const lwip_tcp *tcp, ss_address *local, ss_address *remote) {
	(void)tcp;
	*local = (ss_address){.port = 1};
	*remote = (ss_address){.port = 2};
}

void lwip_tcp_limit(lwip_tcp *tcp, uint32_t send, uint32_t receive) {
	(void)tcp;
	seen[0] = send;
	seen[1] = receive;
}

void lwip_tcp_keep_alive(lwip_tcp *tcp, bool on, uint32_t idle, uint32_t interval, uint32_t count) {
	(void)tcp;
	seen[0] = on;
	seen[1] = idle;
	seen[2] = interval;
	seen[3] = count;
}

/* lwIP tells something, if there still is a connection. */
static bool happen(ss_tcp_event event) {
	pthread_mutex_lock(&lwip);
	const bool alive = connection != NULL;
	if (alive)
		connection->listener(connection->context, event);
	pthread_mutex_unlock(&lwip);
	return alive;
}

/* The core's task has a turn. @return whether there was something to do */
static bool turn(void) {
	pthread_mutex_lock(&queue);
	ss_request *request = posted;
	posted = NULL;
	pthread_mutex_unlock(&queue);
	if (request)
		request->run(request->argument);
	return request != NULL;
}

static ss_tcp *tcp;
static char told[32];
static ss_tcp_event closes_at;

static void listen(void *context, ss_tcp_event event) {
	check(context == told && !in_lwip);
	told[strlen(told)] = (char)('0' + event);
	if (closes_at == event)
		ss_tcp_close(tcp);
}

static void start(void) {
	closes_at = SS_TCP_FAILED + 1;
	tcp = ss_tcp_new(listen, told);
	check(tcp != NULL);
}

static void is_gone(void) {
	check(!turn());
	check(!connection);
	check_equal(blocks, 0);
}

test(what_happens_is_told_in_the_task_of_the_core) {
	start();
	happen(SS_TCP_CONNECTED);
	check_equal(strlen(told), 0);
	check(turn());
	check(!strcmp(told, "0"));
	check(!turn());
	ss_tcp_close(tcp);
	is_gone();
}

test(what_happens_before_a_turn_is_told_once_and_in_order) {
	start();
	happen(SS_TCP_FAILED);
	happen(SS_TCP_READABLE);
	happen(SS_TCP_READABLE);
	happen(SS_TCP_CONNECTED);
	check(turn());
	check(!strcmp(told, "014"));
	ss_tcp_close(tcp);
	is_gone();
}

test(nothing_is_told_after_a_close) {
	start();
	happen(SS_TCP_READABLE);
	ss_tcp_close(tcp);
	check(turn());
	check_equal(strlen(told), 0);
	is_gone();
}

test(a_listener_may_close) {
	start();
	closes_at = SS_TCP_CONNECTED;
	happen(SS_TCP_CONNECTED);
	happen(SS_TCP_READABLE);
	check(turn());
	check(!strcmp(told, "0"));
	is_gone();
}

static void abort_in_time(void *context, ss_tcp_event event) {
	(void)context;
	(void)event;
	happen(SS_TCP_END);
	ss_tcp_abort(tcp);
}

test(what_happens_while_something_is_told_keeps_the_connection_until_it_was_looked_at) {
	tcp = ss_tcp_new(abort_in_time, NULL);
	happen(SS_TCP_CONNECTED);
	check(turn());
	check_equal(blocks, 1);
	check(turn());
	is_gone();
}

test(without_memory_there_is_no_connection_and_nothing_is_left) {
	no_memory = true;
	check(!ss_tcp_new(listen, told));
	is_gone();
}

test(what_is_asked_is_passed_on) {
	char buffer[4] = "";
	ss_address one = {0}, other = {0};
	start();
	check_equal(ss_tcp_bind(tcp, &one), -6);
	check(seen_data == &one);
	check_equal(ss_tcp_connect(tcp, &other), -4);
	check(seen_data == &other);
	check_equal(ss_tcp_write(tcp, buffer, 4), 3);
	check(seen_data == buffer);
	ss_tcp_flush(tcp);
	check_equal(seen[0], 77);
	check_equal(ss_tcp_read(tcp, buffer, 3), 3);
	check(!strcmp(buffer, "rrr"));
	check_equal(ss_tcp_peek(tcp, buffer, 3), 1);
	check(!strcmp(buffer, "ppp"));
	check_equal(ss_tcp_available(tcp), 70000);
	check(ss_tcp_drained(tcp));
	check_equal(ss_tcp_shutdown(tcp), -1);
	check_equal(ss_tcp_failure(tcp), -14);
	ss_tcp_addresses(tcp, &one, &other);
	check(one.port == 1 && other.port == 2);
	ss_tcp_limit(tcp, 5, 6);
	check(seen[0] == 5 && seen[1] == 6);
	ss_tcp_keep_alive(tcp, true, 7, 8, 9);
	check(seen[0] == 1 && seen[1] == 7 && seen[2] == 8 && seen[3] == 9);
	ss_tcp_close(tcp);
	is_gone();
}

static void *let_happen(void *count) {
	for (unsigned i = 0; happen(i % 2 ? SS_TCP_READABLE : SS_TCP_WRITABLE); i++) {
		(*(_Atomic int *)count)++;
		sched_yield();
	}
	return NULL;
}

static _Atomic int heard;

static void hear(void *context, ss_tcp_event event) {
	(void)context;
	(void)event;
	heard++;
}

test(a_close_in_the_middle_of_events_leaves_nothing) {
	for (int i = 0; i < 200; i++) {
		_Atomic int count = 0;
		pthread_t thread;
		heard = 0;
		tcp = ss_tcp_new(hear, NULL);
		pthread_create(&thread, NULL, let_happen, &count);
		while (heard < 3)
			turn();
		ss_tcp_close(tcp);
		pthread_join(thread, NULL);
		while (turn())
			continue;
		is_gone();
	}
}
