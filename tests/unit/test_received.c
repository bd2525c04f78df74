/*
 * core/received.c: what came in and nobody has read yet, in lwIP's own buffers.
 */
#include "lwip/memp.h"
#include "lwip/pbuf.h"
#include "lwip/priv/tcp_priv.h"
#include "received.h"
#include "test.h"
#include <string.h>

/* What lwIP's buffers want of its TCP, which is not here: they look through connections when the pool is empty. */
struct tcp_pcb *tcp_active_pcbs;

void tcp_free_ooseq(struct tcp_pcb *pcb) {
	(void)pcb;
}

static struct pbuf *new_buffer(const char *text) {
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)strlen(text), PBUF_POOL);
	pbuf_take(p, text, p->tot_len);
	return p;
}

/* As lwIP makes them of a segment that begins with bytes that had come before: its first buffers are left, with nothing. */
static struct pbuf *new_chain(const char *text) {
	struct pbuf *first = new_buffer("old"), *second = new_buffer("older"), *rest = new_buffer(text);
	first->len = second->len = 0;
	first->next = second, second->next = rest;
	first->tot_len = second->tot_len = rest->tot_len;
	return first;
}

static void check_next(ss_received *received, size_t length, const char *expected) {
	char text[64] = "";
	check_equal(ss_received_peek(received, text, length), strlen(expected));
	check_text(text, expected);
	memset(text, 0, sizeof text);
	check_equal(ss_received_take(received, text, length), strlen(expected));
	check_text(text, expected);
}

static void check_all_freed(ss_received *received) {
	ss_received_clear(received);
	for (int i = 0; i < PBUF_POOL_SIZE; i++)
		check(pbuf_alloc(PBUF_RAW, 1, PBUF_POOL));
	check(!pbuf_alloc(PBUF_RAW, 1, PBUF_POOL));
}

test(received_bytes_are_read_in_their_order_over_buffers) {
	ss_received received = {0};
	memp_init();
	ss_received_add(&received, new_buffer("one "));
	ss_received_add(&received, new_buffer("two "));
	check_next(&received, 6, "one tw");
	ss_received_add(&received, new_buffer("three"));
	check_next(&received, 60, "o three");
	check_equal(received.length, 0);
	check_all_freed(&received);
}

test(empty_buffers_in_front_of_received_bytes_are_passed_over) {
	ss_received received = {0};
	memp_init();
	ss_received_add(&received, new_chain("one "));
	check_equal(received.length, 4);
	check_next(&received, 2, "on");
	ss_received_add(&received, new_chain("two"));
	check_next(&received, 60, "e two");
	ss_received_add(&received, new_chain("three"));
	check_next(&received, 5, "three");
	check_all_freed(&received);
}

test(received_bytes_that_come_one_by_one_share_a_buffer) {
	ss_received received = {0};
	char expected[64] = "";
	memp_init();
	for (int i = 0; i < 60; i++) {
		char one[2] = {(char)('0' + i), 0};
		struct pbuf *p = new_buffer(one);
		check(p);
		ss_received_add(&received, p);
		strcat(expected, one);
	}
	check_next(&received, 60, expected);
	check_all_freed(&received);
}

test(received_bytes_that_nobody_read_are_given_back) {
	ss_received received = {0};
	memp_init();
	for (int i = 0; i < 3; i++)
		ss_received_add(&received, new_chain("x"));
	check_all_freed(&received);
	check_equal(received.length, 0);
}
