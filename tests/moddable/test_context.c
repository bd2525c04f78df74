/*
 * hosts/moddable/nrf52/context.c: the network context as a task.
 */
#include "../../hosts/bare-metal/board.h"
#include "../../hosts/bare-metal/clock.h"
#include "../../hosts/bare-metal/network.h"
#include "../../hosts/moddable/nrf52/parts.h"
#include "../../hosts/moddable/tasks/tasks.h"
#include "FreeRTOS.h"
#include "tap.h"
#include "xsAll.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/* The network that the task runs: counts its turns, and answers when it is told to. */
static bool serial_works = true, network_works = true, answers = true;
static void (*tell_time)(int64_t seconds, uint32_t microseconds);
static atomic_int turns, sdk_seconds;
static _Atomic uint64_t due = UINT64_MAX;
static _Atomic int64_t wall_clock;
static char printed[256];

uint64_t board_microseconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

bool nrf52_serial_start(void) {
	return serial_works;
}

bool moddable_wakers_retry(void) {
	return false;
}

void nrf52_print(const char *text) {
	strncat(printed, text, sizeof(printed) - strlen(printed) - 1);
}

void bare_clock_set(int64_t microseconds) {
	wall_clock = microseconds;
}

void modSetTime(uint32_t seconds) {
	sdk_seconds = (int)seconds;
}

bool bare_network_start(void (*on_time)(int64_t seconds, uint32_t microseconds)) {
	tell_time = on_time;
	if (network_works && answers)
		on_time(1800000000, 5);
	return network_works;
}

bool bare_network_turn(ss_request *request) {
	bool some = request != NULL;
	turns++;
	if (due <= board_microseconds())
		due = UINT64_MAX;
	while (request) {
		ss_request *next = request->next;
		request->run(request->argument);
		request = next;
	}
	return some;
}

uint64_t bare_network_due(void) {
	return due;
}

static void note_inside(void *inside) {
	*(bool *)inside = ss_port_inside();
}

test(the_network_starts_when_the_gateway_has_told_the_time) {
	check(ss_port_start());
	check_equal(wall_clock, 1800000000000005);
	check_equal(sdk_seconds, 1800000000);
	check(ss_port_start());
	check_equal(printed[0], 0);
}

test(without_a_serial_line_it_does_not_start) {
	serial_works = false;
	check(!ss_port_start());
	check(!ss_port_start());
	check(strstr(printed, "no serial line") != NULL);
}

test(without_lwip_it_does_not_start) {
	network_works = false;
	check(!ss_port_start());
	check(strstr(printed, "could not be started") != NULL);
}

test(without_memory_it_does_not_start) {
	semaphores_refused = 1;
	check(!ss_port_start());
	check(strstr(printed, "no memory") != NULL);
}

test(a_gateway_that_comes_late_is_found_by_the_next_start) {
	answers = false;
	check(!ss_port_start());
	check(strstr(printed, "does the gateway run?") != NULL);
	tell_time(1800000000, 0);
	check(ss_port_start());
}

test(a_call_runs_in_the_context_and_is_done_when_it_returns) {
	bool inside = false;
	check(ss_port_start());
	check(!ss_port_inside());
	ss_port_call(note_inside, &inside);
	check(inside);
}

static void call_again(void *inside) {
	ss_port_call(note_inside, inside);
}

test(a_call_within_a_call_is_a_plain_one) {
	bool inside = false;
	check(ss_port_start());
	ss_port_call(call_again, &inside);
	check(inside);
}

test(a_call_without_memory_for_a_semaphore_still_returns) {
	bool inside = false;
	check(ss_port_start());
	semaphores_refused = 1;
	ss_port_call(note_inside, &inside);
	check(inside);
	check_equal(semaphores_refused, 0);
}

enum { many = 2000, threads = 3 };
static int order[threads], wrong;
static struct numbered {
	ss_request request;
	int thread, number;
} requests[threads][many];

static void note_order(void *argument) {
	struct numbered *one = argument;
	wrong += order[one->thread]++ != one->number;
}

static void *post_many(void *argument) {
	struct numbered *mine = argument;
	for (int i = 0; i < many; i++)
		ss_port_post(&mine[i].request);
	return NULL;
}

static void nothing(void *argument) {
	(void)argument;
}

test(requests_of_each_thread_run_in_the_order_of_posting) {
	pthread_t ids[threads];
	check(ss_port_start());
	for (int t = 0; t < threads; t++)
		for (int i = 0; i < many; i++)
			requests[t][i] = (struct numbered){{.run = note_order, .argument = &requests[t][i]}, t, i};
	for (int t = 0; t < threads; t++)
		pthread_create(&ids[t], NULL, post_many, requests[t]);
	for (int t = 0; t < threads; t++)
		pthread_join(ids[t], NULL);
	ss_port_call(nothing, NULL);
	for (int t = 0; t < threads; t++)
		check_equal(order[t], many);
	check_equal(wrong, 0);
}

static ss_waiter waiter;
static ss_request later;

static void signal_waiter(void *argument) {
	(void)argument;
	ss_port_signal(&waiter);
}

static void signal_later(void *argument) {
	(void)argument;
	ss_port_post(&later);
}

test(a_wait_ends_with_the_signal_whatever_gives_it) {
	ss_request request = {.run = signal_later};
	later = (ss_request){.run = signal_waiter};
	check(ss_port_start());
	ss_port_await(&request, &waiter);
	check_equal(waiter.state, 1);
}

test(nothing_to_do_is_no_turn) {
	check(ss_port_start());
	vTaskDelay(20);
	int before = turns;
	vTaskDelay(200);
	check_equal(turns - before, 0);
}

test(a_byte_on_the_line_is_a_turn) {
	check(ss_port_start());
	vTaskDelay(20);
	int before = turns;
	nrf52_context_wake_from_interrupt();
	vTaskDelay(50);
	check_equal(turns - before, 1);
}

static void set_due(void *argument) {
	due = *(uint64_t *)argument;
}

test(a_timer_that_is_due_is_a_turn_and_not_before) {
	check(ss_port_start());
	uint64_t at = board_microseconds() + 500000;
	ss_port_call(set_due, &at);
	vTaskDelay(50);
	check_equal(due, at);
	vTaskDelay(600);
	check_equal(due, UINT64_MAX);
}
