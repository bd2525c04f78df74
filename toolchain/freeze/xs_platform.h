/*
 * XS in the freezer: the machine that runs on the host what firmware finds in flash. The features are the firmware's,
 * hosts/bare-metal/xs_features.mk.
 */
#ifndef FREEZE_XS_PLATFORM_H
#define FREEZE_XS_PLATFORM_H

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#undef mxLinux
#define mxLinux 1
/* Keeps the line of each frame, for messages. The objects are the same without it. */
#define mxDebug 1

#define mxUseDefaultMachinePlatform 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultChunkAllocation 1
#define mxUseDefaultSlotAllocation 1
#define mxUseDefaultDebug 1
#define mxUseDefaultSharedChunks 1

#define mxMachinePlatform bool jobs;

#endif
