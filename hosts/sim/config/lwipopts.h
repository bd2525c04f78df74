/*
 * lwIP on the desktop simulator: sizes for speed.
 */
#ifndef SIM_LWIPOPTS_H
#define SIM_LWIPOPTS_H

#include "lwip_base.h"

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define MEM_ALIGNMENT 8
#define LWIP_ARP 1
#define LWIP_ETHERNET 1
#define LWIP_NETIF_HOSTNAME 1
#define LWIP_ACD 0
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define DNS_MAX_SERVERS 2

/* IPv6: nobody else is on the link who could have our addresses */
#define LWIP_IPV6 1
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0

/* pools: static as on a device, so that running out of them is the same thing here */
#define MEMP_NUM_TCP_PCB 128
#define MEMP_NUM_UDP_PCB 16
#define MEMP_NUM_TCP_SEG 4096
#define MEMP_NUM_PBUF 1024
#define PBUF_POOL_SIZE 8

/*
 * TCP: the largest window without scaling, which libslirp does not do, and segments that hold a full record of TLS, since
 * libslirp makes a system call of each. lwIP would not have them so large for the sake of its sockets API.
 */
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1
#define TCP_MSS 16460
#define TCP_WND 65535
#define TCP_SND_BUF 262144
#define TCP_SND_QUEUELEN 1024
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 0
#define TCP_OVERSIZE TCP_MSS
#define TCP_WND_UPDATE_THRESHOLD 16384

#endif
