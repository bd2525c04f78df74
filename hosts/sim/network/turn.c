/*
 * One turn of the network's loop: run what is due, then poll libslirp's sockets until something happens. The thread that
 * polls is the network's own or one that lends itself (sleep.c), never two at once.
 */
#include "../../usernet/usernet.h"
#include "../clock.h"
#include "core.h"
#include "network.h"
#include "port.h"
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define POLLS_MOST 1024

static int wake = -1;
static atomic_bool woken;

/* what poll() was called with; in the context */
static bool polling;
static struct pollfd polled[POLLS_MOST];
static size_t polled_count;
static uint64_t polled_until;

bool sim_turn_open(void) {
	wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return wake >= 0;
}

void sim_turn_close(void) {
	close(wake);
}

/* Whoever is in the context knows that nobody will poll before having seen what was done there. */
void sim_turn_wake(void) {
	if (ss_port_inside() && !polling)
		return;
	if (!atomic_exchange(&woken, true)) {
		ssize_t written = write(wake, &(uint64_t){1}, sizeof(uint64_t));
		(void)written;
	}
}

bool sim_turn_is_polling(void) {
	return polling;
}

/* @return whether there was anything to do. */
static bool run_events(bool requests) {
	bool some = false;
	while ((requests && sim_context_run_requests()) || sim_netif_run())
		some = true;
	return some;
}

uint32_t sim_turn_run(bool requests) {
	uint64_t now;
	uint32_t wait;
	run_events(requests);
	do {
		/* the clock's fraction is cut off: only the next millisecond shows for sure that a whole time-out has passed */
		now = ss_port_milliseconds() - 1;
		ss_core_run_timers(now);
		wait = sim_netif_run_timers();
	} while (run_events(requests));
	uint64_t deadline = ss_core_next_deadline();
	if (deadline <= now)
		return 0;
	return deadline - now < wait ? (uint32_t)(deadline - now) : wait;
}

/* @return how many descriptors, ours first; lowers `wait` to what libslirp wants. */
static size_t fill(struct pollfd *polls, uint32_t *wait) {
	polls[0] = (struct pollfd){.fd = wake, .events = POLLIN};
	return 1 + usernet_fill(polls + 1, POLLS_MOST - 1, wait);
}

void sim_turn_revise(void) {
	static struct pollfd polls[POLLS_MOST];
	uint32_t wait = UINT32_MAX;
	if (!polling)
		return;
	size_t count = fill(polls, &wait);
	if (ss_core_next_deadline() < polled_until || count != polled_count ||
		memcmp(polls, polled, count * sizeof(polls[0])))
		sim_turn_wake();
}

/* Nothing is left for libslirp to see when the set was revised. */
void sim_turn_poll(uint32_t wait) {
	/* poll() writes to its array, which sim_turn_revise() compares with */
	static struct pollfd polls[POLLS_MOST];
	size_t count = polled_count = fill(polled, &wait);
	polled_until = ss_port_milliseconds() + wait;
	memcpy(polls, polled, count * sizeof(polls[0]));
	polling = true;
	sim_context_leave();
	int found = poll(polls, count, sim_clock_wait_milliseconds((int64_t)wait * 1000000));
	sim_context_enter();
	polling = false;
	if (atomic_load(&woken)) {
		uint64_t counted;
		ssize_t size = read(wake, &counted, sizeof(counted));
		(void)size;
		atomic_store(&woken, false);
		/* libslirp's descriptors may be others now: ask anew, without waiting */
		uint32_t none = 0;
		count = fill(polls, &none);
		found = poll(polls, count, 0);
	}
	usernet_dispatch(polls + 1, count - 1, found < 0);
}

bool sim_turn_has_bytes_left(void) {
	static struct pollfd polls[POLLS_MOST];
	uint32_t wait = UINT32_MAX;
	size_t count = fill(polls, &wait);
	for (size_t i = 1; i < count; i++) {
		if (polls[i].events & POLLOUT)
			return true;
	}
	return false;
}
