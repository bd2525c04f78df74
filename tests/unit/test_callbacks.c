/*
 * What callbacks may do: close the socket, start operations; and what a wake-up tells.
 */
#include "calls.h"
#include "core.h"
#include "lwip/err.h"
#include "test.h"
#include "test_port.h"
#include <stdlib.h>

static char buffer[64];

static void close_it(struct call *call) {
	ss_socket *socket = call->context;
	forget_socket(socket);
	ss_socket_close(socket);
}

/* A call that closes its socket when it ends. */
static struct call closing(ss_socket *socket) {
	return (struct call){.then = close_it, .context = socket};
}

static void finish_closing(void) {
	wire_acknowledge(wire_newest());
	check_equal(ss_core_sockets(), 0);
}

test(close_from_a_connect_that_succeeded) {
	ss_socket *socket = new_socket();
	struct call call = closing(socket);
	call_connect(&call, socket);
	wire_accept(wire_newest());
	check_equal(call.ended, 1);
	check_equal(call.result, 0);
	finish_closing();
}

test(close_from_a_connect_that_was_refused) {
	ss_socket *socket = new_socket();
	struct call call = closing(socket);
	call_connect(&call, socket);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(call.ended, 1);
	check_equal(ss_core_sockets(), 0);
}

test(close_from_a_connect_that_timed_out) {
	ss_socket *socket = new_socket();
	struct call call = closing(socket);
	call_connect(&call, socket);
	port_advance(10000);
	check_equal(call.ended, 1);
	check_equal(ss_core_sockets(), 0);
}

test(close_from_a_connect_with_a_bad_address) {
	ss_socket *socket = new_socket();
	struct call call = closing(socket);
	call_connect_to(&call, socket, &(ss_address){0});
	check_equal(call.ended, 1);
	check_equal(call.result, SOCKETS_EINVAL);
	check_equal(ss_core_sockets(), 0);
}

test(close_from_a_connect_that_could_not_start) {
	ss_socket *socket = new_socket();
	struct call call = closing(socket);
	wire_refuse_connect(ERR_RTE);
	call_connect(&call, socket);
	check_equal(call.ended, 1);
	check_equal(ss_core_sockets(), 0);
}

test(close_from_a_connect_without_memory) {
	ss_socket *socket = new_socket();
	struct call call = closing(socket);
	port_fail_allocation(1);
	call_connect(&call, socket);
	check_equal(call.ended, 1);
	check_equal(call.result, SOCKETS_ENOMEM);
	check_equal(ss_core_sockets(), 0);
}

test(close_from_a_send_that_ended_at_once) {
	ss_socket *socket = connected_socket();
	struct call call = closing(socket);
	call_send(&call, socket, "bye", 3);
	check_equal(call.ended, 1);
	check_equal(call.result, 3);
	check_equal(wire_newest()->flushed, 3);
	finish_closing();
}

test(close_from_a_send_that_waited) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = 1;
	struct call call = closing(socket), second = {0};
	call_send(&call, socket, "bye", 3);
	call_send(&second, socket, "never", 5);
	wire_make_room(wire_newest(), 2);
	check_equal(call.result, 3);
	check_equal(second.ended, 1);
	check_equal(second.result, SOCKETS_ECLOSED);
	check_equal(wire_newest()->flushed, 3);
	finish_closing();
}

test(close_from_a_send_that_timed_out) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = 1;
	struct call call = closing(socket);
	call_send(&call, socket, "bye", 3);
	port_advance(10000);
	check_equal(call.result, 1);
	finish_closing();
}

test(close_from_a_send_that_failed) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = 0;
	struct call first = closing(socket), second = {0};
	call_send(&first, socket, "a", 1);
	call_send(&second, socket, "b", 1);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(first.result, SOCKETS_SOCKET_ERROR);
	check_equal(second.ended, 1);
	check_equal(second.result, SOCKETS_ECLOSED);
	check_equal(ss_core_sockets(), 0);
}

test(close_from_a_send_that_was_refused) {
	ss_socket *socket = connected_socket();
	struct call call = closing(socket);
	call_send(&call, socket, NULL, 1);
	check_equal(call.result, SOCKETS_EINVAL);
	finish_closing();
}

test(close_from_a_recv_that_ended_at_once) {
	ss_socket *socket = connected_socket();
	wire_deliver(wire_newest(), "bye", 3);
	struct call call = closing(socket);
	call_recv(&call, socket, buffer, sizeof(buffer));
	check_equal(call.result, 3);
	finish_closing();
}

test(close_from_a_recv_that_waited) {
	ss_socket *socket = connected_socket();
	struct call first = closing(socket), second = {0};
	call_recv(&first, socket, buffer, 1);
	call_recv(&second, socket, buffer + 1, 1);
	wire_deliver(wire_newest(), "ab", 2);
	check_equal(first.result, 1);
	check_equal(second.ended, 1);
	check_equal(second.result, SOCKETS_ECLOSED);
	finish_closing();
}

test(close_from_a_recv_that_timed_out) {
	ss_socket *socket = connected_socket();
	struct call call = closing(socket);
	call_recv(&call, socket, buffer, sizeof(buffer));
	port_advance(10000);
	check_equal(call.result, 0);
	check_equal(call.ended, 1);
	finish_closing();
}

test(close_from_a_recv_that_met_the_end) {
	ss_socket *socket = connected_socket();
	struct call first = closing(socket), second = {0};
	call_recv(&first, socket, buffer, 1);
	call_recv(&second, socket, buffer + 1, 1);
	wire_end(wire_newest());
	check_equal(first.result, SOCKETS_ECLOSED);
	check_equal(second.ended, 1);
	finish_closing();
}

test(close_from_a_recv_that_met_a_reset) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = 0;
	struct call recv = closing(socket), send = {0};
	call_recv(&recv, socket, buffer, 1);
	call_send(&send, socket, "x", 1);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(recv.result, SOCKETS_SOCKET_ERROR);
	check_equal(send.ended, 1);
	check_equal(send.result, SOCKETS_ECLOSED);
	check_equal(ss_core_sockets(), 0);
}

test(close_from_a_recv_that_shutdown_ended) {
	ss_socket *socket = connected_socket();
	struct call first = closing(socket), second = {0};
	call_recv(&first, socket, buffer, 1);
	call_recv(&second, socket, buffer + 1, 1);
	check_equal(ss_socket_shutdown(socket, SOCKETS_SHUT_RD), 0);
	check_equal(first.result, SOCKETS_ECLOSED);
	check_equal(second.ended, 1);
	finish_closing();
}

static void close_from_wakeup(void *context) {
	forget_socket(context);
	ss_socket_close(context);
}

test(close_from_a_wakeup) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_set_wakeup(socket, close_from_wakeup, socket), 0);
	wire_deliver(wire_newest(), "x", 1);
	finish_closing();
}

test(close_from_a_wakeup_that_tells_a_reset) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_set_wakeup(socket, close_from_wakeup, socket), 0);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(ss_core_sockets(), 0);
}

struct chain {
	struct call first, next;
	ss_socket *socket;
};

static void recv_next(struct call *call) {
	struct chain *chain = call->context;
	call_recv(&chain->next, chain->socket, buffer, sizeof(buffer));
}

test(a_callback_may_start_the_next_operation) {
	struct chain chain = {.first = {.then = recv_next, .context = &chain}, .socket = connected_socket()};
	call_recv(&chain.first, chain.socket, buffer, 2);
	wire_deliver(wire_newest(), "abcd", 4);
	check_equal(chain.first.result, 2);
	check_equal(chain.next.ended, 1);
	check_equal(chain.next.result, 2);
}

static void recv_next_and_close(struct call *call) {
	struct chain *chain = call->context;
	call_recv(&chain->next, chain->socket, buffer, sizeof(buffer));
	forget_socket(chain->socket);
	ss_socket_close(chain->socket);
}

test(an_operation_started_before_a_close_in_the_same_callback_ends_with_closed) {
	struct chain chain = {.first = {.then = recv_next_and_close, .context = &chain}, .socket = connected_socket()};
	call_recv(&chain.first, chain.socket, buffer, 2);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(chain.next.ended, 1);
	check_equal(chain.next.result, SOCKETS_ECLOSED);
	check_equal(ss_core_sockets(), 0);
}

test(an_operation_started_by_a_callback_of_close_ends_with_closed) {
	struct chain chain = {.first = {.then = recv_next, .context = &chain}, .socket = connected_socket()};
	call_recv(&chain.first, chain.socket, buffer, 2);
	forget_socket(chain.socket);
	ss_socket_close(chain.socket);
	check_equal(chain.first.result, SOCKETS_ECLOSED);
	check_equal(chain.next.ended, 1);
	check_equal(chain.next.result, SOCKETS_ECLOSED);
	finish_closing();
}

static void free_it(struct call *call) {
	free(call);
}

test(a_callback_may_free_its_operation) {
	ss_socket *socket = connected_socket();
	for (int i = 0; i < 3; i++) {
		struct call *call = calloc(1, sizeof(*call));
		call->then = free_it;
		if (i == 0)
			call_send(call, socket, "x", 1);
		else
			call_recv(call, socket, buffer, 1);
	}
	wire_deliver(wire_newest(), "x", 1);
	port_advance(10000);
}

static unsigned woken;

static void wake(void *context) {
	check(ss_port_inside());
	check(context == &woken);
	woken++;
}

test(a_wakeup_tells_data_the_end_and_errors) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_set_wakeup(socket, wake, &woken), 0);
	check_equal(woken, 0);
	wire_deliver(wire_newest(), "x", 1);
	check_equal(woken, 1);
	wire_deliver(wire_newest(), "y", 1);
	check_equal(woken, 2);
	wire_end(wire_newest());
	check_equal(woken, 3);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(woken, 4);
}

test(a_wakeup_does_not_tell_room_to_write) {
	ss_socket *socket = connected_socket();
	wire_newest()->room = 0;
	check_equal(ss_socket_set_wakeup(socket, wake, &woken), 0);
	struct call call = {0};
	call_send(&call, socket, "x", 1);
	wire_make_room(wire_newest(), 1);
	check_equal(call.ended, 1);
	check_equal(woken, 0);
}

test(a_wakeup_can_be_cleared_also_when_none_is_set) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_set_wakeup(socket, NULL, NULL), 0);
	check_equal(ss_socket_set_wakeup(socket, wake, &woken), 0);
	check_equal(ss_socket_set_wakeup(socket, NULL, NULL), 0);
	wire_deliver(wire_newest(), "x", 1);
	check_equal(woken, 0);
}

test(a_socket_that_was_closed_wakes_nobody) {
	ss_socket *socket = connected_socket();
	check_equal(ss_socket_set_wakeup(socket, wake, &woken), 0);
	forget_socket(socket);
	ss_socket_close(socket);
	wire_deliver(wire_newest(), "x", 1);
	finish_closing();
	check_equal(woken, 0);
}

test(on_a_host_that_queues_operations_end_with_closed_when_close_comes_first) {
	ss_socket *socket = connected_socket();
	struct call send = {0}, recv = {0};
	port_defer(true);
	call_recv(&recv, socket, buffer, sizeof(buffer));
	call_send(&send, socket, "x", 1);
	check_equal(send.ended + recv.ended, 0);
	port_defer(false);
	forget_socket(socket);
	ss_socket_close(socket);
	port_run();
	check_equal(recv.ended, 1);
	check_equal(recv.result, SOCKETS_ECLOSED);
	check_equal(send.ended, 1);
	finish_closing();
}
