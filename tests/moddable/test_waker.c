/*
 * hosts/moddable/tasks/waker.c, on hosts/moddable/nrf52/post.c: a message in a machine's queue wakes it.
 */
#include "../../hosts/moddable/loop.h"
#include "../../hosts/moddable/tasks/tasks.h"
#include "../../modules/secure-sockets/core/memory.h"
#include "FreeRTOS.h"
#include "tap.h"
#include "xsAll.h"

#include <stdlib.h>

int modMessagePostToMachineFromISR(xsMachine *the, modMessageDeliver callback, void *refcon);

struct queue {
	int room, count;
	modMessageDeliver callback[8];
	void *refcon[8];
};

static struct queue queue = {.room = 8};
static xsMachine machine = {&queue};
static int network_woken, runs, again;
static moddable_waker *waker;

UBaseType_t uxQueueSpacesAvailable(QueueHandle_t it) {
	return (UBaseType_t)(it->room - it->count);
}

int modMessagePostToMachineFromISR(xsMachine *the, modMessageDeliver callback, void *refcon) {
	struct queue *it = the->msgQueue;
	check(it->count < it->room);
	it->callback[it->count] = callback;
	it->refcon[it->count++] = refcon;
	return 0;
}

void moddable_context_wake(void) {
	network_woken++;
}

void *ss_memory_clear_allocate(ss_library library, size_t count, size_t size) {
	(void)library;
	return calloc(count, size);
}

void ss_memory_free(void *block) {
	free(block);
}

static void run(void *context) {
	check(context == &machine);
	runs++;
	if (again-- > 0)
		moddable_waker_wake(waker);
}

/* The machine's loop: all messages that are there. */
static void serve(void) {
	int count = queue.count;
	struct queue before = queue;
	queue.count = 0;
	for (int i = 0; i < count; i++)
		before.callback[i](&machine, before.refcon[i], NULL, 0);
}

static void start(int room) {
	queue.room = room;
	waker = moddable_waker_new(&machine, run, &machine);
	check(waker != NULL);
}

static void end(void) {
	moddable_waker_stop(waker);
	moddable_waker_free(waker);
}

test(any_number_of_calls_is_one_message) {
	start(8);
	for (int i = 0; i < 100; i++)
		moddable_waker_wake(waker);
	check_equal(queue.count, 1);
	serve();
	check_equal(runs, 1);
	end();
}

test(a_call_while_it_runs_makes_it_run_again) {
	start(8);
	again = 1;
	moddable_waker_wake(waker);
	serve();
	check_equal(queue.count, 1);
	serve();
	check_equal(runs, 2);
	end();
}

test(without_room_the_network_tries_again_until_there_is) {
	start(0);
	moddable_waker_wake(waker);
	moddable_waker_wake(waker);
	check_equal(network_woken, 1);
	check(moddable_wakers_retry());
	check(moddable_wakers_retry());
	queue.room = 8;
	check(!moddable_wakers_retry());
	check_equal(queue.count, 1);
	check(!moddable_wakers_retry());
	serve();
	check_equal(runs, 1);
	moddable_waker_wake(waker);
	check_equal(queue.count, 1);
	end();
}

test(what_is_stopped_is_not_sent) {
	start(0);
	moddable_waker *other = moddable_waker_new(&machine, run, &machine);
	moddable_waker_wake(waker);
	moddable_waker_wake(other);
	moddable_waker_stop(waker);
	moddable_waker_wake(waker);
	queue.room = 8;
	check(!moddable_wakers_retry());
	check_equal(queue.count, 1);
	check(queue.refcon[0] == other);
	moddable_waker_stop(other);
	moddable_waker_free(other);
	moddable_waker_free(waker);
}
