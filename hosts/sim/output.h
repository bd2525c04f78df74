/*
 * What the app prints. It is written at once, as node does, so that nothing is lost or late whatever happens next.
 */
#ifndef SIM_OUTPUT_H
#define SIM_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Writes text to standard output or, if `error`, to standard error. Any thread; texts do not mix. The process ends
 * quietly when nobody reads standard output any more.
 */
void sim_output_write(bool error, const char *text, size_t length);

#endif
