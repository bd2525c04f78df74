/*
 * lwIP in firmware: IPv4 over a serial line (SLIP), raw API in the main loop, little memory. Packets live on the heap as long
 * as they are needed; control blocks are in pools, so that connections in TIME_WAIT cannot eat the heap.
 */
#ifndef BARE_LWIPOPTS_H
#define BARE_LWIPOPTS_H

#include "lwip_base.h"

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define MEM_ALIGNMENT 4
#define LWIP_NOASSERT 1

#define LWIP_IPV6 0
#define LWIP_ARP 0
#undef LWIP_DHCP /* the gateway's network has one address for us */
#define LWIP_DHCP 0
#define LWIP_ETHERNET 0
#define LWIP_RAW 0
#define LWIP_IGMP 0
#define LWIP_AUTOIP 0
#define LWIP_ACD 0
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define DNS_MAX_SERVERS 2

/* nothing that we send or ask for is larger than a packet */
#define IP_FRAG 0
#define IP_REASSEMBLY 0

/* The largest packet on the serial line, in bytes. */
#ifndef BARE_MTU
#define BARE_MTU 576
#endif

#define TCP_MSS (BARE_MTU - 40)
#define TCP_WND (3 * TCP_MSS)
#define TCP_SND_BUF (3 * TCP_MSS)
#define TCP_SND_QUEUELEN 12
#define TCP_OOSEQ_MAX_PBUFS 4

#define MEMP_NUM_TCP_PCB 8
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_TCP_SEG 24
#define MEMP_NUM_UDP_PCB 6
#define MEMP_NUM_PBUF 4
#define MEMP_NUM_SYS_TIMEOUT (LWIP_NUM_SYS_TIMEOUT_INTERNAL + 2)

/*
 * What comes in lies in a chain of small buffers, so that a short packet, of which a window allows many, takes but one. Two
 * connections that nobody reads from, however small what they are sent, leave some for others (core/received.c).
 */
#define PBUF_POOL_BUFSIZE LWIP_MEM_ALIGN_SIZE(BARE_MTU / 4 + 8)
#define PBUF_POOL_SIZE 32

#endif
