/*
 * core/isn.c: TCP's initial sequence numbers.
 */
#include "core.h"
#include "isn.h"
#include "test.h"
#include "test_port.h"

static ip_addr_t ipv4(uint8_t last) {
	ip_addr_t ip = IPADDR4_INIT_BYTES(192, 0, 2, last);
	return ip;
}

/* The number of 192.0.2.1, port 50000, to 192.0.2.2, port 443, with changes in these four. */
static uint32_t isn_of(uint8_t local, uint16_t local_port, uint8_t remote, uint16_t remote_port) {
	ip_addr_t from = ipv4(1 + local), to = ipv4(2 + remote);
	return ss_isn(&from, 50000 + local_port, &to, 443 + remote_port);
}

test(numbers_of_the_same_ends_go_on_with_a_clock_of_4_microseconds) {
	uint32_t first = isn_of(0, 0, 0, 0);
	check_equal(isn_of(0, 0, 0, 0), first);
	port_advance(1);
	check_equal(isn_of(0, 0, 0, 0) - first, 250);
	port_advance(999);
	check_equal(isn_of(0, 0, 0, 0) - first, 250000);
	port_advance(0x100000000 * 4 / 1000 - 1000); /* all numbers in 4.8 hours, up to what is left of a millisecond */
	check((uint32_t)(first - isn_of(0, 0, 0, 0)) < 250);
}

/* How far from each other numbers are that have nothing in common but luck: a distance of 2^16 has odds of one in 30 000. */
static bool are_far(uint32_t one, uint32_t other) {
	return one - other > 0x10000 && other - one > 0x10000;
}

test(other_ends_have_numbers_elsewhere) {
	const uint32_t numbers[] = {isn_of(0, 0, 0, 0), isn_of(1, 0, 0, 0), isn_of(0, 1, 0, 0), isn_of(0, 0, 1, 0),
		isn_of(0, 0, 0, 1), isn_of(1, 393, 255, 65143)};
	for (unsigned i = 0; i < 6; i++)
		for (unsigned j = 0; j < i; j++)
			check(are_far(numbers[i], numbers[j]));
}

test(the_two_ends_are_not_the_same_when_swapped) {
	ip_addr_t a = ipv4(1), b = ipv4(2);
	check(are_far(ss_isn(&a, 1000, &b, 2000), ss_isn(&b, 2000, &a, 1000)));
}

test(all_of_an_ipv6_address_counts) {
	ip_addr_t local = IPADDR6_INIT_HOST(0x20010db8, 0, 0, 1), remote = IPADDR6_INIT_HOST(0x20010db8, 0, 0, 2);
	uint32_t first = ss_isn(&local, 50000, &remote, 443);
	for (unsigned word = 0; word < 4; word++) {
		ip_addr_t changed = remote;
		ip_2_ip6(&changed)->addr[word] ^= PP_HTONL(1);
		check(are_far(ss_isn(&local, 50000, &changed, 443), first));
	}
}

test(each_start_has_its_own_secret) {
	uint32_t first = isn_of(0, 0, 0, 0);
	ss_core_stop();
	check(ss_core_start());
	check(are_far(isn_of(0, 0, 0, 0), first));
}

test(without_a_secret_the_core_does_not_start) {
	port_fail_entropy(true);
	check(!ss_isn_start());
	port_fail_entropy(false);
	check(ss_isn_start());
}
