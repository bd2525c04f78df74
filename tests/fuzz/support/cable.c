/*
 * lwIP on a cable. See cable.h.
 */
#include "cable.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/init.h"
#include "lwip/nd6.h"
#include "lwip/priv/nd6_priv.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "test_port.h"
#include <string.h>

#define FRAME_LEAST 60 /* Ethernet pads shorter ones; lwIP relies on that when it looks at the header of IP */
#define FRAME_MOST 1600

static const uint8_t our_mac[6] = {2, 0, 0, 0, 0, 1}, router_mac[6] = {2, 0, 0, 0, 0, 2};
static struct netif cable;
static uint8_t reply[42]; /* to an ARP request */
static bool replying;

struct cable_sent cable_tcp, cable_udp;

u32_t sys_now(void) {
	return (u32_t)ss_port_milliseconds();
}

static uint16_t read_16(const uint8_t *at) {
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t read_32(const uint8_t *at) {
	return (uint32_t)read_16(at) << 16 | read_16(at + 2);
}

static void answer_arp(const uint8_t *request) {
	if (read_16(request + 20) != 1 || memcmp(request + 38, CABLE_ROUTER, 4))
		return;
	memcpy(reply, our_mac, 6);
	memcpy(reply + 6, router_mac, 6);
	memcpy(reply + 12, request + 12, 8);
	reply[20] = 0;
	reply[21] = 2;
	memcpy(reply + 22, router_mac, 6);
	memcpy(reply + 28, CABLE_ROUTER, 4);
	memcpy(reply + 32, our_mac, 6);
	memcpy(reply + 38, CABLE_OURS, 4);
	replying = true;
}

static void look_at_ipv4(const uint8_t *packet, size_t length) {
	size_t head = (size_t)(packet[0] & 15) * 4;
	struct cable_sent *sent = packet[9] == 6 ? &cable_tcp : &cable_udp;
	check(head == 20 && read_16(packet + 2) == length);
	if ((packet[9] != 6 && packet[9] != 17) || read_16(packet + 6) & 0x1FFF)
		return;
	const uint8_t *segment = packet + head;
	size_t offset = packet[9] == 6 ? (size_t)(segment[12] >> 4) * 4 : 8;
	check(head + offset <= length);
	*sent = (struct cable_sent){.protocol = packet[9],
		.local_port = read_16(segment),
		.remote_port = read_16(segment + 2),
		.payload_length = length - head - offset};
	memcpy(sent->remote, packet + 16, 4);
	if (packet[9] == 6) {
		sent->sequence =
			read_32(segment + 4) + (uint32_t)sent->payload_length + (segment[13] & 1) + (segment[13] >> 1 & 1);
		sent->acknowledge = read_32(segment + 8);
	}
	if (sent->payload_length > sizeof(sent->payload))
		sent->payload_length = sizeof(sent->payload);
	memcpy(sent->payload, segment + offset, sent->payload_length);
}

static err_t send(struct netif *netif, struct pbuf *p) {
	uint8_t frame[FRAME_MOST];
	(void)netif;
	check(p->tot_len >= 14 && p->tot_len <= sizeof(frame));
	pbuf_copy_partial(p, frame, p->tot_len, 0);
	uint16_t type = read_16(frame + 12);
	if (type == ETHTYPE_ARP && p->tot_len >= 42)
		answer_arp(frame);
	else if (type == ETHTYPE_IP && p->tot_len >= 34)
		look_at_ipv4(frame + 14, p->tot_len - 14U);
	return ERR_OK;
}

static err_t initialize(struct netif *netif) {
	netif->mtu = 1500;
	netif->hwaddr_len = 6;
	memcpy(netif->hwaddr, our_mac, 6);
	netif->flags =
		NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6 | NETIF_FLAG_LINK_UP;
	netif->output = etharp_output;
	netif->output_ip6 = ethip6_output;
	netif->linkoutput = send;
	return ERR_OK;
}

void fuzz_before(void) {
	ip4_addr_t address, mask, router;
	IP4_ADDR(&address, 10, 0, 2, 15);
	IP4_ADDR(&mask, 255, 255, 255, 0);
	IP4_ADDR(&router, 10, 0, 2, 2);
	memset(&cable, 0, sizeof(cable));
	memset(&cable_tcp, 0, sizeof(cable_tcp));
	memset(&cable_udp, 0, sizeof(cable_udp));
	replying = false;
	tcp_ticks = 0;
	port_enter();
	lwip_init();
	check(netif_add(&cable, &address, &mask, &router, NULL, initialize, netif_input));
	netif_set_default(&cable);
	netif_create_ip6_linklocal_address(&cable, 1);
	netif_ip6_addr_set_state(&cable, 0, IP6_ADDR_PREFERRED);
	netif_set_up(&cable);
	port_leave();
}

void fuzz_after(void) {
	port_enter();
	while (tcp_active_pcbs)
		tcp_abort(tcp_active_pcbs);
	while (tcp_tw_pcbs)
		tcp_abort(tcp_tw_pcbs);
	port_leave();
	/* fragments time out, and lwIP sees that TCP's timer is not needed any more */
	cable_wait(61000);
	port_enter();
	netif_remove(&cable);
	nd6_clear_destination_cache();
	struct sys_timeo **timers = sys_timeouts_get_next_timeout();
	while (*timers) {
		struct sys_timeo *timer = *timers;
		*timers = timer->next;
		memp_free(MEMP_SYS_TIMEOUT, timer);
	}
	port_leave();
}

static void put_in(const uint8_t *head, size_t head_length, const uint8_t *bytes, size_t length) {
	if (!cable.flags || head_length + length > FRAME_MOST)
		return;
	size_t whole = head_length + length < FRAME_LEAST ? FRAME_LEAST : head_length + length;
	port_enter();
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)whole, PBUF_RAM);
	check(p);
	memset(p->payload, 0, whole);
	if (head_length)
		pbuf_take(p, head, (u16_t)head_length);
	if (length)
		pbuf_take_at(p, bytes, (u16_t)length, (u16_t)head_length);
	if (cable.input(p, &cable) != ERR_OK)
		pbuf_free(p);
	port_leave();
	if (replying) {
		replying = false;
		put_in(reply, sizeof(reply), NULL, 0);
	}
}

void cable_frame(const uint8_t *bytes, size_t length) {
	put_in(NULL, 0, bytes, length);
}

void cable_packet(const uint8_t *bytes, size_t length) {
	uint8_t head[14];
	memcpy(head, our_mac, 6);
	memcpy(head + 6, router_mac, 6);
	head[12] = length && bytes[0] >> 4 == 6 ? 0x86 : 0x08;
	head[13] = length && bytes[0] >> 4 == 6 ? 0xDD : 0x00;
	put_in(head, sizeof(head), bytes, length);
}

void cable_ipv4(const uint8_t from[4], uint8_t protocol, uint16_t fragment, const uint8_t *bytes, size_t length) {
	uint8_t head[34];
	memcpy(head, our_mac, 6);
	memcpy(head + 6, router_mac, 6);
	memcpy(head + 12, "\x08\x00\x45\x00", 4);
	head[16] = (uint8_t)((length + 20) >> 8);
	head[17] = (uint8_t)(length + 20);
	head[18] = head[19] = 7; /* the same id for all: fragments meet */
	head[20] = (uint8_t)(fragment >> 8);
	head[21] = (uint8_t)fragment;
	head[22] = 64;
	head[23] = protocol;
	head[24] = head[25] = 0;
	memcpy(head + 26, from, 4);
	memcpy(head + 30, CABLE_OURS, 4);
	put_in(head, sizeof(head), bytes, length);
}

void cable_wait(uint32_t milliseconds) {
	for (;;) {
		port_enter();
		sys_check_timeouts();
		uint32_t next = sys_timeouts_sleeptime();
		port_leave();
		if (replying) {
			replying = false;
			put_in(reply, sizeof(reply), NULL, 0);
			continue;
		}
		if (!milliseconds)
			return;
		uint32_t step = next && next < milliseconds ? next : milliseconds;
		port_advance(step);
		milliseconds -= step;
	}
}
