/*
 * lwIP's network interface on the serial line, see serial_netif.h.
 *
 * Not lwIP's own slipif.c: that waits for the line with every byte it sends, and when the pool is empty it leaves a hole
 * in the packet and delivers the rest.
 */
#include "serial_netif.h"
#include "board.h"
#include "lwip/dns.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "slip.h"

/* The longest packet that is taken. Others may send longer ones than we do (BARE_MTU, in lwipopts.h). */
#define LONGEST LWIP_MAX(BARE_MTU, 1500)

/* Packets that may wait for the line. lwIP keeps them anyway until they are acknowledged: here are only pointers. */
#ifndef BARE_NETIF_QUEUE
#define BARE_NETIF_QUEUE 16
#endif

/* Bytes that one poll takes from the line at most, so that the main loop goes on under a flood. */
#define BYTES_AT_ONCE 2048

/* Noise changes bytes, and SLIP does not see it. */
#if !CHECKSUM_CHECK_IP || !CHECKSUM_CHECK_TCP || !CHECKSUM_CHECK_UDP || !CHECKSUM_CHECK_ICMP
#error "lwIP must check all checksums of what comes from a serial line"
#endif
#if !CHECKSUM_GEN_IP || !CHECKSUM_GEN_TCP || !CHECKSUM_GEN_UDP || !CHECKSUM_GEN_ICMP
#error "lwIP must compute the checksums of what goes to a serial line"
#endif

static struct netif serial;
static struct bare_netif_counters counters;

/* the packet that is coming in, in pbufs of the pool; their payloads are filled one after the other */
static struct slip_decoder decoder;
static struct pbuf *incoming, *filling;
static u16_t filled, arrived;

/* the packets that go out, the first one partly gone */
static struct slip_encoder encoder;
static struct pbuf *queue[BARE_NETIF_QUEUE];
static uint8_t queue_head, queue_count;
static struct pbuf *sending;
static u16_t sent;

static void forget_incoming(void) {
	if (incoming)
		pbuf_free(incoming);
	incoming = filling = NULL;
	filled = arrived = 0;
}

/* Makes room for more of the packet that is coming in, or gives it up. */
static void extend_incoming(void) {
	struct pbuf *next = NULL;
	if (arrived == LONGEST)
		counters.too_long++;
	else if (!(next = pbuf_alloc(PBUF_RAW, LWIP_MIN(PBUF_POOL_BUFSIZE, LONGEST - arrived), PBUF_POOL)))
		counters.no_memory++;
	if (!next) {
		slip_skip(&decoder);
		forget_incoming();
		return;
	}
	if (incoming)
		pbuf_cat(incoming, next);
	else
		incoming = next;
	filling = next;
	filled = 0;
}

static void deliver_incoming(void) {
	struct pbuf *packet = incoming;
	pbuf_realloc(packet, arrived);
	incoming = NULL;
	forget_incoming();
	counters.packets_in++;
	if (serial.input(packet, &serial) != ERR_OK)
		pbuf_free(packet);
}

static void decode(const uint8_t *bytes, size_t length) {
	while (length) {
		uint8_t *out = filling ? (uint8_t *)filling->payload + filled : NULL;
		size_t room = filling ? (size_t)(filling->len - filled) : 0;
		struct slip_step step = slip_decode(&decoder, bytes, length, out, room);
		bytes += step.taken;
		length -= step.taken;
		filled += (u16_t)step.made;
		arrived += (u16_t)step.made;
		if (step.event == SLIP_FULL) {
			extend_incoming();
		} else if (step.event == SLIP_PACKET) {
			deliver_incoming();
		} else if (step.event == SLIP_BROKEN) {
			counters.broken++;
			forget_incoming();
		}
	}
}

/* @return whether anything came in. */
static bool receive(void) {
	uint8_t bytes[128];
	size_t total = 0, length;
	while (total < BYTES_AT_ONCE && (length = board_serial_read(bytes, sizeof(bytes))) > 0) {
		total += length;
		decode(bytes, length);
	}
	counters.bytes_in += total;
	return total > 0;
}

static void finish_packet(void) {
	pbuf_free(queue[queue_head]);
	queue_head = (queue_head + 1) % BARE_NETIF_QUEUE;
	queue_count--;
	sending = queue_count ? queue[queue_head] : NULL;
	sent = 0;
	counters.packets_out++;
}

/* Sends what the line takes now. */
static void send(void) {
	uint8_t bytes[128];
	size_t room;
	while (sending && (room = board_serial_room()) > 0) {
		const uint8_t *part = (const uint8_t *)sending->payload + sent;
		bool last = sending->len == sending->tot_len;
		struct slip_step step =
			slip_encode(&encoder, part, sending->len - sent, last, bytes, LWIP_MIN(room, sizeof(bytes)));
		sent += (u16_t)step.taken;
		counters.bytes_out += board_serial_write(bytes, step.made);
		if (step.event == SLIP_PACKET) {
			finish_packet();
		} else if (step.event == SLIP_MORE) {
			sending = sending->next;
			sent = 0;
		}
	}
}

/*
 * lwIP neither changes nor sends again what is still referred to here (tcp_output_segment_busy()), so that a packet need not
 * be copied unless it is in memory of somebody else.
 */
static err_t queue_packet(struct netif *netif, struct pbuf *packet, const ip4_addr_t *hop) {
	(void)netif;
	(void)hop;
	bool copied = false;
	for (const struct pbuf *part = packet; part; part = part->next)
		copied |= PBUF_NEEDS_COPY(part);
	if (queue_count == BARE_NETIF_QUEUE) {
		counters.queue_full++;
		return ERR_MEM;
	}
	if (!copied)
		pbuf_ref(packet);
	else if (!(packet = pbuf_clone(PBUF_RAW, PBUF_RAM, packet)))
		return ERR_MEM;
	queue[(queue_head + queue_count) % BARE_NETIF_QUEUE] = packet;
	if (!queue_count++) {
		sending = packet;
		sent = 0;
	}
	send();
	return ERR_OK;
}

static err_t initialize(struct netif *netif) {
	netif->name[0] = 's';
	netif->name[1] = 'l';
	netif->mtu = BARE_MTU;
	netif->flags = NETIF_FLAG_LINK_UP;
	netif->output = queue_packet;
	return ERR_OK;
}

bool bare_netif_start(void) {
	ip4_addr_t address, mask, router;
	ip_addr_t name_server;
	IP4_ADDR(&address, 10, 0, 2, 15);
	IP4_ADDR(&mask, 255, 255, 255, 0);
	IP4_ADDR(&router, 10, 0, 2, 2);
	IP_ADDR4(&name_server, 10, 0, 2, 3);
	if (!netif_add(&serial, &address, &mask, &router, NULL, initialize, ip_input))
		return false;
	netif_set_default(&serial);
	netif_set_up(&serial);
	dns_setserver(0, &name_server);
	return true;
}

bool bare_netif_poll(void) {
	bool some = receive();
	send();
	return some;
}

bool bare_netif_is_sending(void) {
	return queue_count > 0;
}

const struct bare_netif_counters *bare_netif_get_counters(void) {
	return &counters;
}
