/*
 * Datagrams to one server and back, over lwIP's raw API. The port is connected: lwIP drops what others send to it.
 */
#include "udp.h"
#include "lwip/udp.h"
#include "lwip_address.h"
#include "memory.h"
#include "port.h"
#include <string.h>

/* Any port but those below, which have names (RFC 6056, 3.2). */
#define FIRST_PORT 1024

/* Random ports may be in use, or too low. */
#define TRIES 16

struct ss_udp {
	struct udp_pcb *pcb;
	ss_udp_listener listener;
	void *context;
};

static void on_received(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from, u16_t port) {
	ss_udp *udp = arg;
	(void)pcb;
	(void)from;
	(void)port;
	uint8_t *copy = NULL;
	if (!p->next) {
		udp->listener(udp->context, p->payload, p->len);
	} else if ((copy = ss_memory_allocate(SS_LWIP, p->tot_len))) {
		pbuf_copy_partial(p, copy, p->tot_len, 0);
		udp->listener(udp->context, copy, p->tot_len);
	}
	ss_memory_free(copy);
	pbuf_free(p);
}

static bool bind_anywhere(struct udp_pcb *pcb) {
	for (int i = 0; i < TRIES; i++) {
		uint16_t port;
		if (!ss_port_entropy(&port, sizeof(port)))
			return false;
		if (port >= FIRST_PORT && udp_bind(pcb, &pcb->local_ip, port) == ERR_OK)
			return true;
	}
	return false;
}

ss_udp *ss_udp_open(const ss_address *server, ss_udp_listener listener, void *context) {
	ip_addr_t ip;
	if (!ss_address_to_lwip(server, &ip))
		return NULL;
	ss_udp *udp = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*udp));
	if (!udp)
		return NULL;
	udp->listener = listener;
	udp->context = context;
	udp->pcb = udp_new_ip_type(IP_GET_TYPE(&ip));
	if (!udp->pcb || !bind_anywhere(udp->pcb) || udp_connect(udp->pcb, &ip, server->port) != ERR_OK) {
		ss_udp_close(udp);
		return NULL;
	}
	udp_recv(udp->pcb, on_received, udp);
	return udp;
}

bool ss_udp_send(ss_udp *udp, const void *data, size_t length) {
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)length, PBUF_RAM);
	if (!p)
		return false;
	memcpy(p->payload, data, length);
	err_t err = udp_send(udp->pcb, p);
	pbuf_free(p);
	return err == ERR_OK;
}

void ss_udp_close(ss_udp *udp) {
	if (!udp)
		return;
	if (udp->pcb)
		udp_remove(udp->pcb);
	ss_memory_free(udp);
}
