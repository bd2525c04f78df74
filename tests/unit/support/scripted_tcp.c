/*
 * core/tcp.h, played by the test. See wire.h.
 */
#include "lwip/err.h"
#include "memory.h"
#include "test.h"
#include "test_port.h"
#include "wire.h"
#include <stdlib.h>
#include <string.h>

struct ss_tcp {
	struct wire *wire;
	ss_tcp_listener listener;
	void *context;
};

static struct wire *newest;
static int connect_error, bind_error;
static unsigned refused_shutdowns;

static void drop_wires(void *argument) {
	(void)argument;
	while (newest) {
		struct wire *dropped = newest;
		check(!dropped->tcp);
		newest = dropped->before;
		free(dropped->written);
		free(dropped->delivered);
		free(dropped);
	}
}

static void append(uint8_t **bytes, size_t *used, const void *data, size_t length) {
	*bytes = realloc(*bytes, *used + length + 1);
	check(*bytes);
	memcpy(*bytes + *used, data, length);
	*used += length;
}

/* An event comes in the network context, and only while the core holds the connection. */
static void tell(struct wire *wire, ss_tcp_event event) {
	if (!wire->tcp)
		return;
	port_enter();
	wire->tcp->listener(wire->tcp->context, event);
	port_leave();
}

static struct wire *wire_of(const ss_tcp *tcp) {
	check(ss_port_inside());
	check(tcp && tcp->wire->tcp == tcp);
	return tcp->wire;
}

/* The script */

struct wire *wire_newest(void) {
	return newest;
}

void wire_accept(struct wire *wire) {
	tell(wire, SS_TCP_CONNECTED);
}

void wire_fail(struct wire *wire, int err) {
	wire->failure = err;
	tell(wire, SS_TCP_FAILED);
}

void wire_deliver(struct wire *wire, const void *data, size_t length) {
	check(!wire->end && !wire->failure);
	append(&wire->delivered, &wire->sent, data, length);
	tell(wire, SS_TCP_READABLE);
}

void wire_end(struct wire *wire) {
	check(!wire->end && !wire->failure);
	wire->end = true;
	tell(wire, SS_TCP_END);
}

static void wake_writer(struct wire *wire) {
	wire->writer_waits = false;
	tell(wire, SS_TCP_WRITABLE);
}

void wire_make_room(struct wire *wire, size_t room) {
	wire->room = room > SIZE_MAX - wire->room ? SIZE_MAX : wire->room + room;
	if (room && (wire->writer_waits || wire->fin))
		wake_writer(wire);
}

void wire_acknowledge(struct wire *wire) {
	bool news = wire->acknowledged < wire->flushed || (wire->fin && !wire->fin_acknowledged);
	wire->acknowledged = wire->flushed;
	wire->fin_acknowledged = wire->fin;
	if (news && (wire->writer_waits || wire->fin))
		wake_writer(wire);
}

size_t wire_take(struct wire *wire, void *buffer, size_t length) {
	size_t there = wire->flushed - wire->taken;
	if (length > there)
		length = there;
	if (length)
		memcpy(buffer, wire->written + wire->taken, length);
	wire->taken += length;
	return length;
}

void wire_refuse_connect(int err) {
	connect_error = err;
}

void wire_refuse_bind(int err) {
	bind_error = err;
}

void wire_refuse_shutdowns(unsigned n) {
	refused_shutdowns = n;
}

/* The transport */

ss_tcp *ss_tcp_new(ss_tcp_listener listener, void *context) {
	check(ss_port_inside());
	ss_tcp *tcp = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*tcp));
	if (!tcp)
		return NULL;
	struct wire *made = calloc(1, sizeof(*made));
	check(made);
	if (!newest)
		test_at_end(drop_wires, NULL);
	made->tcp = tcp;
	made->room = SIZE_MAX;
	made->before = newest;
	newest = made;
	tcp->wire = made;
	tcp->listener = listener;
	tcp->context = context;
	return tcp;
}

int ss_tcp_bind(ss_tcp *tcp, const ss_address *local) {
	int err = bind_error;
	bind_error = 0;
	if (!err)
		wire_of(tcp)->local = *local;
	return err;
}

int ss_tcp_connect(ss_tcp *tcp, const ss_address *remote) {
	wire_of(tcp)->remote = *remote;
	int err = connect_error;
	connect_error = 0;
	return err;
}

int ss_tcp_write(ss_tcp *tcp, const void *data, size_t length) {
	struct wire *wire = wire_of(tcp);
	if (wire->failure || wire->fin)
		return SS_TCP_ERROR;
	if (length > wire->room)
		length = wire->room;
	if (!length) {
		wire->writer_waits = true;
		ss_tcp_flush(tcp);
		return SS_TCP_AGAIN;
	}
	if (wire->room != SIZE_MAX)
		wire->room -= length;
	append(&wire->written, &wire->length, data, length);
	return (int)length;
}

void ss_tcp_flush(ss_tcp *tcp) {
	struct wire *wire = wire_of(tcp);
	if (!wire->failure)
		wire->flushed = wire->length;
}

int ss_tcp_read(ss_tcp *tcp, void *buffer, size_t length) {
	struct wire *wire = wire_of(tcp);
	size_t there = wire->sent - wire->read;
	if (length > there)
		length = there;
	if (length) {
		memcpy(buffer, wire->delivered + wire->read, length);
		wire->read += length;
		return (int)length;
	}
	if (wire->failure)
		return SS_TCP_ERROR;
	return wire->end ? SS_TCP_CLOSED : SS_TCP_AGAIN;
}

size_t ss_tcp_peek(const ss_tcp *tcp, void *buffer, size_t length) {
	const struct wire *wire = wire_of(tcp);
	size_t there = wire->sent - wire->read;
	if (length > there)
		length = there;
	if (length)
		memcpy(buffer, wire->delivered + wire->read, length);
	return length;
}

size_t ss_tcp_available(const ss_tcp *tcp) {
	return wire_of(tcp)->sent - wire_of(tcp)->read;
}

bool ss_tcp_drained(const ss_tcp *tcp) {
	const struct wire *wire = wire_of(tcp);
	return wire->failure || (wire->acknowledged == wire->length && wire->fin == wire->fin_acknowledged);
}

int ss_tcp_shutdown(ss_tcp *tcp) {
	struct wire *wire = wire_of(tcp);
	if (wire->failure || wire->fin)
		return 0;
	if (refused_shutdowns) {
		refused_shutdowns--;
		wire->writer_waits = true;
		return ERR_MEM;
	}
	wire->fin = true;
	wire->flushed = wire->length;
	return 0;
}

int ss_tcp_failure(const ss_tcp *tcp) {
	return wire_of(tcp)->failure;
}

void ss_tcp_addresses(const ss_tcp *tcp, ss_address *local, ss_address *remote) {
	const struct wire *wire = wire_of(tcp);
	*local = *remote = (ss_address){0};
	if (!wire->failure) {
		*local = (ss_address){.family = 2, .port = 50000, .bytes = {192, 0, 2, 1}};
		*remote = wire->remote;
	}
}

void ss_tcp_limit(ss_tcp *tcp, uint32_t send, uint32_t receive) {
	struct wire *wire = wire_of(tcp);
	wire->send_limit = send;
	wire->receive_limit = receive;
}

void ss_tcp_keep_alive(ss_tcp *tcp, bool on, uint32_t idle, uint32_t interval, uint32_t count) {
	struct wire *wire = wire_of(tcp);
	wire->keep_alive = on;
	wire->keep_idle = idle;
	wire->keep_interval = interval;
	wire->keep_count = count;
}

static void release(ss_tcp *tcp) {
	tcp->wire->tcp = NULL;
	ss_memory_free(tcp);
}

void ss_tcp_close(ss_tcp *tcp) {
	struct wire *wire = wire_of(tcp);
	wire->closed = true;
	if (!wire->failure) {
		wire->fin = true;
		wire->flushed = wire->length;
	}
	release(tcp);
}

void ss_tcp_abort(ss_tcp *tcp) {
	wire_of(tcp)->aborted = true;
	release(tcp);
}
