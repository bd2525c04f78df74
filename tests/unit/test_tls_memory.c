/*
 * Running out of memory at each place that allocates in a TLS connection's life: never a crash or a leak, always told as
 * what it is, and the next connection works.
 */
#include "core.h"
#include "memory.h"
#include "peer.h"
#include "session_cache.h"
#include "test_port.h"
#include <string.h>

static void expect_no_memory(ss_socket *socket, int32_t result, size_t place) {
	if (result != SOCKETS_ENOMEM)
		test_fail(__FILE__, __LINE__, "place %zu: result %d: %s", place, (int)result, error_of(socket).text);
}

/* Sends and receives. @return the first result that is a failure, or 0. */
static int32_t echo(ss_socket *socket, struct peer *peer) {
	char buffer[16];
	struct call send = {0}, recv = {0};
	peer->echo = true;
	call_send(&send, socket, "hello", 5);
	call_recv(&recv, socket, buffer, sizeof(buffer));
	peer_run(peer);
	if (!recv.ended)
		port_advance(10000);
	check(send.ended && recv.ended);
	/* a Send after what failed while nobody received says only that the session has ended */
	if (recv.result < 0)
		return recv.result;
	return send.result < 0 ? send.result : 0;
}

/* A connection's life. @return the first result that is a failure, or 0. */
static int32_t live(ss_socket *socket, const struct peer_options *options) {
	struct call connect = {0};
	struct wire *before = wire_newest();
	call_connect(&connect, socket);
	if (wire_newest() == before || !wire_newest()->tcp)
		return connect.result;
	struct peer *peer = peer_new(options);
	wire_accept(peer->wire);
	peer_run(peer);
	check_equal(connect.ended, 1);
	int32_t result = connect.result ? connect.result : echo(socket, peer);
	peer_free(peer);
	return result;
}

static size_t blocks_of(ss_library library) {
	ss_memory_usage usage;
	ss_memory_usage_of(library, &usage);
	return usage.blocks;
}

/* A socket's life. @param place where memory runs out; SIZE_MAX: nowhere. @return whether it did, and was told. */
static bool live_without_memory(const struct peer_options *options, bool resuming, size_t place, bool all) {
	ss_socket *socket = tls_socket();
	if (resuming)
		set_number(socket, SOCKETS_SO_SESSION_RESUMPTION, 1);
	if (place != SIZE_MAX)
		port_fail_at_place(place, all);
	int32_t result = live(socket, options);
	port_fail_allocation(0);
	if (result)
		expect_no_memory(socket, result, place);
	drop_socket(socket);
	return result != 0;
}

static void run_out_at(size_t place, const struct peer_options *options, bool resuming, size_t *told) {
	size_t blocks = blocks_of(SS_MBEDTLS);
	for (int all = 0; all < 2; all++) {
		if (resuming) /* there must be a session */
			check(!live_without_memory(options, resuming, SIZE_MAX, false));
		*told += live_without_memory(options, resuming, place, all);
		if (blocks_of(SS_MBEDTLS) != blocks) {
			port_print_place(place);
			test_fail(__FILE__, __LINE__, "leak: %zu blocks of mbedTLS, not %zu", blocks_of(SS_MBEDTLS), blocks);
		}
	}
}

/* What sessions hold is bounded by their cache; all else must be as it was. */
static void run_out_at_each_place(const struct peer_options *options, bool resuming) {
	/* the first makes what is kept, by sessions and by the library; it is the second that is looked at */
	check(!live_without_memory(options, resuming, SIZE_MAX, false));
	port_note_places(true);
	check(!live_without_memory(options, resuming, SIZE_MAX, false));
	size_t count = port_note_places(false), told = 0;
	for (size_t place = 0; place < count; place++)
		run_out_at(place, options, resuming, &told);
	check(told > count / 2);
	check(!live_without_memory(options, resuming, SIZE_MAX, false));
	ss_session_cache_clear();
	check_equal(blocks_of(SS_CORE), 0);
}

test_tls(running_out_of_memory) {
	run_out_at_each_place(&(struct peer_options){.version = version}, false);
}

test_tls(running_out_of_memory_when_a_session_is_resumed) {
	run_out_at_each_place(&(struct peer_options){.version = version, .tickets = true}, true);
}
