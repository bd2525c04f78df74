/*
 * The network's thread: run what is due, then poll until something happens.
 */
#include "../clock.h"
#include "../options.h"
#include "core.h"
#include "network.h"
#include "port.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define POLLS_MOST 1024
/* How long DHCP may take before ss_port_start() gives up, in scaled milliseconds. */
#define ADDRESS_LIMIT 10000

enum phase { OFF, STARTING, UP, LINGERING, STOPPING };

static struct {
	pthread_t thread;
	pthread_mutex_t lock; /* of the phase */
	pthread_cond_t changed;
	enum phase phase;
	uint64_t linger_until; /* of ss_port_milliseconds() */
	int wake;
	atomic_bool woken;

	/* what poll() is called with; in the context */
	struct pollfd polls[POLLS_MOST];
	size_t count;
	uint64_t until;
} network = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .wake = -1};

static void set_phase(enum phase phase) {
	pthread_mutex_lock(&network.lock);
	network.phase = phase;
	pthread_cond_broadcast(&network.changed);
	pthread_mutex_unlock(&network.lock);
}

static enum phase get_phase(void) {
	pthread_mutex_lock(&network.lock);
	enum phase phase = network.phase;
	pthread_mutex_unlock(&network.lock);
	return phase;
}

void sim_thread_wake(void) {
	if (!atomic_exchange(&network.woken, true)) {
		ssize_t written = write(network.wake, &(uint64_t){1}, sizeof(uint64_t));
		(void)written;
	}
}

/* Everything that can be done without waiting. @return milliseconds until there is more to do. */
static uint32_t run(void) {
	uint32_t wait;
	do {
		ss_core_run_timers(ss_port_milliseconds());
		wait = sim_netif_run_timers();
	} while (sim_context_run_requests() || sim_netif_run());
	uint64_t now = ss_port_milliseconds(), deadline = ss_core_next_deadline();
	if (deadline <= now)
		return 0;
	return deadline - now < wait ? (uint32_t)(deadline - now) : wait;
}

/* @return how many descriptors, ours first; lowers `wait` to what libslirp wants. */
static size_t fill(struct pollfd *polls, uint32_t *wait) {
	polls[0] = (struct pollfd){.fd = network.wake, .events = POLLIN};
	return 1 + sim_link_fill(polls + 1, POLLS_MOST - 1, wait);
}

void sim_thread_revise(void) {
	static struct pollfd polls[POLLS_MOST];
	uint32_t wait = UINT32_MAX;
	size_t count = fill(polls, &wait);
	if (sim_context_has_requests() || ss_core_next_deadline() < network.until || count != network.count ||
		memcmp(polls, network.polls, count * sizeof(polls[0])))
		sim_thread_wake();
}

/* Fills, leaves the context, polls, enters it again. Nothing is left for libslirp to see when the set was revised. */
static void wait_and_dispatch(uint32_t wait) {
	network.count = fill(network.polls, &wait);
	network.until = ss_port_milliseconds() + wait;
	/* poll() writes to its array, which sim_thread_revise() compares with */
	static struct pollfd polls[POLLS_MOST];
	size_t count = network.count;
	memcpy(polls, network.polls, count * sizeof(polls[0]));
	sim_context_leave();
	int found = poll(polls, count, sim_clock_wait_milliseconds((int64_t)wait * 1000000));
	sim_context_enter();
	if (atomic_load(&network.woken)) {
		uint64_t counted;
		ssize_t size = read(network.wake, &counted, sizeof(counted));
		(void)size;
		atomic_store(&network.woken, false);
		/* libslirp's descriptors may be others now: ask anew, without waiting */
		uint32_t none = 0;
		count = fill(polls, &none);
		found = poll(polls, count, 0);
	}
	sim_link_dispatch(polls + 1, count - 1, found < 0);
}

static bool has_bytes_left(void) {
	uint32_t wait = UINT32_MAX;
	size_t count = fill(network.polls, &wait);
	for (size_t i = 1; i < count; i++) {
		if (network.polls[i].events & POLLOUT)
			return true;
	}
	return false;
}

/* @return whether the time to linger is over; lowers `wait` to what is left of it. */
static bool lingered(uint32_t *wait) {
	uint64_t now = ss_port_milliseconds();
	if (now >= network.linger_until)
		return true;
	if (network.linger_until - now < *wait)
		*wait = (uint32_t)(network.linger_until - now);
	return false;
}

static void *loop(void *argument) {
	(void)argument;
	sim_context_enter();
	bool ok = sim_link_start(sim_settings.mtu) && sim_netif_start() && ss_core_start();
	uint64_t limit = ss_port_milliseconds() + ADDRESS_LIMIT;
	enum phase phase = get_phase();
	while (ok && phase != STOPPING) {
		uint32_t wait = run();
		if (phase == STARTING && (sim_netif_has_address() || ss_port_milliseconds() > limit)) {
			ok = sim_netif_has_address();
			sim_context_set_open(ok);
			if (ok)
				set_phase(UP);
		}
		if (phase == LINGERING && (lingered(&wait) || (ss_core_sockets() == 0 && !has_bytes_left())))
			break;
		if (ok)
			wait_and_dispatch(phase == STARTING && wait > 100 ? 100 : wait);
		phase = get_phase();
	}
	sim_context_set_open(false);
	ss_core_stop();
	sim_netif_stop();
	sim_link_stop();
	sim_context_leave();
	set_phase(OFF);
	return NULL;
}

bool sim_network_start(void) {
	pthread_mutex_lock(&network.lock);
	if (network.phase == OFF) {
		network.phase = STARTING;
		network.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		sigset_t all, before;
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &before);
		bool started = network.wake >= 0 && !pthread_create(&network.thread, NULL, loop, NULL);
		pthread_sigmask(SIG_SETMASK, &before, NULL);
		if (!started)
			network.phase = OFF;
		while (network.phase == STARTING)
			pthread_cond_wait(&network.changed, &network.lock);
		if (started && network.phase == OFF) {
			pthread_join(network.thread, NULL);
			close(network.wake);
		}
	}
	bool up = network.phase == UP;
	pthread_mutex_unlock(&network.lock);
	return up;
}

void sim_network_stop(uint32_t linger) {
	pthread_mutex_lock(&network.lock);
	bool up = network.phase == UP;
	network.linger_until = ss_port_milliseconds() + linger;
	if (up)
		network.phase = linger ? LINGERING : STOPPING;
	pthread_mutex_unlock(&network.lock);
	if (!up)
		return;
	sim_thread_wake();
	pthread_join(network.thread, NULL);
	close(network.wake);
}
