/*
 * A waker of the SDK's simulator on Linux can also wait.
 */
#ifndef MODDABLE_LIN_WAKER_H
#define MODDABLE_LIN_WAKER_H

#include "../loop.h"

/**
 * Has it called in so many milliseconds, instead of when it was told before; less than 0: not at all. The machine's thread.
 */
void moddable_waker_wake_in(moddable_waker *waker, double milliseconds);

#endif
