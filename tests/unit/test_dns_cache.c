/*
 * core/dns_cache.c, and resolutions that have to wait for others.
 */
#include "asking.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

test(an_answer_is_remembered_for_its_time_to_live) {
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	reply(port_newest(), one_address);
	start_ipv4(&one, "A.Test.");
	check_last(&one, 7);
	check_equal(port_count(), 1);
	port_advance(59999);
	start_ipv4(&one, "a.test");
	check_last(&one, 7);
	check_equal(port_count(), 1);
	port_advance(1);
	start_ipv4(&one, "a.test");
	check_equal(one.ended, 0);
	check_equal(port_count(), 2);
	reply(port_newest(), one_address);
}

test(names_that_do_not_exist_are_asked_for_again) {
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	reply(port_newest(), no_such_name);
	start_ipv4(&one, "a.test");
	check_equal(port_count(), 2);
	reply(port_newest(), one_address);
	check_last(&one, 7);
}

test(each_use_tells_another_address_first) {
	port_learn_servers(1);
	for (uint8_t i = 0; i < 9; i++) {
		start_ipv4(&one, "a.test");
		if (i == 0)
			reply(port_newest(), four_addresses);
		check_last(&one, (uint8_t)(1 + i % 4));
		check_equal(one.resolution.count, 4);
	}
	check_equal(port_count(), 1);
}

test(each_use_tells_another_address_first_also_when_nothing_may_be_kept) {
	port_learn_servers(1);
	for (uint8_t i = 0; i < 9; i++) {
		start_ipv4(&one, "a.test");
		check_equal(port_count(), i + 1);
		reply(port_newest(), four_addresses_that_do_not_hold);
		check_last(&one, (uint8_t)(1 + i % 4));
	}
}

test(the_cache_is_bounded_and_drops_the_oldest) {
	char name[] = "a.test";
	port_learn_servers(1);
	for (name[0] = 'a'; name[0] <= 'z'; name[0]++) {
		start_ipv4(&one, name);
		reply(port_newest(), one_address);
		start_ipv4(&one, "z.z.test"); /* used often */
		if (name[0] == 'a')
			reply(port_newest(), one_address);
		check_equal(one.ended, 1);
	}
	check_equal(port_count(), 27);
	start_ipv4(&one, "z.test");
	check_equal(one.ended, 1);
	start_ipv4(&one, "a.test");
	check_equal(one.ended, 0);
	reply(port_newest(), one_address);
}

test(a_name_too_long_for_the_cache_is_resolved_all_the_same) {
	char name[254];
	memset(name, 'x', 253);
	name[63] = name[127] = name[191] = '.';
	name[253] = 0;
	port_learn_servers(1);
	for (int i = 0; i < 2; i++) {
		start_ipv4(&one, name);
		reply(port_newest(), one_address);
		check_last(&one, 7);
	}
}

test(only_some_resolutions_ask_at_a_time) {
	static struct asking many[20];
	char name[] = "a.test";
	port_learn_servers(1);
	for (int i = 0; i < 20; i++) {
		name[0] = (char)('a' + i);
		start_ipv4(&many[i], name);
	}
	check_equal(port_count(), 4);
	for (unsigned i = 0; i < 20; i++) {
		struct port *port = port_newest();
		for (unsigned back = port_count() - 1; back > i; back--)
			port = port->before;
		reply(port, one_address);
		check_last(&many[i], 7);
	}
	check_equal(port_count(), 20);
}

test(resolutions_that_wait_for_the_same_name_share_the_answer) {
	static struct asking many[20];
	port_learn_servers(1);
	for (int i = 0; i < 20; i++)
		start_ipv4(&many[i], "a.test");
	check_equal(port_count(), 4);
	reply(port_newest(), four_addresses);
	for (int i = 3; i < 20; i++)
		check_equal(many[i].ended, 1);
	check_equal(port_count(), 4);
	for (int i = 0; i < 3; i++)
		ss_resolve_cancel(&many[i].resolution);
}

test(what_is_known_does_not_wait_for_those_that_ask) {
	static struct asking many[6];
	char name[] = "b.test";
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	reply(port_newest(), one_address);
	for (int i = 0; i < 6; i++, name[0]++)
		start_ipv4(&many[i], name);
	start_ipv4(&one, "a.test");
	check_last(&one, 7);
	port_advance(SS_RESOLVE_TIMEOUT);
	for (int i = 0; i < 6; i++)
		check_none(&many[i], SOCKETS_SOCKET_ERROR);
}
