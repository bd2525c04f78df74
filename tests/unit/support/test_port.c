/*
 * The core's port for unit tests. See test_port.h.
 */
#include "test_port.h"
#include "core.h"
#include "test.h"
#include <execinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ss_request *first, **last = &first;
static unsigned depth;
static bool deferring;

#define BOOT 1000000 /* what the monotonic clock shows at first */

#define WALL_CLOCK_AT_ZERO (PORT_WALL_CLOCK - BOOT / 1000)
#define ENTROPY_SEED 1

static uint64_t now = BOOT;
static int64_t wall_clock_at_zero = WALL_CLOCK_AT_ZERO;
static bool wall_clock_set = true;

static bool entropy_fails;
static uint64_t entropy_state = ENTROPY_SEED;

/* A place that allocates is told by so many return addresses. */
#define PLACE_DEPTH 10
#define PLACES 4096

struct place {
	void *callers[PLACE_DEPTH];
};

static size_t blocks, allocations, fail_in;
static struct place places[PLACES], fail_place;
static size_t place_count;
static bool noting, failing_at_place;
static bool fail_all, exempted;

void port_reset(void) {
	check(!first && !depth);
	now = BOOT;
	wall_clock_at_zero = WALL_CLOCK_AT_ZERO;
	wall_clock_set = true;
	entropy_state = ENTROPY_SEED;
	deferring = entropy_fails = fail_all = exempted = false;
	fail_in = 0;
}

void port_enter(void) {
	check_equal(depth, 0);
	depth = 1;
}

static void run_requests(void) {
	while (first) {
		ss_request *request = first;
		first = request->next;
		if (!first)
			last = &first;
		request->run(request->argument);
	}
}

void port_leave(void) {
	check_equal(depth, 1);
	if (!deferring)
		run_requests();
	depth = 0;
}

bool ss_port_inside(void) {
	return depth > 0;
}

void port_defer(bool defer) {
	deferring = defer;
}

void port_run(void) {
	port_enter();
	run_requests();
	port_leave();
}

bool port_has_requests(void) {
	return first != NULL;
}

bool ss_port_start(void) {
	return true;
}

void ss_port_post(ss_request *request) {
	request->next = NULL;
	*last = request;
	last = &request->next;
	if (!depth && !deferring)
		port_run();
}

/* From outside, what waits comes first, as the caller may have posted it; from inside it is a plain call. */
void ss_port_call(void (*run)(void *), void *argument) {
	if (depth) {
		run(argument);
		return;
	}
	port_enter();
	run_requests();
	run(argument);
	port_leave();
}

/* Nobody else is there to make the thing happen: the test must have seen to it that the request is enough. */
void ss_port_await(ss_request *request, ss_waiter *waiter) {
	check(!depth);
	ss_port_post(request);
	port_run();
	while (!waiter->state) {
		uint64_t next = ss_core_next_deadline();
		check(next != SS_NO_DEADLINE);
		port_advance(next - now);
	}
}

void ss_port_signal(ss_waiter *waiter) {
	check(depth);
	waiter->state = 1;
}

uint64_t ss_port_milliseconds(void) {
	return now;
}

void port_advance(uint64_t milliseconds) {
	uint64_t end = now + milliseconds;
	for (;;) {
		uint64_t next = ss_core_next_deadline();
		if (next > end)
			break;
		if (next > now)
			now = next;
		port_enter();
		ss_core_run_timers(now);
		port_leave();
	}
	now = end;
}

bool ss_port_wall_clock(int64_t *seconds) {
	if (wall_clock_set)
		*seconds = wall_clock_at_zero + (int64_t)(now / 1000);
	return wall_clock_set;
}

void port_set_wall_clock(int64_t seconds) {
	wall_clock_at_zero = seconds - (int64_t)(now / 1000);
	wall_clock_set = true;
}

void port_unset_wall_clock(void) {
	wall_clock_set = false;
}

void port_fail_entropy(bool fail) {
	entropy_fails = fail;
}

/* splitmix64 (Vigna) */
bool ss_port_entropy(void *buffer, size_t length) {
	uint8_t *bytes = buffer;
	if (entropy_fails)
		return false;
	for (size_t i = 0; i < length; i++) {
		uint64_t z = entropy_state += 0x9e3779b97f4a7c15;
		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
		z = (z ^ z >> 27) * 0x94d049bb133111eb;
		bytes[i] = (uint8_t)(z ^ z >> 31);
	}
	return true;
}

void port_fail_allocation(size_t n) {
	failing_at_place = false;
	fail_in = n;
	fail_all = false;
}

void port_fail_allocations_from(size_t n) {
	fail_in = n;
	fail_all = true;
}

size_t port_allocations(void) {
	return allocations;
}

bool port_exempt(bool exempt) {
	bool before = exempted;
	exempted = exempt;
	return before;
}

size_t port_blocks(void) {
	return blocks;
}

size_t port_note_places(bool note) {
	if (note)
		place_count = 0;
	noting = note;
	return place_count;
}

void port_fail_at_place(size_t place, bool all) {
	check(place < place_count);
	fail_place = places[place];
	failing_at_place = true;
	fail_in = 0;
	fail_all = all;
}

void port_print_place(size_t place) {
	int count = 0;
	while (count < PLACE_DEPTH && places[place].callers[count])
		count++;
	backtrace_symbols_fd(places[place].callers, count, STDERR_FILENO);
}

/* Walks up the frames; all code here is compiled with frame pointers. */
__attribute__((noinline)) static struct place place_of_caller(void) {
	struct place place = {{NULL}};
	void **frame = __builtin_frame_address(0);
	for (int i = 0; i < PLACE_DEPTH; i++) {
		place.callers[i] = frame[1];
		void **up = frame[0];
		if (up <= frame || up > frame + 65536)
			break;
		frame = up;
	}
	return place;
}

static void note_place(const struct place *place) {
	for (size_t i = 0; i < place_count; i++) {
		if (!memcmp(&places[i], place, sizeof(*place)))
			return;
	}
	check(place_count < PLACES);
	places[place_count++] = *place;
}

static void look_at_place(void) {
	struct place place = place_of_caller();
	if (noting)
		note_place(&place);
	if (failing_at_place && !memcmp(&place, &fail_place, sizeof(place))) {
		failing_at_place = false;
		fail_in = 1;
	}
}

static bool must_fail(void) {
	if (exempted)
		return false;
	allocations++;
	if (noting || failing_at_place)
		look_at_place();
	if (fail_in > 1) {
		fail_in--;
		return false;
	}
	bool fail = fail_in == 1;
	if (!fail_all)
		fail_in = 0;
	return fail;
}

void *ss_port_allocate(size_t size) {
	void *block = must_fail() ? NULL : malloc(size);
	if (block)
		blocks++;
	return block;
}

void ss_port_free(void *memory) {
	if (memory)
		blocks--;
	free(memory);
}

bool ss_port_set_wall_clock(int64_t seconds) {
	port_set_wall_clock(seconds);
	return true;
}
