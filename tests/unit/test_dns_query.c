/*
 * core/dns_query.c and dns_servers.c: whom to ask and when, and what to believe.
 */
#include "asking.h"
#include "core.h"
#include "lwip/err.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

static void take_query(struct wire *wire, const struct port *port) {
	uint8_t query[512];
	size_t length = wire_take(wire, query, sizeof(query));
	check_equal(length, port->length + 2);
	check_equal(query[0] << 8 | query[1], port->length);
	check_bytes(query + 2, port->sent, port->length);
}

test(a_name_is_asked_of_the_server_that_the_network_told) {
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	check_equal(one.ended, 0);
	check_equal(port_count(), 1);
	check_bytes(port_newest()->server.bytes, ((uint8_t[]){192, 0, 2, 53}), 4);
	check_equal(port_newest()->server.port, 53);
	check(reply(port_newest(), one_address));
	check_last(&one, 7);
	check_equal(one.resolution.count, 1);
	check(!port_newest()->udp);
}

test(the_servers_that_the_host_chose_come_instead) {
	port_learn_servers(2);
	ss_address chosen[] = {{.family = 2, .port = 5300, .bytes = {10, 0, 2, 2}}};
	ss_resolve_set_servers(chosen, 1);
	start_ipv4(&one, "a.test");
	check_bytes(port_newest()->server.bytes, ((uint8_t[]){10, 0, 2, 2}), 4);
	check_equal(port_newest()->server.port, 5300);
	reply(port_newest(), one_address);
	ss_resolve_set_servers(NULL, 0);
	start_ipv4(&one, "a.test"); /* and what they said is forgotten */
	check_equal(port_newest()->server.port, 53);
	reply(port_newest(), one_address);
}

test(a_name_that_does_not_exist_is_told_at_once) {
	port_learn_servers(2);
	start_ipv4(&one, "a.test");
	reply(port_newest(), no_such_name);
	check_none(&one, SOCKETS_SOCKET_ERROR);
	start_ipv4(&one, "b.test");
	reply(port_newest(), nothing);
	check_none(&one, SOCKETS_SOCKET_ERROR);
	check_equal(port_count(), 2);
}

test(answers_that_do_not_match_are_ignored_and_the_wait_goes_on) {
	const change forgeries[] = {wrong_id, wrong_name, wrong_type, wrong_case, garbage, referral};
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	for (size_t i = 0; i < 5; i++)
		check(reply(port_newest(), forgeries[i]));
	check_equal(one.ended, 0);
	check_equal(port_count(), 1);
	check(port_newest()->udp);
	check(reply(port_newest(), one_address));
	check_last(&one, 7);
}

test(a_flood_of_forgeries_does_not_prolong_the_wait) {
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	for (int i = 0; i < 10000; i++) {
		if (i % 10 == 0)
			port_advance(10);
		if (one.ended)
			break;
		reply(port_newest(), wrong_id);
	}
	check_none(&one, SOCKETS_SOCKET_ERROR);
}

test(each_query_has_its_own_port_and_id) {
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	port_advance(SS_RESOLVE_TIMEOUT);
	check_none(&one, SOCKETS_SOCKET_ERROR);
	check(port_count() >= 3);
	for (const struct port *port = port_newest(); port->before; port = port->before) {
		check(!port->udp);
		check(memcmp(port->sent, port->before->sent, 2));
	}
}

test(silence_is_bounded_and_asked_again_with_growing_pauses) {
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	port_advance(999);
	check_equal(port_count(), 1);
	port_advance(1);
	check_equal(port_count(), 2);
	port_advance(1999);
	check_equal(port_count(), 2);
	port_advance(1);
	check_equal(port_count(), 3);
	port_advance(SS_RESOLVE_TIMEOUT - 3001);
	check_equal(one.ended, 0);
	port_advance(1);
	check_none(&one, SOCKETS_SOCKET_ERROR);
	check(!port_newest()->udp);
}

test(a_late_answer_finds_nobody) {
	port_learn_servers(1);
	start_ipv4(&one, "a.test");
	struct port *port = port_newest();
	port_advance(SS_RESOLVE_TIMEOUT);
	check_equal(one.ended, 1);
	check(!reply(port, one_address));
}

test(servers_are_asked_in_turn) {
	port_learn_servers(3);
	start_ipv4(&one, "a.test");
	for (uint8_t i = 0; i < 7; i++) {
		check_equal(port_count(), i + 1);
		check_equal(port_newest()->server.bytes[3], 53 + i % 3);
		port_advance(i < 3 ? 1000 : 2000);
	}
}

test(a_server_that_cannot_tell_makes_room_for_the_next) {
	const change failures[] = {server_failure, referral};
	port_learn_servers(3);
	start_ipv4(&one, "a.test");
	reply(port_newest(), failures[0]);
	check_equal(port_count(), 2);
	reply(port_newest(), failures[1]);
	check_equal(port_count(), 3);
	check_equal(port_newest()->server.bytes[3], 55);
	reply(port_newest(), one_address);
	check_last(&one, 7);
}

test(when_no_server_can_tell_they_are_asked_once_more) {
	port_learn_servers(2);
	start_ipv4(&one, "a.test");
	reply(port_newest(), server_failure);
	reply(port_newest(), server_failure);
	check_equal(one.ended, 0);
	check_equal(port_count(), 2);
	port_advance(1000);
	check_equal(port_count(), 3);
	reply(port_newest(), server_failure);
	reply(port_newest(), server_failure);
	check_none(&one, SOCKETS_SOCKET_ERROR);
	check_equal(port_count(), 4);
}

test(a_server_that_fails_does_not_end_the_wait_for_a_silent_one) {
	port_learn_servers(2);
	start_ipv4(&one, "a.test");
	for (int round = 0; round < 2; round++) {
		port_advance(round ? 2000 : 1000); /* the first is silent */
		check_equal(port_newest()->server.bytes[3], 54);
		reply(port_newest(), server_failure);
		check_equal(one.ended, 0);
	}
	check_equal(port_newest()->server.bytes[3], 53);
	reply(port_newest(), one_address);
	check_last(&one, 7);
}

test(without_a_server_a_name_ends_soon) {
	start_ipv4(&one, "a.test");
	port_advance(1000);
	check_none(&one, SOCKETS_SOCKET_ERROR);
}

test(a_query_that_cannot_be_sent_goes_to_the_next_server) {
	port_learn_servers(2);
	port_refuse_datagrams(1);
	start_ipv4(&one, "a.test");
	check_equal(port_count(), 2);
	check_equal(port_newest()->server.bytes[3], 54);
	reply(port_newest(), one_address);
	check_last(&one, 7);
}

test(a_server_that_does_not_keep_the_case_is_asked_in_lower_case) {
	port_learn_servers(1);
	bool changed = false;
	start_ipv4(&one, "abcdefghijklmnopqrstuvwxyz.test");
	for (size_t i = 13; i < 39; i++)
		changed = changed || port_newest()->sent[i] < 'a';
	check(changed);
	check(reply(port_newest(), lower_case));
	check_equal(one.ended, 0);
	port_advance(1000);
	check_equal(port_count(), 2);
	check_bytes(port_newest()->sent + 13, "abcdefghijklmnopqrstuvwxyz", 26);
	reply(port_newest(), lower_case);
	check_last(&one, 7);
}

test(an_answer_too_long_for_udp_comes_by_tcp) {
	static const size_t pieces[] = {1, 2, 3, 1000};
	port_learn_servers(1);
	for (size_t i = 0; i < 4; i++) {
		char name[] = "a.test";
		name[0] = (char)('a' + i);
		start_ipv4(&one, name);
		reply(port_newest(), cut_off);
		check_equal(one.ended, 0);
		struct wire *wire = wire_newest();
		check_equal(wire->remote.port, 53);
		wire_accept(wire);
		take_query(wire, port_newest());
		reply_by_tcp(wire, port_newest(), four_addresses, pieces[i]);
		check_equal(one.ended, 1);
		check_equal(one.resolution.count, 4);
		check(!wire->tcp);
	}
}

test(tcp_that_fails_makes_room_for_the_next_server) {
	port_learn_servers(5 - 1);
	start_ipv4(&one, "a.test");
	reply(port_newest(), cut_off);
	wire_fail(wire_newest(), ERR_RST);
	check_equal(port_count(), 2);
	reply(port_newest(), cut_off);
	wire_accept(wire_newest());
	wire_end(wire_newest());
	check_equal(port_count(), 3);
	reply(port_newest(), cut_off);
	wire_accept(wire_newest());
	wire_deliver(wire_newest(), "\xff\xff", 2); /* longer than will be taken */
	check_equal(port_count(), 4);
	wire_refuse_connect(ERR_RTE);
	reply(port_newest(), cut_off);
	check_equal(one.ended, 0);
	port_advance(1000);
	check_equal(port_count(), 5);
	reply(port_newest(), one_address);
	check_last(&one, 7);
}

test(tcp_that_is_silent_makes_room_for_the_next_server) {
	port_learn_servers(2);
	start_ipv4(&one, "a.test");
	reply(port_newest(), cut_off);
	wire_accept(wire_newest());
	port_advance(999);
	check_equal(port_count(), 1);
	port_advance(1);
	check_equal(port_count(), 2);
	check(!wire_newest()->tcp);
	reply(port_newest(), one_address);
	check_last(&one, 7);
}

test(a_wrong_answer_by_tcp_is_not_believed) {
	const change wrong[] = {wrong_id, wrong_name, garbage, cut_off};
	port_learn_servers(4);
	start_ipv4(&one, "a.test");
	for (unsigned i = 0; i < 4; i++) {
		reply(port_newest(), cut_off);
		wire_accept(wire_newest());
		reply_by_tcp(wire_newest(), port_newest(), wrong[i], 1000);
		port_advance(i == 3 ? 1000 : 1);
		check_equal(one.ended, 0);
		check_equal(port_count(), i + 2);
	}
	reply(port_newest(), one_address);
	check_last(&one, 7);
}
