/*
 * lwIP's end of the simulated Ethernet.
 */
#include "../../usernet/capture.h"
#include "../../usernet/usernet.h"
#include "../clock.h"
#include "../diagnostics/diagnostics.h"
#include "../options.h"
#include "constants.h"
#include "core.h"
#include "faults.h"
#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/init.h"
#include "lwip/nd6.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "network.h"
#include <string.h>

/* Frames that libslirp may have sent before lwIP takes them; what comes on top is lost as on a real wire. */
#define FRAMES_MOST 1024

static struct netif ethernet;
static struct pbuf *frames[FRAMES_MOST];
static size_t frame_head, frame_count;
static int64_t plugged_at; /* scaled nanoseconds: until then the cable is out */
static int64_t linked_at;  /* scaled nanoseconds: then there is a link again; 0: there is one */

u32_t sys_now(void) {
	return (u32_t)(sim_clock_nanoseconds() / 1000000);
}

void sim_netif_unplug(uint32_t milliseconds) {
	plugged_at = sim_clock_nanoseconds() + (int64_t)milliseconds * 1000000;
}

static bool is_unplugged(void) {
	return linked_at || (plugged_at && sim_clock_nanoseconds() < plugged_at);
}

/* What is sent is seen in a capture on this end, whether it gets through or not. */
static void send_frame(const void *frame, size_t length) {
	capture_write(frame, length);
	sim_diagnostics_frame(true, frame, length);
	if (!is_unplugged())
		sim_faults_pass(true, frame, length, usernet_send);
}

static err_t send(struct netif *netif, struct pbuf *p) {
	(void)netif;
	if (!p->next) {
		send_frame(p->payload, p->len);
		return ERR_OK;
	}
	struct pbuf *whole = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
	if (!whole)
		return ERR_MEM;
	send_frame(whole->payload, whole->len);
	pbuf_free(whole);
	return ERR_OK;
}

static err_t initialize(struct netif *netif) {
	static const uint8_t address[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};
	netif->name[0] = 's';
	netif->name[1] = 'l';
	netif->hostname = "sim";
	netif->mtu = (u16_t)sim_settings.mtu;
	netif->hwaddr_len = sizeof(address);
	memcpy(netif->hwaddr, address, sizeof(address));
	netif->flags =
		NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6 | NETIF_FLAG_LINK_UP;
	netif->output = etharp_output;
	netif->output_ip6 = ethip6_output;
	netif->linkoutput = send;
	return ERR_OK;
}

static bool ask_for_addresses(void) {
	netif_create_ip6_linklocal_address(&ethernet, 1);
	netif_set_up(&ethernet);
	nd6_tmr(); /* asks for a router now rather than in a second */
	return dhcp_start(&ethernet) == ERR_OK;
}

bool sim_netif_start(void) {
	static bool initialized;
	if (!initialized)
		lwip_init();
	initialized = true;
	if (!netif_add_noaddr(&ethernet, NULL, initialize, netif_input))
		return false;
	netif_set_default(&ethernet);
	return ask_for_addresses();
}

void sim_netif_unlink(uint32_t milliseconds, bool move) {
	linked_at = sim_clock_nanoseconds() + (int64_t)milliseconds * 1000000;
	netif_set_link_down(&ethernet);
	if (!move)
		return;
	dhcp_release_and_stop(&ethernet);
	for (s8_t i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		netif_ip6_addr_set_state(&ethernet, i, IP6_ADDR_INVALID);
	netif_set_down(&ethernet);
	ethernet.hwaddr[5]++; /* by which libslirp tells who has which address */
}

/* @return milliseconds until it is time. */
static uint32_t link_again(void) {
	if (!linked_at)
		return UINT32_MAX;
	int64_t wait = linked_at - sim_clock_nanoseconds();
	if (wait > 0)
		return (uint32_t)(wait / 1000000 + 1);
	linked_at = 0;
	netif_set_link_up(&ethernet);
	if (!netif_is_up(&ethernet))
		ask_for_addresses();
	return 0;
}

void sim_netif_stop(void) {
	linked_at = 0;
	if (netif_default) {
		dhcp_release_and_stop(&ethernet);
		dhcp_cleanup(&ethernet);
		netif_remove(&ethernet);
	}
	sim_faults_stop();
	while (frame_count) {
		pbuf_free(frames[frame_head]);
		frame_head = (frame_head + 1) % FRAMES_MOST;
		frame_count--;
	}
}

/* The server of the option --dns. The host's loopback has other addresses in the simulated network. */
static void choose_dns(void) {
	ss_address server = sim_settings.dns;
	static const uint8_t loopback[16] = {[15] = 1};
	if (!server.family)
		return;
	if (server.family == SOCKETS_AF_INET && server.bytes[0] == 127)
		memcpy(server.bytes, &netif_ip4_gw(&ethernet)->addr, 4);
	else if (server.family == SOCKETS_AF_INET6 && !memcmp(server.bytes, loopback, 16))
		memcpy(server.bytes, usernet_host6, 16);
	ss_resolve_set_servers(&server, 1);
}

bool sim_netif_has_address(void) {
	if (!dhcp_supplied_address(&ethernet))
		return false;
	choose_dns();
	sim_faults_begin();
	return true;
}

/* Takes a frame that got through. */
static void take_frame(const void *frame, size_t length) {
	capture_write(frame, length);
	sim_diagnostics_frame(false, frame, length);
	if (frame_count == FRAMES_MOST || length > UINT16_MAX)
		return;
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_RAM);
	if (!p)
		return;
	memcpy(p->payload, frame, length);
	frames[(frame_head + frame_count++) % FRAMES_MOST] = p;
}

void sim_netif_receive(const void *frame, size_t length) {
	if (!is_unplugged())
		sim_faults_pass(false, frame, length, take_frame);
}

/* lwIP would wait a second for somebody to say that an address is his. */
static void take_addresses(void) {
	for (s8_t i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		if (ip6_addr_istentative(netif_ip6_addr_state(&ethernet, i)))
			netif_ip6_addr_set_state(&ethernet, i, IP6_ADDR_PREFERRED);
	}
}

bool sim_netif_run(void) {
	bool some = frame_count > 0;
	while (frame_count) {
		struct pbuf *p = frames[frame_head];
		frame_head = (frame_head + 1) % FRAMES_MOST;
		frame_count--;
		if (ethernet.input(p, &ethernet) != ERR_OK)
			pbuf_free(p);
	}
	if (some)
		take_addresses();
	return some;
}

uint32_t sim_netif_run_timers(void) {
	uint32_t held = sim_faults_run(usernet_send, take_frame), unlinked = link_again();
	sys_check_timeouts();
	uint32_t wait = sys_timeouts_sleeptime();
	wait = held < wait ? held : wait;
	return unlinked < wait ? unlinked : wait;
}
