/*
 * core/resolve.c: names, families, ends; what needs no server.
 */
#include "asking.h"
#include "core.h"
#include "dns_message.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

test(addresses_need_no_server) {
	start_ipv4(&one, "192.0.2.1");
	check_equal(one.ended, 1);
	check_bytes(one.resolution.address.bytes, ((uint8_t[]){192, 0, 2, 1}), 4);
	start(&one, "2001:db8::1", SOCKETS_AF_INET6);
	check_equal(one.ended, 1);
	check_equal(one.resolution.address.family, SOCKETS_AF_INET6);
	check_equal(one.resolution.address.bytes[15], 1);
	start(&one, "2001:db8::1", 0);
	check_equal(one.resolution.count, 1);
	start_ipv4(&one, "2001:db8::1");
	check_none(&one, SOCKETS_SOCKET_ERROR);
	start(&one, "192.0.2.1", SOCKETS_AF_INET6);
	check_none(&one, SOCKETS_SOCKET_ERROR);
	check_equal(port_count(), 0);
}

test(localhost_is_the_device_itself) {
	static const char *const names[] = {"localhost", "LocalHost.", "a.b.localhost"};
	for (size_t i = 0; i < 3; i++) {
		start_ipv4(&one, names[i]);
		check_bytes(one.resolution.address.bytes, ((uint8_t[]){127, 0, 0, 1}), 4);
		start(&one, names[i], 0);
		check_equal(one.resolution.count, 2);
		check_equal(one.resolution.addresses[1].bytes[15], 1);
	}
	check_equal(port_count(), 0);
	port_learn_servers(1);
	start_ipv4(&one, "notlocalhost");
	check_equal(port_count(), 1);
	reply(port_newest(), no_such_name);
}

test(what_is_no_name_ends_at_once) {
	char name[260];
	static const char *const bad[] = {"", ".", "a..b", "a b", "1.2.3", "1.2.3.4.5", "a\xff"};
	port_learn_servers(1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		start_ipv4(&one, bad[i]);
		check_none(&one, SOCKETS_EINVAL);
	}
	start_ipv4(&one, NULL);
	check_none(&one, SOCKETS_EINVAL);
	start(&one, "a.test", 3);
	check_none(&one, SOCKETS_EINVAL);
	for (size_t i = 0; i < 254; i++)
		name[i] = i % 2 ? '.' : 'a';
	name[254] = 0;
	start_ipv4(&one, name);
	check_none(&one, SOCKETS_EINVAL);
	check_equal(port_count(), 0);
}

test(both_families_are_asked_for_one_after_the_other) {
	port_learn_servers(1);
	start(&one, "a.test", 0);
	check_equal(port_newest()->sent[port_newest()->length - 3], SS_DNS_A);
	reply(port_newest(), four_addresses);
	check_equal(one.ended, 0);
	check_equal(port_newest()->sent[port_newest()->length - 3], SS_DNS_AAAA);
	reply(port_newest(), two_of_ipv6);
	check_equal(one.ended, 1);
	check_equal(one.resolution.result, 0);
	check_equal(one.resolution.count, 6);
	check_equal(one.resolution.addresses[3].family, SOCKETS_AF_INET);
	check_equal(one.resolution.addresses[4].family, SOCKETS_AF_INET6);
	check_equal(one.resolution.addresses[4].bytes[15], 1);
	start(&one, "a.test", SOCKETS_AF_INET6);
	check_equal(one.ended, 1);
	check_equal(one.resolution.count, 2);
	check_equal(one.resolution.address.bytes[15], 2);
	check_equal(port_count(), 2);
}

test(one_family_is_enough_when_both_are_asked_for) {
	port_learn_servers(1);
	start(&one, "a.test", 0);
	reply(port_newest(), nothing);
	reply(port_newest(), two_of_ipv6);
	check_equal(one.resolution.result, 0);
	check_equal(one.resolution.count, 2);
	start(&one, "b.test", 0);
	reply(port_newest(), one_address);
	reply(port_newest(), nothing);
	check_last(&one, 7);
	start(&one, "c.test", 0);
	reply(port_newest(), nothing);
	reply(port_newest(), nothing);
	check_none(&one, SOCKETS_SOCKET_ERROR);
}

test(when_one_family_is_found_the_other_is_not_waited_for_long) {
	port_learn_servers(1);
	start(&one, "a.test", 0);
	port_advance(500);
	reply(port_newest(), one_address);
	port_advance(1999);
	check_equal(one.ended, 0);
	port_advance(1);
	check_last(&one, 7);
}

test(a_resolution_can_be_cancelled) {
	static struct asking many[5];
	char name[] = "b.test";
	port_learn_servers(1);
	for (int i = 0; i < 5; i++, name[0]++)
		start_ipv4(&many[i], name);
	ss_resolve_cancel(&many[4].resolution);
	check_none(&many[4], SOCKETS_ECLOSED);
	ss_resolve_cancel(&many[4].resolution);
	check_equal(many[4].ended, 1);
	for (int i = 0; i < 4; i++) {
		ss_resolve_cancel(&many[i].resolution);
		check_none(&many[i], SOCKETS_ECLOSED);
	}
	for (const struct port *port = port_newest(); port; port = port->before)
		check(!port->udp);
}

test(the_end_of_the_core_ends_resolutions) {
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	port_enter();
	ss_core_stop();
	port_leave();
	check_none(&one, SOCKETS_ECLOSED);
	start_ipv4(&one, "a.test");
	check_none(&one, SOCKETS_SOCKET_ERROR);
	check(ss_core_start());
}

static void start_the_other(ss_resolution *resolution) {
	(void)resolution;
	start_ipv4(&two, "b.test");
}

test(an_end_may_start_another_resolution) {
	port_learn_servers(1);
	one.resolution.done = start_the_other;
	ss_resolve(&one.resolution, "a.test");
	reply(port_newest(), one_address);
	check_equal(two.ended, 0);
	reply(port_newest(), one_address);
	check_last(&two, 7);
}

test(a_resolution_survives_any_lack_of_memory) {
	port_learn_servers(2);
	for (size_t n = 1; n < 12; n++) {
		port_fail_allocation(n);
		start_ipv4(&one, "a.test");
		for (int i = 0; i < 8 && !one.ended; i++) {
			struct port *port = port_newest();
			unsigned ports = port_count();
			if (port && port->udp)
				reply(port, cut_off);
			if (wire_newest() && wire_newest()->tcp) {
				wire_accept(wire_newest());
				if (wire_newest()->tcp)
					reply_by_tcp(wire_newest(), port, one_address, 1000);
			}
			if (!one.ended && port_count() == ports)
				port_advance(1000);
		}
		check_equal(one.ended, 1);
		check(one.resolution.result == 0 || one.resolution.result == SOCKETS_ENOMEM);
		port_fail_allocation(0);
		ss_resolve_set_servers(NULL, 0); /* forget */
	}
}

test(a_resolution_leaves_nothing_behind_when_there_is_no_entropy) {
	port_learn_servers(1);
	port_fail_entropy(true);
	start_ipv4(&one, "a.test");
	port_advance(SS_RESOLVE_TIMEOUT);
	check_none(&one, SOCKETS_SOCKET_ERROR);
	port_fail_entropy(false);
}
