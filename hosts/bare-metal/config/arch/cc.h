/*
 * lwIP's view of the compiler and the C library.
 */
#ifndef BARE_ARCH_CC_H
#define BARE_ARCH_CC_H

#include <errno.h>
#include <stdlib.h>

/* it has nothing to say that is not told by results and events */
#define LWIP_PLATFORM_DIAG(x)
#define LWIP_PLATFORM_ASSERT(message) abort()

#endif
