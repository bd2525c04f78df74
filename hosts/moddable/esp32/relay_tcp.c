/*
 * The core's TCP (core/tcp.h) between its task and lwIP's. What the core asks is done in lwIP's task while it waits; what lwIP
 * tells is noted there, and told to the core in its own task. A connection that the core has closed is freed when nothing that
 * was noted is on its way any more.
 */
#include "../../../modules/secure-sockets/core/memory.h"
#include "../../../modules/secure-sockets/core/port.h"
#include "lwip_side.h"
#include "parts.h"

#include <stdatomic.h>

struct ss_tcp {
	lwip_tcp *inner;
	ss_tcp_listener listener;
	void *context;
	ss_request request;
	_Atomic unsigned noted; /* a bit for each event; the request is posted while there is one */
	bool telling, closed;
};

/* What is to be done with a connection, and what came of it. */
struct order {
	void (*run)(struct order *order);
	lwip_tcp *tcp;
	ss_tcp *relay;
	const void *data;
	void *buffer;
	size_t length;
	uint32_t numbers[4];
	int result;
	size_t size;
};

static void run_order(void *argument) {
	struct order *order = argument;
	order->run(order);
}

static void perform(struct order *order) {
	esp32_lwip_call(run_order, order);
}

static void release(ss_tcp *tcp) {
	if (tcp->closed && !tcp->telling && !tcp->noted)
		ss_memory_free(tcp);
}

/* In the order in which they can follow one another. */
static void tell(void *argument) {
	ss_tcp *tcp = argument;
	unsigned events = atomic_exchange(&tcp->noted, 0);
	tcp->telling = true;
	for (unsigned event = SS_TCP_CONNECTED; event <= SS_TCP_FAILED && !tcp->closed; event++) {
		if (events >> event & 1)
			tcp->listener(tcp->context, event);
	}
	tcp->telling = false;
	release(tcp);
}

/* In lwIP's task. */
static void note(void *context, ss_tcp_event event) {
	ss_tcp *tcp = context;
	if (atomic_fetch_or(&tcp->noted, 1u << event) == 0)
		ss_port_post(&tcp->request);
}

static void do_new(struct order *order) {
	order->relay->inner = lwip_tcp_new(note, order->relay);
}

ss_tcp *ss_tcp_new(ss_tcp_listener listener, void *context) {
	ss_tcp *tcp = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*tcp));
	if (!tcp)
		return NULL;
	tcp->listener = listener;
	tcp->context = context;
	tcp->request.run = tell;
	tcp->request.argument = tcp;
	perform(&(struct order){.run = do_new, .relay = tcp});
	if (tcp->inner)
		return tcp;
	ss_memory_free(tcp);
	return NULL;
}

static void do_bind(struct order *order) {
	order->result = lwip_tcp_bind(order->tcp, order->data);
}

int ss_tcp_bind(ss_tcp *tcp, const ss_address *local) {
	struct order order = {.run = do_bind, .tcp = tcp->inner, .data = local};
	perform(&order);
	return order.result;
}

static void do_connect(struct order *order) {
	order->result = lwip_tcp_connect(order->tcp, order->data);
}

int ss_tcp_connect(ss_tcp *tcp, const ss_address *remote) {
	struct order order = {.run = do_connect, .tcp = tcp->inner, .data = remote};
	perform(&order);
	return order.result;
}

static void do_write(struct order *order) {
	order->result = lwip_tcp_write(order->tcp, order->data, order->length);
}

int ss_tcp_write(ss_tcp *tcp, const void *data, size_t length) {
	struct order order = {.run = do_write, .tcp = tcp->inner, .data = data, .length = length};
	perform(&order);
	return order.result;
}

static void do_flush(struct order *order) {
	lwip_tcp_flush(order->tcp);
}

void ss_tcp_flush(ss_tcp *tcp) {
	perform(&(struct order){.run = do_flush, .tcp = tcp->inner});
}

static void do_read(struct order *order) {
	order->result = lwip_tcp_read(order->tcp, order->buffer, order->length);
}

int ss_tcp_read(ss_tcp *tcp, void *buffer, size_t length) {
	struct order order = {.run = do_read, .tcp = tcp->inner, .buffer = buffer, .length = length};
	perform(&order);
	return order.result;
}

static void do_peek(struct order *order) {
	order->size = lwip_tcp_peek(order->tcp, order->buffer, order->length);
}

size_t ss_tcp_peek(const ss_tcp *tcp, void *buffer, size_t length) {
	struct order order = {.run = do_peek, .tcp = tcp->inner, .buffer = buffer, .length = length};
	perform(&order);
	return order.size;
}

static void do_available(struct order *order) {
	order->size = lwip_tcp_available(order->tcp);
}

size_t ss_tcp_available(const ss_tcp *tcp) {
	struct order order = {.run = do_available, .tcp = tcp->inner};
	perform(&order);
	return order.size;
}

static void do_drained(struct order *order) {
	order->result = lwip_tcp_drained(order->tcp);
}

bool ss_tcp_drained(const ss_tcp *tcp) {
	struct order order = {.run = do_drained, .tcp = tcp->inner};
	perform(&order);
	return order.result;
}

static void do_shutdown(struct order *order) {
	order->result = lwip_tcp_shutdown(order->tcp);
}

int ss_tcp_shutdown(ss_tcp *tcp) {
	struct order order = {.run = do_shutdown, .tcp = tcp->inner};
	perform(&order);
	return order.result;
}

static void do_failure(struct order *order) {
	order->result = lwip_tcp_failure(order->tcp);
}

int ss_tcp_failure(const ss_tcp *tcp) {
	struct order order = {.run = do_failure, .tcp = tcp->inner};
	perform(&order);
	return order.result;
}

static void do_addresses(struct order *order) {
	ss_address *both = order->buffer;
	lwip_tcp_addresses(order->tcp, &both[0], &both[1]);
}

void ss_tcp_addresses(const ss_tcp *tcp, ss_address *local, ss_address *remote) {
	ss_address both[2];
	perform(&(struct order){.run = do_addresses, .tcp = tcp->inner, .buffer = both});
	*local = both[0];
	*remote = both[1];
}

static void do_limit(struct order *order) {
	lwip_tcp_limit(order->tcp, order->numbers[0], order->numbers[1]);
}

void ss_tcp_limit(ss_tcp *tcp, uint32_t send, uint32_t receive) {
	perform(&(struct order){.run = do_limit, .tcp = tcp->inner, .numbers = {send, receive}});
}

static void do_keep_alive(struct order *order) {
	const uint32_t *numbers = order->numbers;
	lwip_tcp_keep_alive(order->tcp, numbers[0], numbers[1], numbers[2], numbers[3]);
}

void ss_tcp_keep_alive(ss_tcp *tcp, bool on, uint32_t idle, uint32_t interval, uint32_t count) {
	perform(&(struct order){.run = do_keep_alive, .tcp = tcp->inner, .numbers = {on, idle, interval, count}});
}

static void do_close(struct order *order) {
	lwip_tcp_close(order->tcp);
}

static void do_abort(struct order *order) {
	lwip_tcp_abort(order->tcp);
}

/* After that nothing more is noted. */
static void end(ss_tcp *tcp, void (*how)(struct order *order)) {
	perform(&(struct order){.run = how, .tcp = tcp->inner});
	tcp->closed = true;
	release(tcp);
}

void ss_tcp_close(ss_tcp *tcp) {
	end(tcp, do_close);
}

void ss_tcp_abort(ss_tcp *tcp) {
	end(tcp, do_abort);
}
