/*
 * lwIP in the unit tests: only its headers are used, for the numbers of its errors and the families of its addresses.
 */
#ifndef UNIT_LWIPOPTS_H
#define UNIT_LWIPOPTS_H

#include "lwip_base.h"

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define MEM_ALIGNMENT 8
#define LWIP_IPV6 1
#define DNS_MAX_SERVERS 2

#endif
