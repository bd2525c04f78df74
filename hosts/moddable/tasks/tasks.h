/*
 * Where machines are tasks of FreeRTOS, as on ESP32 and nRF52: what the host supplies to waker.c, and what its network's task does
 * for that.
 */
#ifndef MODDABLE_TASKS_H
#define MODDABLE_TASKS_H

#include "xsmc.h"
#include <stdbool.h>

/** What the SDK calls for a message, in the machine's task: its modMessageDeliver. */
typedef void (*moddable_deliver)(void *the, void *refcon, uint8_t *message, uint16_t length);

/** Supplied by the host: puts a message into a machine's queue, and never waits. With the lock. @return false: there is no room */
bool moddable_post(xsMachine *the, moddable_deliver deliver, void *refcon);

/** Supplied by the host: wakes the network's task, which is going to call moddable_wakers_retry(). Any task. */
void moddable_context_wake(void);

/** Tries again to tell machines whose queue was full. In the network's task. @return whether one still is */
bool moddable_wakers_retry(void);

#endif
