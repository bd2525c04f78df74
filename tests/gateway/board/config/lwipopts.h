/*
 * lwIP of the tests' board: firmware's, with lwIP's own DNS client and its assertions.
 */
#ifndef TEST_BOARD_LWIPOPTS_H
#define TEST_BOARD_LWIPOPTS_H

#include "../../../../hosts/bare-metal/config/lwipopts.h"

#undef MEM_ALIGNMENT
#define MEM_ALIGNMENT 8
#undef LWIP_NOASSERT
#undef MEMP_NUM_SYS_TIMEOUT
#define MEMP_NUM_SYS_TIMEOUT (LWIP_NUM_SYS_TIMEOUT_INTERNAL + 3)

#endif
