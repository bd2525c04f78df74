/*
 * What a host supplies to the module `device`. The machine's thread.
 */
#ifndef DEVICE_PORT_H
#define DEVICE_PORT_H

#include "xsmc.h"
#include <stddef.h>

/** @return an argument of the program, the first being 0; static. NULL: there are no more. */
const char *device_argument(int index);

/** How the device is doing; see DeviceStatus in device.ts. Times in milliseconds. */
typedef struct device_state {
	const char *board;
	double up, asleep;
	uint32_t lost;
} device_state;

/** Reads it. */
device_state device_state_now(void);

/** Ends the program after what was printed is written. @param status 0 to 255. */
void device_exit(xsMachine *the, int status) __attribute__((noreturn));

/** What the JavaScript heap, the C stack and the C heap hold, in bytes; garbage counts until it is collected. */
typedef struct device_usage {
	size_t heap_now, heap_peak, heap_reserved;
	size_t stack_peak, stack_size;  /* 0: it grows */
	size_t system_now, system_peak; /* what all have taken of the C heap, its overhead included; 0: not known */
} device_usage;

/** Reads it. */
device_usage device_usage_of(xsMachine *the);

#endif
