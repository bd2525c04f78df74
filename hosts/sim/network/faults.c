/*
 * Faults of the simulated link, in both directions: the options --loss, --duplicate, --reorder, --corrupt, --delay, --partition.
 * What befalls a frame is drawn from a generator with a seed: the n-th frame of a direction has the same fate in each run.
 *
 * They begin when the network has its address: what a bad link does to DHCP is lwIP's business, not the sockets'.
 */
#include "faults.h"
#include "../clock.h"
#include "../diagnostics/diagnostics.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long a frame that is to be overtaken is held back, besides the delay of all. */
#define REORDER_NANOSECONDS 20000000

#define ETHERNET_HEADER 14

sim_faults sim_link_faults = {.seed = 1};

struct held {
	struct held *next;
	int64_t due; /* scaled nanoseconds */
	bool sent;
	size_t length;
	uint8_t frame[];
};

static struct held *held; /* by due time */
static uint64_t states[2];
static uint32_t narrow; /* bytes of the largest packet that gets through; 0: any */
static int64_t begun;   /* scaled nanoseconds; 0: not yet */

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t draw(bool sent) {
	uint64_t z = (states[sent] += 0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* Draws always, so that one fault does not change what others befall. */
static bool happens(bool sent, double percent) {
	return (double)(draw(sent) >> 11) / 9007199254740992.0 * 100 < percent;
}

void sim_faults_begin(void) {
	begun = sim_clock_nanoseconds();
	states[0] = sim_link_faults.seed;
	states[1] = ~(uint64_t)sim_link_faults.seed;
}

void sim_faults_narrow(uint32_t bytes) {
	narrow = bytes;
}

static bool are_none(void) {
	const sim_faults *faults = &sim_link_faults;
	return !begun || (!faults->loss && !faults->duplicate && !faults->reorder && !faults->corrupt && !faults->delay &&
						 !faults->jitter && !faults->partition_length && !narrow);
}

static bool is_partitioned(void) {
	const sim_faults *faults = &sim_link_faults;
	int64_t at = (sim_clock_nanoseconds() - begun) / 1000000 - faults->partition_start;
	if (!faults->partition_length || at < 0)
		return false;
	return (faults->partition_interval ? at % faults->partition_interval : at) < faults->partition_length;
}

static void hold(bool sent, const uint8_t *frame, size_t length, int64_t nanoseconds) {
	struct held *one = malloc(sizeof(*one) + length);
	if (!one)
		return; /* lost, as on a link */
	*one = (struct held){.due = sim_clock_nanoseconds() + nanoseconds, .sent = sent, .length = length};
	memcpy(one->frame, frame, length);
	struct held **link = &held;
	while (*link && (*link)->due <= one->due)
		link = &(*link)->next;
	one->next = *link;
	*link = one;
}

static void pass_on(bool sent, const uint8_t *frame, size_t length, int64_t nanoseconds, sim_deliver *deliver) {
	if (nanoseconds)
		hold(sent, frame, length, nanoseconds);
	else
		deliver(frame, length);
}

/* One bit, anywhere: checksums find it. */
static void corrupt(bool sent, const uint8_t *frame, size_t length, int64_t wait, sim_deliver *deliver) {
	uint8_t copy[UINT16_MAX + 32];
	if (length > sizeof(copy))
		return;
	memcpy(copy, frame, length);
	uint64_t where = draw(sent) % (length * 8);
	copy[where / 8] ^= (uint8_t)(1 << where % 8);
	sim_diagnostics_fault(sent, frame, length, "corrupted");
	pass_on(sent, copy, length, wait, deliver);
}

void sim_faults_pass(bool sent, const uint8_t *frame, size_t length, sim_deliver *deliver) {
	const sim_faults *faults = &sim_link_faults;
	if (are_none()) {
		deliver(frame, length);
		return;
	}
	bool lost = happens(sent, faults->loss), twice = happens(sent, faults->duplicate);
	bool late = happens(sent, faults->reorder), wrong = happens(sent, faults->corrupt);
	int64_t wait =
		(int64_t)((faults->delay + faults->jitter * ((double)(draw(sent) >> 11) / 9007199254740992.0)) * 1e6);
	if (is_partitioned() || lost) {
		sim_diagnostics_fault(sent, frame, length, lost ? "lost" : "lost, there is no link");
		return;
	}
	if (narrow && length > narrow + ETHERNET_HEADER) {
		sim_diagnostics_fault(sent, frame, length, "lost, too large for the path");
		return;
	}
	if (late) {
		sim_diagnostics_fault(sent, frame, length, "held back");
		wait += REORDER_NANOSECONDS;
	}
	if (wrong)
		corrupt(sent, frame, length, wait, deliver);
	else
		pass_on(sent, frame, length, wait, deliver);
	if (twice) {
		sim_diagnostics_fault(sent, frame, length, "duplicated");
		pass_on(sent, frame, length, wait, deliver);
	}
}

uint32_t sim_faults_run(sim_deliver *send, sim_deliver *receive) {
	while (held && held->due <= sim_clock_nanoseconds()) {
		struct held *one = held;
		held = one->next;
		(one->sent ? send : receive)(one->frame, one->length);
		free(one);
	}
	if (!held)
		return UINT32_MAX;
	return (uint32_t)((held->due - sim_clock_nanoseconds()) / 1000000 + 1);
}

void sim_faults_stop(void) {
	begun = 0;
	while (held) {
		struct held *next = held->next;
		free(held);
		held = next;
	}
}
