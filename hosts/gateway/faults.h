/*
 * Faults of the serial line on purpose, for tests: bytes that get lost or changed, the same ones in each run with the same
 * seed.
 */
#ifndef GATEWAY_FAULTS_H
#define GATEWAY_FAULTS_H

#include <stddef.h>
#include <stdint.h>

enum faults_direction { FAULTS_TO_BOARD, FAULTS_FROM_BOARD };

/** @param drop, corrupt how likely each byte gets lost, or replaced by another one: 0 to 1. */
void faults_set(double drop, double corrupt, uint64_t seed);

/** Damages bytes in place. @return how many are left. */
size_t faults_apply(enum faults_direction direction, uint8_t *bytes, size_t length);

#endif
