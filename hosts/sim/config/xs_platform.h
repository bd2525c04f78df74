/*
 * XS on the simulator: the engine's switches, its types of the host, and its accounted heap. Everything that includes
 * xs.h, xsmc.h or the engine's own headers is compiled with -DINCLUDE_XSPLATFORM -DXSPLATFORM='"xs_platform.h"'.
 */
#ifndef SIM_XS_PLATFORM_H
#define SIM_XS_PLATFORM_H

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
#define mxRun 1
#define mxBoundsCheck 1
#define mxLockdown 1
#define mxStringNormalize 1
#define mxRegExpUnicodePropertyEscapes 1
/* Keeps file and line of each frame, so that errors can say where they happened; for the debugger see stop.c. */
#define mxDebug 1
#define mxNoConsole 1

#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultSharedChunks 1

/*
 * The engine measures strings by words, beyond their end, and says so to the sanitizer if it sees one. It only looks the
 * way clang shows it.
 */
#if defined(__SANITIZE_ADDRESS__) && !defined(__has_feature)
#define __has_feature(name) SIM_XS_HAS_##name
#define SIM_XS_HAS_address_sanitizer 1
#endif

struct sim_machine;
#define mxMachinePlatform \
	void *waiterCondition; \
	void *waiterData; \
	void *waiterLink; \
	struct sim_machine *host;

/* All of the engine's memory is accounted to it: ss_memory_*(SS_XS, ...), see machine.c. */
extern void *sim_xs_allocate(size_t size);
extern void *sim_xs_clear_allocate(size_t count, size_t size);
extern void *sim_xs_resize(void *block, size_t size);
extern void sim_xs_free(void *block);

#define c_malloc sim_xs_allocate
#define c_calloc sim_xs_clear_allocate
#define c_realloc sim_xs_resize
#define c_free sim_xs_free
#define c_malloc_uint32 sim_xs_allocate
#define c_free_uint32 sim_xs_free

#endif
