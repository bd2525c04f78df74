/*
 * core/dns_message.c: queries, and answers good and bad. Each answer is read from memory of just its size.
 */
#include "dns_message.h"
#include "test.h"
#include "zone.h"
#include <stdlib.h>
#include <string.h>

static uint8_t query[SS_DNS_QUERY_MOST];
static size_t query_length;
static struct zone zone;
static ss_dns_answer answer;

static void ask(const char *name, uint16_t type) {
	query_length = ss_dns_write_query(query, 0x1234, name, type, 0);
	zone_answer(&zone, query, query_length);
}

static ss_dns_result read_bytes(const uint8_t *bytes, size_t length, bool any_case) {
	uint8_t *copy = malloc(length ? length : 1);
	check(copy);
	memcpy(copy, bytes, length);
	ss_dns_result result = ss_dns_read_answer(query, query_length, any_case, copy, length, &answer);
	free(copy);
	return result;
}

static ss_dns_result read_answer(void) {
	return read_bytes(zone.bytes, zone.length, false);
}

test(a_query_is_as_rfc_1035_wants_it) {
	static const uint8_t expected[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07"
									  "example\x03"
									  "com\x00\x00\x1c\x00\x01";
	ask("example.com", SS_DNS_AAAA);
	check_equal(query_length, sizeof(expected) - 1);
	check_bytes(query, expected, sizeof(expected) - 1);
	ask("example.com.", SS_DNS_AAAA);
	check_equal(query_length, sizeof(expected) - 1);
	check_bytes(query, expected, sizeof(expected) - 1);
}

test(letters_are_sent_in_the_case_that_the_bits_say) {
	query_length = ss_dns_write_query(query, 0, "ab-9.cd", SS_DNS_A, 0x5);
	check_bytes(query + 12,
		"\x04"
		"Ab-9\x02"
		"Cd",
		8);
	uint8_t many[SS_DNS_QUERY_MOST];
	char name[254];
	memset(name, 'x', 253);
	name[63] = name[127] = name[191] = '.';
	name[253] = 0;
	check(ss_dns_name_is_valid(name));
	check_equal(ss_dns_write_query(many, 0, name, SS_DNS_A, UINT64_MAX), SS_DNS_QUERY_MOST);
	check_equal(many[13], 'X');
	check_equal(many[12 + 253], 'X');
}

test(names_are_checked) {
	static const char *const good[] = {"a", "a.b", "example.com", "example.com.", "xn--bcher-kva.example",
		"_mqtt._tcp.a", "1.2.3.a", "a-b", "A.B", "3com.com",
		"a12345678901234567890123456789012345678901234567890123456789012.b"};
	static const char *const bad[] = {"", ".", "..", ".a", "a..b", "a.b..", "a b", "a.b ",
		"b\xc3\xbc"
		"cher.example",
		"a/b", "http://a.b", "a:80", "1.2.3", "1", "1.2.3.4.5", "256.1.1.1", "a.0", "a.1.", "a\n", "*.a",
		"a123456789012345678901234567890123456789012345678901234567890123.b"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		check_equal(ss_dns_name_is_valid(good[i]) ? (int)i : -1, (int)i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_equal(ss_dns_name_is_valid(bad[i]) ? (int)i : -1, -1);
	char name[256];
	for (size_t i = 0; i < 255; i++)
		name[i] = i % 2 ? '.' : 'a';
	name[253] = 0;
	check(ss_dns_name_is_valid(name));
	name[253] = '.';
	name[254] = 0;
	check(ss_dns_name_is_valid(name));
	name[254] = 'a';
	name[255] = 0;
	check(!ss_dns_name_is_valid(name));
}

test(addresses_come_in_order_and_once) {
	ask("a.test", SS_DNS_A);
	zone_a(&zone, 300, 9);
	zone_a(&zone, 60, 3);
	zone_a(&zone, 300, 9);
	zone_a(&zone, 300, 5);
	check_equal(read_answer(), SS_DNS_FOUND);
	check_equal(answer.count, 3);
	check_equal(answer.addresses[0][3], 3);
	check_equal(answer.addresses[1][3], 5);
	check_equal(answer.addresses[2][3], 9);
	check_bytes(answer.addresses[2], ((uint8_t[16]){198, 51, 100, 9}), 16);
	check_equal(answer.ttl, 60);
}

test(addresses_of_the_other_family_are_not_taken) {
	ask("a.test", SS_DNS_AAAA);
	zone_a(&zone, 300, 1);
	zone_aaaa(&zone, 300, 2);
	check_equal(read_answer(), SS_DNS_FOUND);
	check_equal(answer.count, 1);
	check_equal(answer.addresses[0][0], 0x20);
	check_equal(answer.addresses[0][15], 2);
}

test(more_addresses_than_there_is_room_for_are_dropped) {
	ask("a.test", SS_DNS_A);
	for (uint8_t i = 40; i > 0; i--)
		zone_a(&zone, 300, i);
	check_equal(read_answer(), SS_DNS_FOUND);
	check_equal(answer.count, SS_DNS_ADDRESSES);
}

test(aliases_are_followed_in_any_order) {
	ask("a.test", SS_DNS_A);
	size_t b = zone_cname(&zone, 12, 500, "b.test");
	size_t c = zone_cname(&zone, b, 20, "c.test");
	zone_pointer(&zone, c);
	zone_record(&zone, SS_DNS_A, 500, "\x01\x02\x03\x04", 4);
	check_equal(read_answer(), SS_DNS_FOUND);
	check_equal(answer.ttl, 20);

	ask("a.test", SS_DNS_A);
	zone_name(&zone, "C.test");
	zone_record(&zone, SS_DNS_A, 500, "\x01\x02\x03\x04", 4);
	b = zone_name(&zone, "B.test");
	size_t data = zone_record(&zone, SS_DNS_CNAME, 500, NULL, 0);
	zone_name(&zone, "c.TEST");
	zone.bytes[data - 1] = 8;
	zone_cname(&zone, 12, 500, "b.test");
	check_equal(read_answer(), SS_DNS_FOUND);
	check_bytes(answer.addresses[0], "\x01\x02\x03\x04", 4);
}

test(an_alias_of_an_alias_without_end_is_a_failure) {
	ask("a.test", SS_DNS_A);
	zone_cname(&zone, 12, 500, "a.test");
	check_equal(read_answer(), SS_DNS_FAILED);
	ask("a.test", SS_DNS_A);
	size_t b = zone_cname(&zone, 12, 500, "b.test");
	zone_cname(&zone, b, 500, "a.test");
	check_equal(read_answer(), SS_DNS_FAILED);
}

test(addresses_of_other_names_are_not_taken) {
	ask("a.test", SS_DNS_A);
	zone_name(&zone, "b.test");
	zone_record(&zone, SS_DNS_A, 500, "\x01\x02\x03\x04", 4);
	zone_name(&zone, "a.test.evil");
	zone_record(&zone, SS_DNS_A, 500, "\x01\x02\x03\x04", 4);
	zone_name(&zone, "test");
	zone_record(&zone, SS_DNS_A, 500, "\x01\x02\x03\x04", 4);
	size_t b = zone_cname(&zone, 12, 500, "c.test");
	zone_pointer(&zone, b + 2); /* "test" */
	zone_record(&zone, SS_DNS_A, 500, "\x01\x02\x03\x04", 4);
	check_equal(read_answer(), SS_DNS_NONE);
}

test(an_unspecified_address_is_no_address) {
	ask("a.test", SS_DNS_A);
	zone_pointer(&zone, 12);
	zone_record(&zone, SS_DNS_A, 500, "\0\0\0\0", 4);
	check_equal(read_answer(), SS_DNS_NONE);
}

test(response_codes) {
	ask("a.test", SS_DNS_A);
	check_equal(read_answer(), SS_DNS_NONE);
	for (unsigned code = 1; code < 16; code++) {
		zone_set(&zone, ZONE_RECURSIVE, code);
		check_equal(read_answer(), code == ZONE_NXDOMAIN ? SS_DNS_NONE : SS_DNS_FAILED);
	}
	zone_set(&zone, 0, 0);
	check_equal(read_answer(), SS_DNS_FAILED); /* neither recursive nor authoritative: a referral */
	zone_set(&zone, ZONE_AUTHORITATIVE, 0);
	check_equal(read_answer(), SS_DNS_NONE);
}

test(a_ttl_with_the_top_bit_is_zero) {
	ask("a.test", SS_DNS_A);
	zone_a(&zone, 0x80000001, 1);
	check_equal(read_answer(), SS_DNS_FOUND);
	check_equal(answer.ttl, 0);
}

test(of_an_answer_that_was_cut_off_what_is_there_is_used_and_not_kept) {
	ask("a.test", SS_DNS_A);
	zone_set(&zone, ZONE_TRUNCATED | ZONE_RECURSIVE, 0);
	check_equal(read_answer(), SS_DNS_TRUNCATED);
	zone_a(&zone, 300, 1);
	zone_a(&zone, 300, 2);
	check_equal(read_bytes(zone.bytes, zone.length - 3, false), SS_DNS_FOUND);
	check_equal(answer.count, 1);
	check_equal(answer.ttl, 0);
	zone_set(&zone, ZONE_RECURSIVE, 0);
	check_equal(read_bytes(zone.bytes, zone.length - 3, false), SS_DNS_FOREIGN);
}

test(what_does_not_match_the_query_is_foreign) {
	static const struct {
		size_t at;
		uint8_t flip;
	} changes[] = {{0, 1}, {1, 0x80}, {2, 0x80}, {2, 0x08}, {2, 0x40}, {4, 1}, {5, 1}, {5, 2}, {12, 1}, {13, 1},
		{19, 4}, {20, 1}, {22, 1}};
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		ask("a.test", SS_DNS_A);
		zone_a(&zone, 300, 1);
		zone.bytes[changes[i].at] ^= changes[i].flip;
		check_equal(read_answer() == SS_DNS_FOREIGN ? (int)i : -1, (int)i);
	}
	ask("a.test", SS_DNS_A);
	zone_a(&zone, 300, 1);
	ask("b.test", SS_DNS_A);
	struct zone other = zone;
	zone_a(&other, 300, 1);
	ask("a.test", SS_DNS_A);
	check_equal(read_bytes(other.bytes, other.length, false), SS_DNS_FOREIGN);
	check_equal(read_bytes(query, query_length, false), SS_DNS_FOREIGN); /* an echo */
}

test(letters_in_another_case_are_told) {
	query_length = ss_dns_write_query(query, 0x1234, "a.test", SS_DNS_A, 0x5);
	zone_answer(&zone, query, query_length);
	zone_a(&zone, 300, 1);
	check_equal(read_answer(), SS_DNS_FOUND);
	zone.bytes[13] ^= 0x20;
	check_equal(read_answer(), SS_DNS_OTHER_CASE);
	check_equal(read_bytes(zone.bytes, zone.length, true), SS_DNS_FOUND);
	zone.bytes[12] ^= 0x20; /* a length is no letter */
	check_equal(read_bytes(zone.bytes, zone.length, true), SS_DNS_FOREIGN);
}

test(records_of_wrong_size_are_refused) {
	for (size_t length = 0; length < 20; length++) {
		ask("a.test", SS_DNS_A);
		zone_pointer(&zone, 12);
		zone_record(&zone, SS_DNS_A, 300,
			"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13", length);
		check_equal(read_answer(), length == 4 ? SS_DNS_FOUND : SS_DNS_FOREIGN);
	}
	ask("a.test", SS_DNS_A);
	size_t data = zone_cname(&zone, 12, 300, "b.test");
	zone.bytes[data - 1]--;
	check_equal(read_answer(), SS_DNS_FOREIGN);
}

test(records_of_other_classes_are_passed_over) {
	ask("a.test", SS_DNS_A);
	zone_a(&zone, 300, 1);
	zone.bytes[query_length + 5] = 3; /* CHAOS */
	zone_a(&zone, 300, 2);
	check_equal(read_answer(), SS_DNS_FOUND);
	check_equal(answer.count, 1);
	check_equal(answer.addresses[0][3], 2);
}

test(pointers_that_do_not_lead_backwards_are_refused) {
	static const size_t steps[] = {0, 1, 2, 100, 0x3FFF};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		ask("a.test", SS_DNS_A);
		zone_pointer(&zone, (zone.length + steps[i]) & 0x3FFF);
		zone_record(&zone, SS_DNS_A, 300, "\x01\x02\x03\x04", 4);
		check_equal(read_answer(), SS_DNS_FOREIGN);
	}
	ask("a.test", SS_DNS_A);
	zone_pointer(&zone, 4); /* into the header */
	zone_record(&zone, SS_DNS_A, 300, "\x01\x02\x03\x04", 4);
	check_equal(read_answer(), SS_DNS_FOREIGN);
}

test(a_name_that_goes_round_in_circles_ends) {
	/* "a", and then a pointer back to it: a's without end */
	ask("a.a.a.a.a.a.a.a", SS_DNS_A);
	size_t loop = zone.length;
	zone.bytes[zone.length++] = 1;
	zone.bytes[zone.length++] = 'a';
	zone_pointer(&zone, loop);
	zone_record(&zone, SS_DNS_A, 300, "\x01\x02\x03\x04", 4);
	check_equal(read_answer(), SS_DNS_FOREIGN);
}

test(pointers_to_pointers_are_followed_a_few_times) {
	for (size_t count = 1; count < 20; count++) {
		ask("a.test", SS_DNS_A);
		zone_pointer(&zone, 12);
		size_t data = zone_record(&zone, 99, 300, NULL, 0), before = 12;
		for (size_t i = 1; i < count; i++)
			before = zone_pointer(&zone, before);
		zone.bytes[data - 1] = (uint8_t)(zone.length - data);
		zone_pointer(&zone, before);
		zone_record(&zone, SS_DNS_A, 300, "\x01\x02\x03\x04", 4);
		check_equal(read_answer(), count <= 4 ? SS_DNS_FOUND : SS_DNS_FOREIGN);
	}
}

test(a_message_cut_anywhere_is_read_within_its_bounds) {
	ask("a.test", SS_DNS_A);
	size_t b = zone_cname(&zone, 12, 500, "b.test");
	zone_pointer(&zone, b);
	zone_record(&zone, SS_DNS_A, 500, "\x01\x02\x03\x04", 4);
	for (size_t length = 0; length < zone.length; length++)
		check(read_bytes(zone.bytes, length, false) != SS_DNS_FOUND);
	zone_count(&zone, 0xFFFF);
	check_equal(read_answer(), SS_DNS_FOREIGN);
}

/* Changes good answers a little, or much: whatever comes out, the sanitizers must have nothing to say. */
test(random_answers_are_read_within_their_bounds) {
	unsigned found = 0;
	for (int i = 0; i < 300000; i++) {
		ask("a.test", i % 2 ? SS_DNS_A : SS_DNS_AAAA);
		size_t b = zone_cname(&zone, 12, 500, "b.test");
		size_t c = zone_cname(&zone, b, 500, "c.a.test");
		zone_pointer(&zone, c);
		zone_record(&zone, i % 2 ? SS_DNS_A : SS_DNS_AAAA, 500,
			"\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08", i % 2 ? 4 : 16);
		for (unsigned n = test_random() % 6; n > 0; n--) {
			uint8_t values[] = {(uint8_t)test_random(), 0xC0, 0, 0xFF, 12, 63};
			zone.bytes[query_length + test_random() % (zone.length - query_length)] = values[test_random() % 6];
		}
		if (test_random() % 4 == 0)
			zone.bytes[2] |= 0x02;
		size_t length = test_random() % 8 ? zone.length : query_length + test_random() % (zone.length - query_length);
		found += read_bytes(zone.bytes, length, false) == SS_DNS_FOUND;
	}
	check(found > 10000);
}
