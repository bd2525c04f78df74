/*
 * libslirp, see usernet.h.
 */
#include "usernet.h"
#include <arpa/inet.h>
#include <poll.h>
#include <slirp/libslirp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint8_t usernet_host6[16] = {0xfd, [15] = 2};

static Slirp *slirp;
static struct usernet_settings settings;

static ssize_t on_frame(const void *frame, size_t length, void *opaque) {
	(void)opaque;
	settings.receive(frame, length);
	return (ssize_t)length;
}

static void on_guest_error(const char *message, void *opaque) {
	(void)opaque;
	fprintf(stderr, "%s: libslirp: %s\n", settings.program, message);
}

static int64_t get_nanoseconds(void *opaque) {
	(void)opaque;
	return settings.nanoseconds();
}

/* libslirp's timers: those of IPv6's router advertisements, without which addresses expire. */
struct timer {
	struct timer *next;
	SlirpTimerCb callback;
	void *context;
	int64_t deadline; /* in milliseconds; INT64_MAX: it does not run */
};

static struct timer *timers;

static void *new_timer(SlirpTimerCb callback, void *context, void *opaque) {
	(void)opaque;
	struct timer *timer = malloc(sizeof(*timer));
	if (timer) {
		*timer = (struct timer){timers, callback, context, INT64_MAX};
		timers = timer;
	}
	return timer;
}

static void free_timer(void *timer, void *opaque) {
	(void)opaque;
	for (struct timer **link = &timers; *link; link = &(*link)->next) {
		if (*link == timer) {
			*link = (*link)->next;
			free(timer);
			return;
		}
	}
}

static void set_timer(void *timer, int64_t milliseconds, void *opaque) {
	(void)opaque;
	if (timer)
		((struct timer *)timer)->deadline = milliseconds;
}

static uint32_t wait_for_timers(uint32_t milliseconds) {
	int64_t now = settings.nanoseconds() / 1000000;
	for (struct timer *timer = timers; timer; timer = timer->next) {
		if (timer->deadline != INT64_MAX && timer->deadline - now < milliseconds)
			milliseconds = timer->deadline > now ? (uint32_t)(timer->deadline - now) : 0;
	}
	return milliseconds;
}

static void run_timers(void) {
	int64_t now = settings.nanoseconds() / 1000000;
	for (struct timer *timer = timers, *next; timer; timer = next) {
		next = timer->next;
		if (timer->deadline <= now) {
			timer->deadline = INT64_MAX;
			timer->callback(timer->context);
		}
	}
}

static void ignore_descriptor(int fd, void *opaque) {
	(void)fd;
	(void)opaque;
}

static void ignore_notice(void *opaque) {
	(void)opaque;
}

struct set {
	struct pollfd *polls;
	size_t count, most;
};

static int get_events(int index, void *opaque) {
	const struct set *set = opaque;
	if (index < 0 || (size_t)index >= set->count)
		return 0;
	short found = set->polls[index].revents;
	return (found & POLLIN ? SLIRP_POLL_IN : 0) | (found & POLLOUT ? SLIRP_POLL_OUT : 0) |
		   (found & POLLPRI ? SLIRP_POLL_PRI : 0) | (found & POLLERR ? SLIRP_POLL_ERR : 0) |
		   (found & POLLHUP ? SLIRP_POLL_HUP : 0);
}

static struct in_addr address(const char *dotted) {
	return (struct in_addr){.s_addr = inet_addr(dotted)};
}

static struct in6_addr address6(const char *text) {
	struct in6_addr address;
	inet_pton(AF_INET6, text, &address);
	return address;
}

bool usernet_start(const struct usernet_settings *wanted) {
	struct in6_addr host6;
	settings = *wanted;
	memcpy(&host6, usernet_host6, sizeof(host6));
	static const SlirpCb callbacks = {
		.send_packet = on_frame,
		.guest_error = on_guest_error,
		.clock_get_ns = get_nanoseconds,
		.timer_new = new_timer,
		.timer_free = free_timer,
		.timer_mod = set_timer,
		.register_poll_fd = ignore_descriptor,
		.unregister_poll_fd = ignore_descriptor,
		.notify = ignore_notice,
	};
	const SlirpConfig config = {
		.version = 4,
		.in_enabled = true,
		.vnetwork = address("10.0.2.0"),
		.vnetmask = address("255.255.255.0"),
		.vhost = address("10.0.2.2"),
		.in6_enabled = settings.has_ipv6,
		.vprefix_addr6 = address6("fd00::"),
		.vprefix_len = 64,
		.vhost6 = host6,
		.vnameserver6 = address6("fd00::3"),
		.vdhcp_start = address("10.0.2.15"),
		.vnameserver = address("10.0.2.3"),
		.if_mtu = settings.mtu,
		.if_mru = settings.mtu,
		.disable_dns = !settings.has_resolver,
	};
	slirp = slirp_new(&config, &callbacks, NULL);
	if (!slirp)
		return false;
	/* libslirp reads the clock nowhere else, and would take sockets made before for hours old */
	slirp_pollfds_poll(slirp, true, get_events, NULL);
	return true;
}

void usernet_stop(void) {
	if (slirp)
		slirp_cleanup(slirp);
	slirp = NULL;
}

void usernet_send(const void *frame, size_t length) {
	slirp_input(slirp, frame, (int)length);
}

static int add_descriptor(int fd, int events, void *opaque) {
	struct set *set = opaque;
	if (set->count == set->most)
		return -1;
	short wanted = 0;
	if (events & SLIRP_POLL_IN)
		wanted |= POLLIN;
	if (events & SLIRP_POLL_OUT)
		wanted |= POLLOUT;
	if (events & SLIRP_POLL_PRI)
		wanted |= POLLPRI;
	set->polls[set->count] = (struct pollfd){.fd = fd, .events = wanted};
	return (int)set->count++;
}

size_t usernet_fill(struct pollfd *polls, size_t most, uint32_t *milliseconds) {
	struct set set = {polls, 0, most};
	*milliseconds = wait_for_timers(*milliseconds);
	slirp_pollfds_fill(slirp, milliseconds, add_descriptor, &set);
	return set.count;
}

void usernet_dispatch(struct pollfd *polls, size_t count, bool failed) {
	struct set set = {polls, count, count};
	run_timers();
	slirp_pollfds_poll(slirp, failed, get_events, &set);
}
