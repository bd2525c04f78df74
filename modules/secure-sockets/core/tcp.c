/*
 * One TCP connection over lwIP's raw API.
 *
 * Received pbufs are queued as lwIP hands them over and the window opens only as they are read, so the window bounds the
 * queue. What is written is copied, because mbedTLS reuses its buffer; a full send buffer is "again".
 */
#include "tcp.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcp.h"
#include "lwip_address.h"
#include "lwip_route.h"
#include "memory.h"
#include "received.h"
#include "timer.h"

enum fate { FATE_ALIVE, FATE_CLOSED, FATE_ABORTED };

struct ss_tcp {
	struct tcp_pcb *pcb;
	ss_received received;
	ss_tcp_listener listener;
	void *context;
	enum fate *fate;                    /* of this connection, while one of lwIP's callbacks is on the stack */
	uint32_t send_limit, receive_limit; /* bytes */
	bool end, writer_waits, fin_sent;
	err_t failure;
	ip_addr_t local, remote;
	uint16_t local_port, remote_port;
	ss_timer route_timer; /* while there is no address yet to speak from */
};

/* Asked for by the half-second poll of lwIP, which also wakes writers whom a lack of memory stopped. */
#define POLL_INTERVAL 1

/* How often it is looked for an address to speak from, in milliseconds. */
#define ROUTE_INTERVAL 50

/* Tells the listener, who may end the connection; lwIP must learn from the result if that was by an abort. */
static err_t tell(ss_tcp *tcp, ss_tcp_event event) {
	enum fate fate = FATE_ALIVE;
	tcp->fate = &fate;
	tcp->listener(tcp->context, event);
	if (fate == FATE_ALIVE)
		tcp->fate = NULL;
	return fate == FATE_ABORTED ? ERR_ABRT : ERR_OK;
}

/*
 * lwIP makes no segment larger than half of the largest window it was told of, but relies on that never becoming less: it
 * does when there was none at first, as with some that stand in front of servers.
 */
static void expect_window(struct tcp_pcb *pcb) {
	if (pcb->snd_wnd_max < 2)
		pcb->snd_wnd_max = (tcpwnd_size_t)(2 * pcb->mss);
}

static void keep_addresses(ss_tcp *tcp) {
	tcp->local = tcp->pcb->local_ip;
	tcp->local_port = tcp->pcb->local_port;
}

static void unhook(ss_tcp *tcp) {
	struct tcp_pcb *pcb = tcp->pcb;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
	tcp_poll(pcb, NULL, 0);
	tcp->pcb = NULL;
}

/*
 * lwIP frees what is in TIME-WAIT without a word, after minutes or when it needs the place. It tells of the peer's FIN and of
 * data that were acknowledged, but not of our FIN's acknowledgement: what waits for nothing else is left to it, too.
 */
static void leave_to_lwip(ss_tcp *tcp) {
	const struct tcp_pcb *pcb = tcp->pcb;
	if (!tcp->end || (pcb->state != TIME_WAIT && (pcb->state != CLOSING || pcb->snd_buf != TCP_SND_BUF)))
		return;
	keep_addresses(tcp);
	unhook(tcp);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err) {
	(void)err;
	expect_window(pcb);
	return tell(arg, SS_TCP_CONNECTED);
}

static err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err) {
	ss_tcp *tcp = arg;
	(void)pcb;
	(void)err;
	if (!p) {
		tcp->end = true;
		leave_to_lwip(tcp);
		return tell(tcp, SS_TCP_END);
	}
	ss_received_add(&tcp->received, p);
	return tell(tcp, SS_TCP_READABLE);
}

static err_t on_writable(ss_tcp *tcp) {
	tcp->writer_waits = false;
	return tell(tcp, SS_TCP_WRITABLE);
}

/* @return how much more may be written. */
static size_t room(const ss_tcp *tcp) {
	size_t waiting = (size_t)(TCP_SND_BUF - tcp->pcb->snd_buf); /* tcp_sndbuf() would cut it to 16 bits */
	return waiting < tcp->send_limit ? tcp->send_limit - waiting : 0;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t length) {
	ss_tcp *tcp = arg;
	(void)pcb;
	(void)length;
	leave_to_lwip(tcp);
	/* half of the buffer: lest a bulk writer be woken for every acknowledged segment */
	return tcp->fin_sent || (tcp->writer_waits && room(tcp) >= tcp->send_limit / 2) ? on_writable(tcp) : ERR_OK;
}

static err_t on_poll(void *arg, struct tcp_pcb *pcb) {
	ss_tcp *tcp = arg;
	(void)pcb;
	return tcp->writer_waits || tcp->fin_sent ? on_writable(tcp) : ERR_OK;
}

static void on_failed(void *arg, err_t err) {
	ss_tcp *tcp = arg;
	if (err == ERR_CLSD) { /* in order, both ends are through: lwIP is about to free it */
		keep_addresses(tcp);
		tcp->pcb = NULL;
		on_writable(tcp);
		return;
	}
	tcp->pcb = NULL; /* lwIP has freed it */
	tcp->failure = err;
	tell(tcp, SS_TCP_FAILED);
}

ss_tcp *ss_tcp_new(ss_tcp_listener listener, void *context) {
	ss_tcp *tcp = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*tcp));
	if (!tcp)
		return NULL;
	tcp->pcb = tcp_new_ip_type(IPADDR_TYPE_ANY);
	if (!tcp->pcb) {
		ss_memory_free(tcp);
		return NULL;
	}
	tcp->listener = listener;
	tcp->context = context;
	ss_tcp_limit(tcp, 0, 0);
	tcp_arg(tcp->pcb, tcp);
	tcp_recv(tcp->pcb, on_received);
	tcp_sent(tcp->pcb, on_sent);
	tcp_err(tcp->pcb, on_failed);
	tcp_poll(tcp->pcb, on_poll, POLL_INTERVAL);
	tcp_nagle_disable(tcp->pcb);
	return tcp;
}

int ss_tcp_bind(ss_tcp *tcp, const ss_address *local) {
	ip_addr_t address;
	if (!ss_address_to_lwip(local, &address) || !(ip_addr_isany(&address) || ss_route_is_ours(&address)))
		return ERR_VAL;
	return tcp_bind(tcp->pcb, &address, local->port);
}

static err_t open_connection(ss_tcp *tcp) {
	err_t err = tcp_connect(tcp->pcb, &tcp->remote, tcp->remote_port, on_connected);
	/* lwIP's SYN offers its whole window; the ACK that completes the handshake corrects that before data can come */
	if (err == ERR_OK)
		tcp->pcb->rcv_wnd = tcp->pcb->rcv_ann_wnd = (tcpwnd_size_t)tcp->receive_limit;
	return err;
}

static void try_again(void *tcp);

static err_t try_to_connect(ss_tcp *tcp) {
	switch (ss_route_to(&tcp->remote)) {
	case SS_ROUTE_READY:
		return open_connection(tcp);
	case SS_ROUTE_SOON:
		ss_timer_start(&tcp->route_timer, ROUTE_INTERVAL, try_again, tcp);
		return ERR_OK;
	case SS_ROUTE_NONE:
		break;
	}
	return ERR_RTE;
}

static void try_again(void *argument) {
	ss_tcp *tcp = argument;
	tcp->failure = try_to_connect(tcp);
	if (tcp->failure)
		tell(tcp, SS_TCP_FAILED);
}

int ss_tcp_connect(ss_tcp *tcp, const ss_address *remote) {
	if (!ss_address_to_lwip(remote, &tcp->remote))
		return ERR_VAL;
	tcp->remote_port = remote->port;
	return try_to_connect(tcp);
}

int ss_tcp_write(ss_tcp *tcp, const void *data, size_t length) {
	if (!tcp->pcb || tcp->fin_sent)
		return SS_TCP_ERROR;
	if (length > room(tcp))
		length = room(tcp);
	if (length > UINT16_MAX)
		length = UINT16_MAX;
	if (length > 0 && tcp_write(tcp->pcb, data, (u16_t)length, TCP_WRITE_FLAG_COPY) == ERR_OK)
		return (int)length;
	tcp->writer_waits = true;
	ss_tcp_flush(tcp);
	return SS_TCP_AGAIN;
}

void ss_tcp_flush(ss_tcp *tcp) {
	if (tcp->pcb)
		tcp_output(tcp->pcb);
}

/* lwIP takes a window update of at most 64 KB at a time. */
static void open_window(ss_tcp *tcp, size_t length) {
	while (tcp->pcb && length) {
		u16_t step = length > UINT16_MAX ? UINT16_MAX : (u16_t)length;
		tcp_recved(tcp->pcb, step);
		length -= step;
	}
}

/*
 * lwIP tells the peer of a window that opens by parts of its own, and would never tell of one that is smaller than those:
 * the peer would wait for ever. Half of ours is worth a segment (RFC 9293, 3.8.6.2.2).
 */
static void tell_small_window(const ss_tcp *tcp) {
	struct tcp_pcb *pcb = tcp->pcb;
	if (!pcb || tcp->receive_limit == TCP_WND)
		return;
	uint32_t worth = tcp->receive_limit / 2 < pcb->mss ? tcp->receive_limit / 2 : pcb->mss;
	if (!TCP_SEQ_GEQ(pcb->rcv_nxt + pcb->rcv_wnd, pcb->rcv_ann_right_edge + worth))
		return;
	pcb->rcv_ann_wnd = pcb->rcv_wnd;
	tcp_ack_now(pcb);
	tcp_output(pcb);
}

int ss_tcp_read(ss_tcp *tcp, void *buffer, size_t length) {
	size_t done = ss_received_take(&tcp->received, buffer, length);
	if (done) {
		open_window(tcp, done);
		tell_small_window(tcp);
		return (int)done;
	}
	if (tcp->failure)
		return SS_TCP_ERROR;
	return tcp->end ? SS_TCP_CLOSED : SS_TCP_AGAIN;
}

size_t ss_tcp_peek(const ss_tcp *tcp, void *buffer, size_t length) {
	return ss_received_peek(&tcp->received, buffer, length);
}

size_t ss_tcp_available(const ss_tcp *tcp) {
	return tcp->received.length;
}

bool ss_tcp_drained(const ss_tcp *tcp) {
	return !tcp->pcb || (!tcp->pcb->unsent && !tcp->pcb->unacked);
}

int ss_tcp_shutdown(ss_tcp *tcp) {
	if (!tcp->pcb || tcp->fin_sent)
		return 0;
	err_t err = tcp_shutdown(tcp->pcb, 0, 1);
	if (err == ERR_OK)
		tcp->fin_sent = true;
	else
		tcp->writer_waits = true;
	return err;
}

int ss_tcp_failure(const ss_tcp *tcp) {
	return tcp->failure;
}

void ss_tcp_addresses(const ss_tcp *tcp, ss_address *local, ss_address *remote) {
	*local = *remote = (ss_address){0};
	if (tcp->pcb && tcp->pcb->local_port)
		ss_address_from_lwip(&tcp->pcb->local_ip, tcp->pcb->local_port, local);
	if (tcp->pcb && tcp->pcb->remote_port)
		ss_address_from_lwip(&tcp->pcb->remote_ip, tcp->pcb->remote_port, remote);
	if (!tcp->pcb && tcp->local_port) {
		ss_address_from_lwip(&tcp->local, tcp->local_port, local);
		ss_address_from_lwip(&tcp->remote, tcp->remote_port, remote);
	}
}

static uint32_t least(uint32_t asked, uint32_t most) {
	return asked && asked < most ? asked : most;
}

void ss_tcp_limit(ss_tcp *tcp, uint32_t send, uint32_t receive) {
	tcp->send_limit = least(send, TCP_SND_BUF);
	tcp->receive_limit = least(receive, TCP_WND);
}

void ss_tcp_keep_alive(ss_tcp *tcp, bool on, uint32_t idle, uint32_t interval, uint32_t count) {
	if (!tcp->pcb)
		return;
	if (on)
		ip_set_option(tcp->pcb, SOF_KEEPALIVE);
	else
		ip_reset_option(tcp->pcb, SOF_KEEPALIVE);
	tcp->pcb->keep_idle = idle ? idle * 1000 : TCP_KEEPIDLE_DEFAULT;
	tcp->pcb->keep_intvl = interval ? interval * 1000 : TCP_KEEPINTVL_DEFAULT;
	tcp->pcb->keep_cnt = count ? count : TCP_KEEPCNT_DEFAULT;
}

/* Takes the pcb out of our hands, unread data included: lwIP would answer a close with RST if the window were not full. */
static struct tcp_pcb *detach(ss_tcp *tcp) {
	struct tcp_pcb *pcb = tcp->pcb;
	size_t unread = ss_tcp_available(tcp);
	ss_timer_stop(&tcp->route_timer);
	ss_received_clear(&tcp->received);
	if (pcb) {
		open_window(tcp, unread);
		pcb->rcv_wnd += (tcpwnd_size_t)(TCP_WND - tcp->receive_limit);
		unhook(tcp);
	}
	return pcb;
}

static void release(ss_tcp *tcp, enum fate fate) {
	if (tcp->fate)
		*tcp->fate = fate;
	ss_memory_free(tcp);
}

void ss_tcp_close(ss_tcp *tcp) {
	struct tcp_pcb *pcb = detach(tcp);
	if (!pcb || tcp_close(pcb) == ERR_OK) {
		release(tcp, FATE_CLOSED);
	} else {
		/* no memory for a FIN: the peer must not be left waiting */
		tcp_abort(pcb);
		release(tcp, FATE_ABORTED);
	}
}

void ss_tcp_abort(ss_tcp *tcp) {
	struct tcp_pcb *pcb = detach(tcp);
	if (pcb)
		tcp_abort(pcb);
	release(tcp, pcb ? FATE_ABORTED : FATE_CLOSED);
}
