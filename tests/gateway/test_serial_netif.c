/*
 * hosts/bare-metal/serial_netif.c: lwIP's interface on a serial line, whose other end is the test.
 */
#include "../../hosts/bare-metal/serial_netif.h"
#include "../../hosts/gateway/packet.h"
#include "datagram.h"
#include "lwip/dns.h"
#include "lwip/init.h"
#include "lwip/stats.h"
#include "lwip/udp.h"
#include "scripted_board.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

enum { PORT = 700 };

static struct udp_pcb *pcb;
static const struct bare_netif_counters *counters;
static uint8_t got[4096];
static size_t got_length, got_count;

static void on_datagram(void *argument, struct udp_pcb *from, struct pbuf *data, const ip_addr_t *address, u16_t port) {
	(void)argument;
	(void)from;
	(void)address;
	(void)port;
	got_length = pbuf_copy_partial(data, got, sizeof(got), 0);
	got_count++;
	pbuf_free(data);
}

static void start(void) {
	lwip_init();
	check(bare_netif_start());
	counters = bare_netif_get_counters();
	pcb = udp_new();
	udp_recv(pcb, on_datagram, NULL);
	check_equal(udp_bind(pcb, IP_ADDR_ANY, PORT), ERR_OK);
}

static void poll_all(void) {
	while (bare_netif_poll())
		;
}

static void send_datagram(const uint8_t *data, size_t length, err_t expected) {
	ip_addr_t host;
	struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, (u16_t)length, PBUF_RAM);
	ipaddr_aton("10.0.2.2", &host);
	pbuf_take(packet, data, (u16_t)length);
	check_equal(udp_sendto(pcb, packet, &host, 9), expected);
	pbuf_free(packet);
}

static void receive_datagram(const uint8_t *data, size_t length) {
	uint8_t bytes[4096];
	put_on_line(bytes, make_datagram(bytes, 2, 9, 15, PORT, data, length));
}

static void check_sent(const uint8_t *data, size_t length) {
	uint8_t bytes[4096];
	struct packet packet;
	size_t taken = take_from_line(bytes, sizeof(bytes));
	check_equal(taken, length + 28);
	check(!packet_read(bytes, taken, &packet) && packet_has_good_checksum(&packet));
	check_equal(packet.source, 0x0a00020f);
	check_equal(packet.destination, 0x0a000202);
	check(!memcmp(packet.payload + 8, data, length));
}

static void fill(uint8_t *data, size_t length, unsigned seed) {
	for (size_t i = 0; i < length; i++)
		data[i] = (uint8_t)((i * 31 + seed) >> (i % 3));
}

test(the_board_is_10_0_2_15_with_the_gateway_for_router_and_names) {
	start();
	check(!strcmp(ip4addr_ntoa(netif_ip4_addr(netif_default)), "10.0.2.15"));
	check(!strcmp(ip4addr_ntoa(netif_ip4_gw(netif_default)), "10.0.2.2"));
	check(!strcmp(ipaddr_ntoa(dns_getserver(0)), "10.0.2.3"));
}

test(a_packet_that_comes_in_reaches_lwip) {
	start();
	receive_datagram((const uint8_t *)"hello\xc0\xdb", 7);
	poll_all();
	check_equal(got_length, 7);
	check(!memcmp(got, "hello\xc0\xdb", 7));
	check_equal(counters->packets_in, 1);
}

test(a_poll_says_whether_anything_came_in) {
	start();
	check(!bare_netif_poll());
	receive_datagram((const uint8_t *)"hello", 5);
	check(bare_netif_poll());
	check_equal(got_count, 1);
	check(!bare_netif_poll());
	script_serial_input("\xc0", 1);
	check(bare_netif_poll());
}

test(packets_of_all_lengths_come_in_whole_over_several_pbufs) {
	uint8_t data[1472];
	start();
	for (size_t length = 1; length <= sizeof(data); length += 7) {
		fill(data, length, (unsigned)length);
		got_length = 0;
		receive_datagram(data, length);
		poll_all();
		check_equal(got_length, length);
		check(!memcmp(got, data, length));
	}
}

test(a_packet_that_is_too_long_is_dropped_and_the_next_one_is_not) {
	uint8_t data[3000] = {0};
	start();
	receive_datagram(data, 1473);
	receive_datagram(data, sizeof(data));
	receive_datagram((const uint8_t *)"next", 4);
	poll_all();
	check_equal(counters->too_long, 2);
	check_equal(got_count, 1);
	check_equal(got_length, 4);
}

test(a_packet_with_a_wrong_checksum_is_dropped) {
	uint8_t bytes[100];
	start();
	size_t length = make_datagram(bytes, 2, 9, 15, PORT, "hello", 5);
	for (size_t i = 0; i < length; i++) {
		bytes[i] ^= 0x10;
		put_on_line(bytes, length);
		bytes[i] ^= 0x10;
	}
	poll_all();
	check_equal(counters->packets_in, length);
	check_equal(got_count, 0);
	put_on_line(bytes, length);
	poll_all();
	check_equal(got_count, 1);
}

test(broken_bytes_cost_one_packet) {
	start();
	script_serial_input("\xc0\x45\xdbxx\xc0", 6);
	receive_datagram((const uint8_t *)"good", 4);
	poll_all();
	check_equal(counters->broken, 1);
	check_equal(got_count, 1);
}

test(without_pbufs_packets_are_dropped_and_counted_until_there_are_some_again) {
	struct pbuf *taken[PBUF_POOL_SIZE];
	start();
	for (size_t i = 0; i < PBUF_POOL_SIZE; i++)
		check((taken[i] = pbuf_alloc(PBUF_RAW, 1, PBUF_POOL)) != NULL);
	receive_datagram((const uint8_t *)"lost", 4);
	poll_all();
	check_equal(counters->no_memory, 1);
	check_equal(got_count, 0);
	for (size_t i = 0; i < PBUF_POOL_SIZE; i++)
		pbuf_free(taken[i]);
	receive_datagram((const uint8_t *)"found", 5);
	poll_all();
	check_equal(got_length, 5);
}

test(a_pool_that_ends_in_the_middle_of_a_packet_drops_it_whole) {
	struct pbuf *taken[PBUF_POOL_SIZE];
	uint8_t data[1400] = {0};
	start();
	for (size_t i = 0; i < PBUF_POOL_SIZE - 1; i++)
		check((taken[i] = pbuf_alloc(PBUF_RAW, 1, PBUF_POOL)) != NULL);
	receive_datagram(data, sizeof(data));
	receive_datagram(data, 100);
	poll_all();
	check_equal(counters->no_memory, 1);
	check_equal(got_count, 1);
	check_equal(got_length, 100);
	for (size_t i = 0; i < PBUF_POOL_SIZE - 1; i++)
		pbuf_free(taken[i]);
}

test(a_flood_of_garbage_loses_no_pbufs_and_holds_up_no_poll) {
	start();
	for (int i = 0; i < 300000; i++) {
		uint8_t byte = (uint8_t)rand();
		script_serial_input(&byte, 1);
	}
	int polls = 1;
	while (bare_netif_poll())
		polls++;
	check(polls > 100);
	script_serial_input("\xc0", 1);
	poll_all();
	struct pbuf *taken[PBUF_POOL_SIZE];
	for (size_t i = 0; i < PBUF_POOL_SIZE; i++)
		check((taken[i] = pbuf_alloc(PBUF_RAW, 1, PBUF_POOL)) != NULL);
	for (size_t i = 0; i < PBUF_POOL_SIZE; i++)
		pbuf_free(taken[i]);
	receive_datagram((const uint8_t *)"still here", 10);
	poll_all();
	check_equal(got_length, 10);
}

test(a_packet_goes_out_at_once_when_there_is_room) {
	uint8_t data[500];
	start();
	fill(data, sizeof(data), 5);
	send_datagram(data, sizeof(data), ERR_OK);
	check(!bare_netif_is_sending());
	check_sent(data, sizeof(data));
}

test(a_packet_goes_out_in_parts_as_the_line_takes_them) {
	uint8_t data[500];
	start();
	fill(data, sizeof(data), 6);
	script_serial_room(0);
	send_datagram(data, sizeof(data), ERR_OK);
	check(bare_netif_is_sending());
	for (int turns = 0; bare_netif_is_sending() && turns < 2000; turns++) {
		script_serial_room(1 + (size_t)turns % 5);
		bare_netif_poll();
	}
	check_sent(data, sizeof(data));
}

test(packets_wait_in_their_order_and_the_last_ones_are_refused) {
	uint8_t data[2] = {0};
	start();
	script_serial_room(3);
	for (uint8_t i = 0; i < 16; i++) {
		data[0] = i;
		send_datagram(data, sizeof(data), ERR_OK);
	}
	send_datagram(data, sizeof(data), ERR_MEM);
	check_equal(counters->queue_full, 1);
	script_serial_room(SIZE_MAX);
	poll_all();
	for (uint8_t i = 0; i < 16; i++) {
		data[0] = i;
		check_sent(data, sizeof(data));
	}
	check_equal(counters->packets_out, 16);
	check(!bare_netif_is_sending());
}

test(a_chain_of_pbufs_goes_out_as_one_packet) {
	uint8_t data[300];
	ip_addr_t host;
	start();
	fill(data, sizeof(data), 7);
	struct pbuf *chain = pbuf_alloc(PBUF_TRANSPORT, 100, PBUF_RAM);
	pbuf_cat(chain, pbuf_alloc(PBUF_RAW, 150, PBUF_RAM));
	pbuf_cat(chain, pbuf_alloc(PBUF_RAW, 50, PBUF_RAM));
	pbuf_take(chain, data, sizeof(data));
	ipaddr_aton("10.0.2.2", &host);
	script_serial_room(10);
	check_equal(udp_sendto(pcb, chain, &host, 9), ERR_OK);
	pbuf_free(chain);
	while (bare_netif_is_sending()) {
		script_serial_room(10);
		bare_netif_poll();
	}
	check_sent(data, sizeof(data));
}

test(data_of_others_is_copied_before_it_waits) {
	uint8_t data[40];
	ip_addr_t host;
	start();
	fill(data, sizeof(data), 8);
	struct pbuf *packet = pbuf_alloc(PBUF_RAW, sizeof(data), PBUF_REF);
	packet->payload = data;
	ipaddr_aton("10.0.2.2", &host);
	script_serial_room(0);
	check_equal(udp_sendto(pcb, packet, &host, 9), ERR_OK);
	pbuf_free(packet);
	memset(data, 0, sizeof(data));
	script_serial_room(SIZE_MAX);
	poll_all();
	fill(data, sizeof(data), 8);
	check_sent(data, sizeof(data));
}
