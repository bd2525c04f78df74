/*
 * Faults of the simulated link. In the network context but for the settings, which are written before threads start.
 */
#ifndef SIM_FAULTS_H
#define SIM_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What befalls frames, in each direction; 0: it does not. Percentages are 0 to 100, times scaled milliseconds. */
typedef struct sim_faults {
	double loss, duplicate, reorder, corrupt;
	double delay, jitter; /**< Each frame is late by `delay`, and by up to `jitter` more. */
	/** For `length` there is no link, from `start` after the network's start, and again each `interval`; 0: once. */
	uint32_t partition_start, partition_length, partition_interval;
	uint32_t seed;
} sim_faults;

extern sim_faults sim_link_faults;

typedef void sim_deliver(const void *frame, size_t length);

/** From now on there are faults. */
void sim_faults_begin(void);

/** From now on packets of more bytes than that are lost, as on a path that is narrower than the link; 0: no longer. */
void sim_faults_narrow(uint32_t bytes);

/** Delivers a frame now, later, twice or not at all. */
void sim_faults_pass(bool sent, const uint8_t *frame, size_t length, sim_deliver *deliver);

/** Delivers frames whose time has come. @return milliseconds until there are more. */
uint32_t sim_faults_run(sim_deliver *send, sim_deliver *receive);

/** Forgets frames that are held back. */
void sim_faults_stop(void);

#endif
