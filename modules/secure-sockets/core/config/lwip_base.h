/*
 * What the core requires of lwIP. Each host's lwipopts.h includes this file and adds sizes: memory, pools, windows, MSS.
 */
#ifndef SS_LWIP_BASE_H
#define SS_LWIP_BASE_H

#include <stddef.h>
#include <stdint.h>

/* allocations go through the accounted allocator */
void *ss_lwip_malloc(size_t size);
void *ss_lwip_calloc(size_t count, size_t size);
void ss_lwip_free(void *block);
#define MEM_CUSTOM_ALLOCATOR 1
#define MEM_CUSTOM_MALLOC ss_lwip_malloc
#define MEM_CUSTOM_CALLOC ss_lwip_calloc
#define MEM_CUSTOM_FREE ss_lwip_free

/* the raw API only: the core has no threads and needs none of lwIP's */
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_STATS 0

#define LWIP_TCP 1
#define LWIP_UDP 1
#define LWIP_DHCP 1
#define LWIP_TCP_KEEPALIVE 1
#define LWIP_TCP_TIMESTAMPS 0
#define TCP_QUEUE_OOSEQ 1
#define LWIP_NETIF_TX_SINGLE_PBUF 1

/* what lwIP notes in the header of an IPv6 fragment has no room there when pointers are larger than 32 bits */
#if UINTPTR_MAX > UINT32_MAX
#define IPV6_FRAG_COPYHEADER 1
#endif

/* DHCP is to ask for DNS servers; who keeps the list, and asks them, is the core (dns_learned.c) */
#define LWIP_DNS 1
#define SS_REPLACES_LWIP_DNS 1

/* where ports begin cannot be guessed, nor can sequence numbers (RFC 6528) */
unsigned ss_lwip_random(void);
#define LWIP_RAND() ss_lwip_random()
#define LWIP_RANDOMIZE_INITIAL_LOCAL_PORTS 1
#define LWIP_HOOK_FILENAME "lwip_hooks.h"
#define LWIP_HOOK_TCP_ISN ss_isn

#endif
