/*
 * core/socket_bind.c, and Connect with addresses of both families, over the scripted transport.
 */
#include "calls.h"
#include "core.h"
#include "lwip/err.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

static const ss_address any_port_4000 = {.family = SOCKETS_AF_INET, .port = 4000};

static ss_socket *new_socket_of_ipv6(void) {
	ss_socket *socket = ss_socket_new(SOCKETS_AF_INET6, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP, NULL);
	check(socket);
	return socket;
}

static ss_address address_of(const char *text, uint16_t port) {
	ss_address address;
	check(ss_address_parse(text, &address));
	address.port = port;
	return address;
}

test(a_bound_port_is_taken_at_once) {
	ss_socket *socket = new_socket();
	check(!wire_newest());
	check_equal(ss_socket_bind(socket, &any_port_4000), 0);
	check_equal(wire_newest()->local.port, 4000);
	struct wire *wire = wire_newest();
	struct call call = {0};
	call_connect(&call, socket);
	check(wire_newest() == wire);
	check_bytes(&wire->remote, &call_address, sizeof(call_address));
	wire_accept(wire);
	check_equal(call.result, 0);
}

test(a_bound_socket_that_was_never_connected_can_be_closed) {
	ss_socket *socket = new_socket();
	check_equal(ss_socket_bind(socket, &any_port_4000), 0);
	drop_socket(socket);
	check(!wire_newest()->tcp);
}

test(a_port_in_use_is_told) {
	ss_socket *socket = new_socket();
	wire_refuse_bind(ERR_USE);
	check_equal(ss_socket_bind(socket, &any_port_4000), SOCKETS_SOCKET_ERROR);
	ss_error error = error_of(socket);
	check_equal(error.code, SOCKETS_SOCKET_ERROR);
	check_equal(error.phase, SS_PHASE_BIND);
	check_has(error.text, "0.0.0.0 port 4000");
	check_has(error.text, "in use");
	check(!wire_newest()->tcp);
	/* the socket is as before */
	struct call call = {0};
	call_connect(&call, socket);
	check_equal(wire_newest()->local.family, 0);
	wire_accept(wire_newest());
	check_equal(call.result, 0);
}

test(an_address_that_is_not_ours_is_invalid) {
	ss_socket *socket = new_socket();
	ss_address address = address_of("203.0.113.9", 0);
	wire_refuse_bind(ERR_VAL);
	check_equal(ss_socket_bind(socket, &address), SOCKETS_EINVAL);
	check_has(error_of(socket).text, "203.0.113.9");
}

test(bad_addresses_are_invalid) {
	ss_socket *socket = new_socket();
	ss_address address = address_of("2001:db8::1", 4000);
	check_equal(ss_socket_bind(socket, NULL), SOCKETS_EINVAL);
	check_equal(ss_socket_bind(socket, &address), SOCKETS_EINVAL);
	address.family = 0;
	check_equal(ss_socket_bind(socket, &address), SOCKETS_EINVAL);
	check_equal(error_of(socket).phase, SS_PHASE_BIND);
	check(!wire_newest());
}

test(a_binding_outlives_a_connect_that_failed) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	check_equal(ss_socket_bind(socket, &any_port_4000), 0);
	call_connect(&call, socket);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(call.result, SOCKETS_SOCKET_ERROR);
	call_connect(&call, socket);
	check_equal(wire_newest()->local.port, 4000);
	check(wire_newest()->before);
	wire_fail(wire_newest(), ERR_RST);
	wire_refuse_bind(ERR_USE);
	call_connect(&call, socket);
	check_equal(call.ended, 1);
	check_equal(call.result, SOCKETS_SOCKET_ERROR);
	check_equal(error_of(socket).phase, SS_PHASE_BIND);
	call_connect(&call, socket);
	wire_accept(wire_newest());
	check_equal(call.result, 0);
}

test(the_last_binding_counts_and_zero_undoes_it) {
	ss_socket *socket = new_socket();
	ss_address address = any_port_4000;
	check_equal(ss_socket_bind(socket, &address), 0);
	address.port = 4001;
	check_equal(ss_socket_bind(socket, &address), 0);
	check(!wire_newest()->before->tcp);
	check_equal(wire_newest()->local.port, 4001);
	address.port = 0;
	check_equal(ss_socket_bind(socket, &address), 0);
	check(!wire_newest()->tcp);
	struct call call = {0};
	call_connect(&call, socket);
	check_equal(wire_newest()->local.family, 0);
	wire_accept(wire_newest());
	check_equal(call.result, 0);
}

test(binding_comes_before_connecting) {
	ss_socket *socket = new_socket();
	struct call call = {0};
	call_connect(&call, socket);
	check_equal(ss_socket_bind(socket, &any_port_4000), SOCKETS_EINVAL);
	wire_accept(wire_newest());
	check_equal(call.result, 0);
	check_equal(ss_socket_bind(socket, &any_port_4000), SOCKETS_EISCONN);
	check_equal(send_now(socket, "still", 5), 5);
}

test(binding_without_memory) {
	ss_socket *socket = new_socket();
	port_fail_allocation(1);
	check_equal(ss_socket_bind(socket, &any_port_4000), SOCKETS_ENOMEM);
	check_equal(ss_socket_bind(socket, &any_port_4000), 0);
	struct call call = {0};
	for (size_t n = 1; !call.ended || call.result == SOCKETS_ENOMEM; n++) {
		port_fail_allocation(n);
		call = (struct call){0};
		call_connect(&call, socket);
		port_fail_allocation(0);
		if (!call.ended)
			wire_accept(wire_newest());
	}
	check_equal(call.result, 0);
}

test(an_ipv6_socket_connects_to_ipv6_addresses) {
	ss_socket *socket = new_socket_of_ipv6();
	ss_address address = address_of("2001:db8::1", 443);
	struct call call = {0};
	call_connect_to(&call, socket, &address);
	check_bytes(&wire_newest()->remote, &address, sizeof(address));
	wire_accept(wire_newest());
	check_equal(call.result, 0);
	ss_socket_close(socket);
	wire_acknowledge(wire_newest());
}

test(an_ipv6_socket_connects_to_no_other_addresses) {
	static const char *const bad[] = {"::", "10.0.2.2", "::ffff:10.0.2.2"};
	ss_socket *socket = new_socket_of_ipv6();
	for (size_t i = 0; i < 3; i++) {
		ss_address address = address_of(bad[i], 443);
		struct call call = {0};
		call_connect_to(&call, socket, &address);
		check_equal(call.ended, 1);
		check_equal(call.result, SOCKETS_EINVAL);
		check_equal(error_of(socket).phase, SS_PHASE_TCP_CONNECT);
	}
	ss_address address = address_of("::1", 0);
	struct call call = {0};
	call_connect_to(&call, socket, &address);
	check_equal(call.result, SOCKETS_EINVAL);
	check(!wire_newest());
	ss_socket_close(socket);
}

test(an_ipv4_socket_connects_to_no_ipv6_address) {
	ss_address address = address_of("2001:db8::1", 443);
	struct call call = {0};
	ss_socket *socket = new_socket();
	call_connect_to(&call, socket, &address);
	check_equal(call.result, SOCKETS_EINVAL);
	check_has(error_of(socket).text, "SOCKETS_AF_INET");
}
