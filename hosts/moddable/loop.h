/*
 * What a platform of the Moddable SDK supplies to loop.c: a way to be called in a machine's thread.
 */
#ifndef MODDABLE_LOOP_H
#define MODDABLE_LOOP_H

#include "xsmc.h"

/** Calls a function in a machine's thread, outside of xsBeginHost. */
typedef struct moddable_waker moddable_waker;

/** @return a waker of a machine, or NULL without memory. The machine's thread. */
moddable_waker *moddable_waker_new(xsMachine *the, void (*run)(void *context), void *context);

/** Has `run` called soon, once for any number of calls before that. Does nothing after a stop. Any thread. */
void moddable_waker_wake(moddable_waker *waker);

/** Ends it: `run` is not called any more. The machine's thread. */
void moddable_waker_stop(moddable_waker *waker);

/** Frees it, after a stop. Any thread. */
void moddable_waker_free(moddable_waker *waker);

/** A lock for a few instructions. */
void moddable_lock(void);
void moddable_unlock(void);

#endif
