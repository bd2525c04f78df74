/*
 * Packets and bytes on the line, see line.h.
 */
#include "line.h"
#include "../bare-metal/slip.h"
#include "faults.h"
#include "opener.h"
#include "packet.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How often it is tried to open the line, in milliseconds. */
#define RETRY 100

/* How many bytes may wait for a slow line: half a second at 1 Mbit/s. More would only make everything late. */
#define QUEUE_MOST 65536

struct line_counters line_counters;

static struct line_settings settings;
static int line = -1;
static int64_t retry_at; /* nanoseconds */
static bool told_to_wait;

static uint8_t queue[QUEUE_MOST];
static size_t queue_start, queue_end;

static struct slip_decoder decoder;
static uint8_t packet[PACKET_LONGEST];
static size_t packet_length;

static void close_line(const char *why) {
	fprintf(stderr, "gateway: %s: %s\n", settings.where, why);
	close(line);
	line = -1;
	retry_at = settings.nanoseconds() + RETRY * (int64_t)1000000;
}

static void use_line(int fd) {
	line = fd;
	told_to_wait = false;
	decoder = (struct slip_decoder){0};
	packet_length = queue_start = queue_end = 0;
	fprintf(stderr, "gateway: connected to %s\n", settings.where);
}

static void wait_to_open(int error) {
	if (!told_to_wait && settings.kind != LINE_LISTEN)
		fprintf(stderr, "gateway: waiting for %s: %s\n", settings.where, strerror(error));
	told_to_wait = true;
	retry_at = settings.nanoseconds() + RETRY * (int64_t)1000000;
}

static void try_to_open(void) {
	int fd = opener_try();
	if (fd < 0) {
		wait_to_open(errno);
		return;
	}
	if (line >= 0)
		close_line("another one has come instead");
	use_line(fd);
}

bool line_start(const struct line_settings *wanted) {
	settings = *wanted;
	if (!opener_start(&settings))
		return false;
	int fd = opener_try();
	if (fd >= 0) {
		use_line(fd);
	} else if (opener_may_wait(errno)) {
		wait_to_open(errno);
	} else {
		fprintf(stderr, "gateway: %s: %s\n", settings.where, strerror(errno));
		return false;
	}
	return true;
}

void line_stop(void) {
	if (line >= 0)
		close(line);
	line = -1;
	opener_stop();
}

static void flush(void) {
	while (line >= 0 && queue_start < queue_end) {
		ssize_t written = write(line, queue + queue_start, queue_end - queue_start);
		if (written < 0) {
			if (errno != EAGAIN && errno != EINTR)
				close_line(strerror(errno));
			return;
		}
		queue_start += (size_t)written;
		line_counters.bytes_out += (uint64_t)written;
	}
	queue_start = queue_end = 0;
}

void line_send(const uint8_t *bytes, size_t length) {
	struct slip_encoder encoder = {0};
	size_t waiting = queue_end - queue_start;
	if (line < 0 || SLIP_LONGEST(length) > sizeof(queue) - waiting) {
		line_counters.lost++;
		return;
	}
	if (SLIP_LONGEST(length) > sizeof(queue) - queue_end) {
		memmove(queue, queue + queue_start, waiting);
		queue_start = 0;
		queue_end = waiting;
	}
	struct slip_step step = slip_encode(&encoder, bytes, length, true, queue + queue_end, sizeof(queue) - queue_end);
	queue_end += faults_apply(FAULTS_TO_BOARD, queue + queue_end, step.made);
	line_counters.packets_out++;
	if (!waiting)
		flush();
}

static void decode(const uint8_t *bytes, size_t length) {
	while (length) {
		struct slip_step step =
			slip_decode(&decoder, bytes, length, packet + packet_length, sizeof(packet) - packet_length);
		bytes += step.taken;
		length -= step.taken;
		packet_length += step.made;
		if (step.event == SLIP_MORE)
			return;
		if (step.event == SLIP_PACKET) {
			line_counters.packets_in++;
			settings.receive(packet, packet_length);
		} else if (step.event == SLIP_FULL) {
			line_counters.long_++;
			slip_skip(&decoder);
		} else {
			line_counters.broken++;
		}
		packet_length = 0;
	}
}

static void read_line(void) {
	uint8_t bytes[4096];
	ssize_t length = read(line, bytes, sizeof(bytes));
	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (length <= 0) {
		close_line(length ? strerror(errno) : "the other end is gone");
		return;
	}
	line_counters.bytes_in += (uint64_t)length;
	decode(bytes, faults_apply(FAULTS_FROM_BOARD, bytes, (size_t)length));
}

size_t line_fill(struct pollfd *polls, uint32_t *milliseconds) {
	size_t count = 0;
	int listener = opener_get_listener();
	if (listener >= 0)
		polls[count++] = (struct pollfd){.fd = listener, .events = POLLIN};
	if (line >= 0) {
		short events = queue_start < queue_end ? POLLIN | POLLOUT : POLLIN;
		polls[count++] = (struct pollfd){.fd = line, .events = events};
	} else if (listener < 0) {
		int64_t left = (retry_at - settings.nanoseconds()) / 1000000 + 1;
		if (left < *milliseconds)
			*milliseconds = left > 0 ? (uint32_t)left : 0;
	}
	return count;
}

void line_dispatch(const struct pollfd *polls, size_t count) {
	int listener = opener_get_listener();
	if (line < 0 && listener < 0 && settings.nanoseconds() >= retry_at)
		try_to_open();
	for (size_t i = 0; i < count; i++) {
		if (polls[i].fd == listener && polls[i].revents)
			try_to_open();
		else if (polls[i].fd == line && polls[i].revents & ~POLLOUT)
			read_line();
		if (polls[i].fd == line && polls[i].revents & POLLOUT)
			flush();
	}
}
