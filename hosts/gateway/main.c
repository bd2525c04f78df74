/*
 * The gateway: a board's serial line, on which it talks SLIP, joined to libslirp. docs/gateway.md is its manual.
 *
 *   options.c  the command line
 *   line.c     the serial line: packets in SLIP
 *   bridge.c   between packets and libslirp's frames; what the gateway itself answers
 *   packet.c   IPv4 packets: reading, checking, changing
 *   clock.c    answers of NTP
 *   faults.c   faults of the line on purpose
 *   trace.c    what the user may see of each packet
 */
#include "../usernet/capture.h"
#include "../usernet/usernet.h"
#include "bridge.h"
#include "faults.h"
#include "line.h"
#include "options.h"
#include "packet.h"
#include "trace.h"
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>

#define POLLS_MOST 1024

/* libslirp takes the heads of IP and TCP for 60 bytes instead of 40 when it tells how much fits into a segment. */
#define SLIRP_EXCESS 20

static volatile sig_atomic_t stopped;

static void stop(int signal) {
	(void)signal;
	stopped = 1;
}

/* Signals come only while poll() waits, so that none comes between looking and waiting. */
static void prepare_signals(sigset_t *while_waiting) {
	sigset_t ending;
	struct sigaction action = {.sa_handler = stop};
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, while_waiting);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigdelset(while_waiting, SIGINT);
	sigdelset(while_waiting, SIGTERM);
}

static void run(const sigset_t *while_waiting) {
	static struct pollfd polls[POLLS_MOST];
	while (!stopped) {
		uint32_t wait = 60000;
		size_t ours = line_fill(polls, &wait);
		size_t count = ours + usernet_fill(polls + ours, POLLS_MOST - ours, &wait);
		const struct timespec timeout = {wait / 1000, wait % 1000 * 1000000};
		int found = ppoll(polls, count, &timeout, while_waiting);
		if (found < 0 && errno == EINTR)
			continue;
		usernet_dispatch(polls + ours, count - ours, found < 0);
		line_dispatch(polls, ours);
	}
}

static void print_counters(void) {
	const struct line_counters *line = &line_counters;
	fprintf(stderr, "gateway: to the board %" PRIu64 " packets, %" PRIu64 " bytes; %" PRIu64 " packets lost\n",
		line->packets_out, line->bytes_out, line->lost);
	fprintf(stderr,
		"gateway: from the board %" PRIu64 " packets, %" PRIu64 " bytes; %" PRIu64 " broken, %" PRIu64
		" too long, %" PRIu64 " bad, %" PRIu64 " stray; %" PRIu64 " answered here\n",
		line->packets_in, line->bytes_in, line->broken, line->long_, bridge_counters.bad, bridge_counters.stray,
		bridge_counters.answered);
}

int main(int count, char **values) {
	struct options options;
	sigset_t while_waiting;
	int status;
	if (!options_parse(count, values, &options, &status))
		return status;
	prepare_signals(&while_waiting);
	if (options.pcap && !capture_open("gateway", options.pcap, CAPTURE_IP, trace_nanoseconds))
		return 1;
	faults_set(options.drop, options.corrupt, options.seed);
	bridge_start(&options.bridge);
	uint32_t mtu = options.mtu + SLIRP_EXCESS;
	const struct usernet_settings network = {
		.program = "gateway",
		.mtu = mtu < PACKET_LONGEST ? mtu : PACKET_LONGEST,
		.has_resolver = options.bridge.dns == BRIDGE_DNS_SYSTEM,
		.nanoseconds = trace_nanoseconds,
		.receive = bridge_from_network,
	};
	if (!usernet_start(&network)) {
		fputs("gateway: libslirp cannot be started\n", stderr);
		return 1;
	}
	const struct line_settings line = {
		.kind = options.kind,
		.where = options.where,
		.baud = options.baud,
		.rtscts = options.rtscts,
		.receive = bridge_from_board,
		.nanoseconds = trace_nanoseconds,
	};
	bool started = line_start(&line);
	if (started)
		run(&while_waiting);
	line_stop();
	usernet_stop();
	if (started)
		print_counters();
	return started ? 0 : 1;
}
