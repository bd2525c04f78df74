/*
 * lwIP's view of the compiler and the C library.
 */
#ifndef TEST_BOARD_ARCH_CC_H
#define TEST_BOARD_ARCH_CC_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define LWIP_PLATFORM_DIAG(x) \
	do { \
		printf x; \
	} while (0)

#define LWIP_PLATFORM_ASSERT(message) \
	do { \
		fprintf(stderr, "lwIP assertion \"%s\" failed at %s:%d\n", message, __FILE__, __LINE__); \
		abort(); \
	} while (0)

#endif
