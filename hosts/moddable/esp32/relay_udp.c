/*
 * The core's UDP (core/udp.h) between its task and lwIP's; see relay_tcp.c. Datagrams that arrive are copied, and told in turn.
 */
#include "../../../modules/secure-sockets/core/memory.h"
#include "../../../modules/secure-sockets/core/port.h"
#include "../loop.h"
#include "lwip_side.h"
#include "parts.h"

#include <string.h>

struct datagram {
	struct datagram *next;
	size_t length;
	uint8_t bytes[];
};

struct ss_udp {
	lwip_udp *inner;
	const ss_address *server;
	ss_udp_listener listener;
	void *context;
	ss_request request;
	struct datagram *first; /* under the lock; the request is posted while there is one */
	bool telling, closed;
};

/* More than a resolver asks at once are not worth the memory; who asked asks again. */
enum { MOST = 4 };

static struct datagram *take(ss_udp *udp) {
	moddable_lock();
	struct datagram *datagram = udp->first;
	udp->first = NULL;
	moddable_unlock();
	return datagram;
}

static bool is_idle(ss_udp *udp) {
	moddable_lock();
	bool idle = !udp->first;
	moddable_unlock();
	return idle;
}

static void release(ss_udp *udp) {
	if (udp->closed && !udp->telling && is_idle(udp))
		ss_memory_free(udp);
}

static void tell(void *argument) {
	ss_udp *udp = argument;
	struct datagram *datagram = take(udp);
	udp->telling = true;
	while (datagram) {
		struct datagram *next = datagram->next;
		if (!udp->closed)
			udp->listener(udp->context, datagram->bytes, datagram->length);
		ss_memory_free(datagram);
		datagram = next;
	}
	udp->telling = false;
	release(udp);
}

/* In lwIP's task. */
static void note(void *context, const uint8_t *data, size_t length) {
	ss_udp *udp = context;
	struct datagram *datagram = ss_memory_allocate(SS_CORE, sizeof(*datagram) + length);
	if (!datagram)
		return;
	datagram->next = NULL;
	datagram->length = length;
	memcpy(datagram->bytes, data, length);
	unsigned before = 0;
	moddable_lock();
	struct datagram **place = &udp->first;
	for (; *place; place = &(*place)->next)
		before++;
	if (before < MOST)
		*place = datagram;
	moddable_unlock();
	if (before >= MOST)
		ss_memory_free(datagram);
	else if (before == 0)
		ss_port_post(&udp->request);
}

static void do_open(void *argument) {
	ss_udp *udp = argument;
	udp->inner = lwip_udp_open(udp->server, note, udp);
}

ss_udp *ss_udp_open(const ss_address *server, ss_udp_listener listener, void *context) {
	ss_udp *udp = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*udp));
	if (!udp)
		return NULL;
	udp->server = server;
	udp->listener = listener;
	udp->context = context;
	udp->request.run = tell;
	udp->request.argument = udp;
	esp32_lwip_call(do_open, udp);
	if (udp->inner)
		return udp;
	ss_memory_free(udp);
	return NULL;
}

struct sending {
	lwip_udp *udp;
	const void *data;
	size_t length;
	bool sent;
};

static void do_send(void *argument) {
	struct sending *sending = argument;
	sending->sent = lwip_udp_send(sending->udp, sending->data, sending->length);
}

bool ss_udp_send(ss_udp *udp, const void *data, size_t length) {
	struct sending sending = {.udp = udp->inner, .data = data, .length = length};
	esp32_lwip_call(do_send, &sending);
	return sending.sent;
}

static void do_close(void *udp) {
	lwip_udp_close(udp);
}

void ss_udp_close(ss_udp *udp) {
	if (!udp)
		return;
	esp32_lwip_call(do_close, udp->inner);
	udp->closed = true;
	release(udp);
}
