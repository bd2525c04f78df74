/*
 * What the app prints. Standard output is buffered until the app waits for something; standard error is not, and comes
 * after what was printed before it. Any thread may call these.
 */
#ifndef SIM_OUTPUT_H
#define SIM_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/** Writes text to standard output or, if `error`, to standard error. */
void sim_output_write(bool error, const char *text, size_t length);

/** Writes what is buffered. The process ends quietly when nobody reads standard output any more. */
void sim_output_flush(void);

/** As sim_output_flush(), but gives up when another thread has been writing for a while; for the end of the process. */
void sim_output_flush_last(void);

#endif
