/*
 * XS in firmware: the engine's types of the host, its memory and its clock. Everything that includes xs.h, xsmc.h or the
 * engine's own headers is compiled with -DINCLUDE_XSPLATFORM -DXSPLATFORM='"xs_platform.h"' and $(xs_features); for RISC-V
 * also with -DmxUnalignedAccess=0 -DmxMisalignedSettersCrash=1. The engine's xsCommon.c defines fxCStackLimit() for other
 * systems only: it is compiled with -DfxCStackLimit=xs_no_stack_limit, and program.c has ours.
 */
#ifndef BARE_XS_PLATFORM_H
#define BARE_XS_PLATFORM_H

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define mxUseDefaultSharedChunks 1

struct bare_machine;
#define mxMachinePlatform struct bare_machine *host;

/* All of the engine's memory is accounted to it: ss_memory_*(SS_XS, ...), see engine.c. */
extern void *bare_xs_allocate(size_t size);
extern void *bare_xs_clear_allocate(size_t count, size_t size);
extern void *bare_xs_resize(void *block, size_t size);
extern void bare_xs_free(void *block);

#define c_malloc bare_xs_allocate
#define c_calloc bare_xs_clear_allocate
#define c_realloc bare_xs_resize
#define c_free bare_xs_free
#define c_malloc_uint32 bare_xs_allocate
#define c_free_uint32 bare_xs_free

/* The wall clock, for Date; see engine.c. @return 0. */
extern int bare_get_time_of_day(struct timeval *time, void *zone);

typedef struct timeval c_timeval;
#define c_gettimeofday bare_get_time_of_day

/* Module names, which contain no paths of the machine that compiled them. */
#define C_PATH_MAX 128

#endif
