/*
 * lwIP in the fuzzers: sizes as on a device, pools on the heap, where AddressSanitizer watches each element, and sums that
 * are made but not checked: nothing damaged would get anywhere.
 */
#ifndef FUZZ_LWIPOPTS_H
#define FUZZ_LWIPOPTS_H

#include "lwip_base.h"

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define MEM_ALIGNMENT 8
#define MEMP_MEM_MALLOC 1
#define LWIP_TESTMODE 1 /* lets the fuzzer take away lwIP's timers */

#define LWIP_ARP 1
#define LWIP_ETHERNET 1
#define LWIP_ACD 0
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define LWIP_IPV6 1
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define DNS_MAX_SERVERS 2

#define TCP_MSS 1460
#define TCP_WND (4 * TCP_MSS)
#define TCP_SND_BUF (3 * TCP_MSS)
#define TCP_SND_QUEUELEN 16

#define LWIP_CHECKSUM_CTRL_PER_NETIF 0
#define CHECKSUM_CHECK_IP 0
#define CHECKSUM_CHECK_UDP 0
#define CHECKSUM_CHECK_TCP 0
#define CHECKSUM_CHECK_ICMP 0
#define CHECKSUM_CHECK_ICMP6 0

#endif
