/*
 * Overwriting secrets.
 */
#ifndef SS_WIPE_H
#define SS_WIPE_H

#include <stddef.h>

/** Overwrites memory with zeros, which no compiler may leave out. Any thread. @param size in bytes. */
void ss_wipe(void *memory, size_t size);

#endif
