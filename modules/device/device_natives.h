/*
 * The functions in C behind the module `device`; what they do is said in native.d.ts.
 */
#ifndef DEVICE_NATIVES_H
#define DEVICE_NATIVES_H

#include "xsmc.h"

void xs_device_arguments(xsMachine *the);
void xs_device_exit(xsMachine *the);
void xs_device_memory(xsMachine *the);
void xs_device_gc(xsMachine *the);
void xs_device_random(xsMachine *the);
void xs_device_status(xsMachine *the);

#endif
