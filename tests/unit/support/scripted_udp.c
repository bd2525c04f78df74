/*
 * core/udp.h and the servers that lwIP learned of, played by the test. See datagrams.h.
 */
#include "datagrams.h"
#include "dns_servers.h"
#include "memory.h"
#include "test.h"
#include "test_port.h"
#include <stdlib.h>
#include <string.h>

struct ss_udp {
	struct port *port;
	ss_udp_listener listener;
	void *context;
};

static struct port *newest;
static ss_address learned[SS_DNS_SERVERS_MOST];
static size_t learned_count;
static unsigned refused;

static void drop_ports(void *argument) {
	(void)argument;
	while (newest) {
		struct port *dropped = newest;
		check(!dropped->udp);
		newest = dropped->before;
		free(dropped);
	}
}

struct port *port_newest(void) {
	return newest;
}

unsigned port_count(void) {
	unsigned count = 0;
	for (const struct port *port = newest; port; port = port->before)
		count++;
	return count;
}

bool port_deliver(struct port *port, const void *data, size_t length) {
	if (!port->udp)
		return false;
	/* in memory of just that size, so that a byte read beyond it is found */
	uint8_t *copy = malloc(length);
	check(copy || !length);
	if (length)
		memcpy(copy, data, length);
	port_enter();
	port->udp->listener(port->udp->context, copy, length);
	port_leave();
	free(copy);
	return true;
}

void port_refuse_datagrams(unsigned n) {
	refused = n;
}

void port_learn_servers(size_t count) {
	learned_count = count;
	for (size_t i = 0; i < count; i++)
		learned[i] = (ss_address){.family = 2, .bytes = {192, 0, 2, (uint8_t)(53 + i)}};
}

size_t ss_dns_list_learned(ss_address servers[SS_DNS_SERVERS_MOST]) {
	memcpy(servers, learned, learned_count * sizeof(learned[0]));
	return learned_count;
}

ss_udp *ss_udp_open(const ss_address *server, ss_udp_listener listener, void *context) {
	check(ss_port_inside());
	ss_udp *udp = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*udp));
	if (!udp)
		return NULL;
	struct port *made = calloc(1, sizeof(*made));
	check(made);
	if (!newest)
		test_at_end(drop_ports, NULL);
	*made = (struct port){.udp = udp, .server = *server, .before = newest};
	newest = made;
	*udp = (ss_udp){made, listener, context};
	return udp;
}

bool ss_udp_send(ss_udp *udp, const void *data, size_t length) {
	check(ss_port_inside());
	check(udp->port->udp == udp && length <= sizeof(udp->port->sent));
	if (refused) {
		refused--;
		return false;
	}
	memcpy(udp->port->sent, data, length);
	udp->port->length = length;
	return true;
}

void ss_udp_close(ss_udp *udp) {
	if (!udp)
		return;
	check(ss_port_inside());
	udp->port->udp = NULL;
	ss_memory_free(udp);
}
