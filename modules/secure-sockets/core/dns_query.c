/*
 * Asking DNS servers.
 *
 * Each time the question is sent, it goes from another port and with another id, both random, and with letters in random
 * case (RFC 5452): an answer that does not fit all of them, or comes from somebody else, is ignored, and the wait for the
 * right one goes on. A server that is silent, or says that it cannot tell, makes room for the next one.
 */
#include "dns_query.h"
#include "dns_servers.h"
#include "memory.h"
#include "port.h"
#include "tcp.h"
#include "timer.h"
#include "trace.h"
#include "udp.h"
#include <string.h>

/* Milliseconds to wait for each server in the first round; twice as many in each of the next ones, up to the limit. */
#define WAIT 1000
#define WAIT_MOST 4000

/* Rounds in which all servers say that they cannot tell: passing trouble may need a second one. */
#define FAILED_ROUNDS 2

/* Bytes of the longest answer that is taken by TCP. */
#define REPLY_MOST 4096

struct ss_dns_query {
	const char *name;
	uint16_t type;
	ss_dns_told told;
	void *context;
	ss_timer timer;
	size_t server; /* whose turn it is */
	size_t failed; /* servers of this round that cannot tell */
	unsigned round;
	bool any_case; /* a server does not keep the case of letters */
	ss_udp *udp;
	ss_tcp *tcp;
	uint8_t *reply; /* by TCP: its length and the message */
	size_t reply_length, reply_size;
	size_t length;
	uint8_t query[2 + SS_DNS_QUERY_MOST]; /* behind its length, as TCP wants it */
};

static void ask(ss_dns_query *query);

static void hang_up(ss_dns_query *query) {
	ss_timer_stop(&query->timer);
	ss_udp_close(query->udp);
	query->udp = NULL;
	if (query->tcp)
		ss_tcp_abort(query->tcp);
	query->tcp = NULL;
	ss_memory_free(query->reply);
	query->reply = NULL;
	query->reply_length = query->reply_size = 0;
}

void ss_dns_forget(ss_dns_query *query) {
	if (!query)
		return;
	hang_up(query);
	ss_memory_free(query);
}

static void finish(ss_dns_query *query, ss_dns_result result, ss_dns_answer *answer) {
	ss_dns_told told = query->told;
	void *context = query->context;
	ss_dns_forget(query);
	told(context, result, answer);
}

static uint32_t wait_of(const ss_dns_query *query) {
	return query->round < 2 ? WAIT << query->round : WAIT_MOST;
}

static void go_on(void *argument) {
	ss_dns_query *query = argument;
	hang_up(query);
	query->server++;
	ask(query);
}

static void go_on_after(ss_dns_query *query, uint32_t milliseconds) {
	ss_timer_start(&query->timer, milliseconds, go_on, query);
}

static void fail(ss_dns_query *query) {
	query->failed++;
	go_on(query);
}

static void on_tcp(void *argument, ss_tcp_event event);

static void ask_by_tcp(ss_dns_query *query) {
	ss_address servers[SS_DNS_SERVERS_MOST];
	hang_up(query);
	if (query->server < ss_dns_list_servers(servers))
		query->tcp = ss_tcp_new(on_tcp, query);
	ss_trace(SS_TRACE_QUERY, true, query->context, query->type, 1, &servers[query->server]);
	go_on_after(query, wait_of(query));
	if (!query->tcp || ss_tcp_connect(query->tcp, &servers[query->server]))
		fail(query);
}

static void judge(ss_dns_query *query, const uint8_t *message, size_t length) {
	ss_dns_answer answer;
	ss_dns_result result =
		ss_dns_read_answer(query->query + 2, query->length, query->any_case, message, length, &answer);
	ss_trace(SS_TRACE_ANSWER, false, query->context, (int32_t)result, 0, NULL);
	switch (result) {
	case SS_DNS_FOUND:
	case SS_DNS_NONE:
		finish(query, result, &answer);
		break;
	case SS_DNS_FAILED:
		fail(query);
		break;
	case SS_DNS_TRUNCATED:
		if (query->tcp)
			fail(query);
		else
			ask_by_tcp(query);
		break;
	case SS_DNS_OTHER_CASE:
		/* ignored like a forgery, but the server is asked again: lower case is what it will give back */
		query->any_case = true;
		break;
	case SS_DNS_FOREIGN:
		break;
	}
}

static void on_udp(void *context, const uint8_t *message, size_t length) {
	judge(context, message, length);
}

/* @return SS_TCP_AGAIN while more is to come, 0 when the reply is there, or another negative number. */
static int read_reply(ss_dns_query *query) {
	while (query->reply_length < query->reply_size) {
		int got = ss_tcp_read(query->tcp, query->reply + query->reply_length, query->reply_size - query->reply_length);
		if (got < 0)
			return got;
		query->reply_length += (size_t)got;
		if (query->reply_length == 2) {
			size_t length = (size_t)query->reply[0] << 8 | query->reply[1];
			uint8_t *larger = length <= REPLY_MOST ? ss_memory_resize(SS_CORE, query->reply, 2 + length) : NULL;
			if (!larger)
				return SS_TCP_ERROR;
			query->reply = larger;
			query->reply_size = 2 + length;
		}
	}
	return 0;
}

static void on_tcp(void *argument, ss_tcp_event event) {
	ss_dns_query *query = argument;
	int result = SS_TCP_AGAIN;
	if (event == SS_TCP_CONNECTED) {
		query->reply = ss_memory_allocate(SS_CORE, 2);
		query->reply_size = 2;
		if (!query->reply || ss_tcp_write(query->tcp, query->query, 2 + query->length) != (int)(2 + query->length))
			result = SS_TCP_ERROR;
		ss_tcp_flush(query->tcp);
	} else if (event == SS_TCP_FAILED) {
		result = SS_TCP_ERROR;
	} else if (query->reply) {
		result = read_reply(query);
	}
	if (result == SS_TCP_AGAIN)
		return;
	if (result == 0) {
		uint8_t *reply = query->reply;
		size_t length = query->reply_length;
		query->reply = NULL;
		/* a reply that does not fit cannot be followed by one that does */
		ss_timer_start(&query->timer, 0, go_on, query);
		judge(query, reply + 2, length - 2);
		ss_memory_free(reply);
	} else {
		fail(query);
	}
}

static bool send_query(ss_dns_query *query, const ss_address *server) {
	struct {
		uint64_t letters;
		uint16_t id;
	} random;
	query->udp = ss_udp_open(server, on_udp, query);
	if (!query->udp || !ss_port_entropy(&random, sizeof(random)))
		return false;
	uint64_t letters = query->any_case ? 0 : random.letters;
	query->length = ss_dns_write_query(query->query + 2, random.id, query->name, query->type, letters);
	query->query[0] = (uint8_t)(query->length >> 8);
	query->query[1] = (uint8_t)query->length;
	return ss_udp_send(query->udp, query->query + 2, query->length);
}

/* Asks the server whose turn it is, or the next one that can be asked. Does not end the query in its first round. */
static void ask(ss_dns_query *query) {
	ss_address servers[SS_DNS_SERVERS_MOST];
	size_t count = ss_dns_list_servers(servers);
	for (; query->server < count; query->server++) {
		if (send_query(query, &servers[query->server])) {
			ss_trace(SS_TRACE_QUERY, true, query->context, query->type, 0, &servers[query->server]);
			go_on_after(query, wait_of(query));
			return;
		}
		hang_up(query);
		query->failed++;
	}
	bool all_failed = query->failed >= count;
	query->failed = 0;
	query->server = 0;
	query->round++;
	if (!all_failed) {
		ask(query);
	} else if (query->round >= FAILED_ROUNDS) {
		finish(query, SS_DNS_FAILED, NULL);
	} else {
		query->server = SIZE_MAX; /* which go_on() makes 0 */
		go_on_after(query, WAIT);
	}
}

ss_dns_query *ss_dns_ask(const char *name, uint16_t type, ss_dns_told told, void *context) {
	ss_dns_query *query = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*query));
	if (!query)
		return NULL;
	query->name = name;
	query->type = type;
	query->told = told;
	query->context = context;
	ask(query);
	return query;
}
