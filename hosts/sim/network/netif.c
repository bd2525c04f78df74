/*
 * lwIP's end of the simulated Ethernet.
 */
#include "../clock.h"
#include "../options.h"
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "network.h"
#include <string.h>

/* Frames that libslirp may have sent before lwIP takes them; what comes on top is lost as on a real wire. */
#define FRAMES_MOST 1024

static struct netif ethernet;
static struct pbuf *frames[FRAMES_MOST];
static size_t frame_head, frame_count;

unsigned short sim_dns_port = 53;

u32_t sys_now(void) {
	return (u32_t)(sim_clock_nanoseconds() / 1000000);
}

static err_t send(struct netif *netif, struct pbuf *p) {
	(void)netif;
	if (!p->next) {
		sim_link_send(p->payload, p->len);
		return ERR_OK;
	}
	struct pbuf *whole = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
	if (!whole)
		return ERR_MEM;
	sim_link_send(whole->payload, whole->len);
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
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
	netif->output = etharp_output;
	netif->linkoutput = send;
	return ERR_OK;
}

bool sim_netif_start(void) {
	static bool initialized;
	if (!initialized)
		lwip_init();
	initialized = true;
	if (!netif_add_noaddr(&ethernet, NULL, initialize, netif_input))
		return false;
	netif_set_default(&ethernet);
	netif_set_up(&ethernet);
	return dhcp_start(&ethernet) == ERR_OK;
}

void sim_netif_stop(void) {
	if (netif_default) {
		dhcp_release_and_stop(&ethernet);
		dhcp_cleanup(&ethernet);
		netif_remove(&ethernet);
	}
	while (frame_count) {
		pbuf_free(frames[frame_head]);
		frame_head = (frame_head + 1) % FRAMES_MOST;
		frame_count--;
	}
}

bool sim_netif_has_address(void) {
	if (!dhcp_supplied_address(&ethernet))
		return false;
	ip_addr_t server;
	if (sim_settings.dns_address[0] && ipaddr_aton(sim_settings.dns_address, &server)) {
		/* the host's loopback is its gateway's address in the simulated network */
		if (ip4_addr1(ip_2_ip4(&server)) == 127)
			ip_addr_copy_from_ip4(server, *netif_ip4_gw(&ethernet));
		dns_setserver(0, &server);
		sim_dns_port = sim_settings.dns_port;
	}
	return true;
}

void sim_netif_receive(const void *frame, size_t length) {
	if (frame_count == FRAMES_MOST || length > UINT16_MAX)
		return;
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_RAM);
	if (!p)
		return;
	memcpy(p->payload, frame, length);
	frames[(frame_head + frame_count++) % FRAMES_MOST] = p;
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
	return some;
}

uint32_t sim_netif_run_timers(void) {
	sys_check_timeouts();
	return sys_timeouts_sleeptime();
}
