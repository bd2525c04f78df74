/*
 * core/address.c: addresses as text.
 */
#include "address.h"
#include "constants.h"
#include "test.h"
#include <string.h>

static void reads_as(const char *text, const char *printed) {
	ss_address address;
	char again[SS_ADDRESS_TEXT];
	if (!ss_address_parse(text, &address))
		test_fail(__FILE__, __LINE__, "\"%s\" is not read", text);
	check_equal(address.port, 0);
	ss_address_print(&address, again);
	check_text(again, printed);
}

static void is_refused(const char *text) {
	ss_address address = {.family = 77}, before = address;
	if (ss_address_parse(text, &address))
		test_fail(__FILE__, __LINE__, "\"%s\" is read", text);
	check_bytes((const void *)&address, (const void *)&before, sizeof(address));
}

test(ipv4_is_four_numbers) {
	ss_address address;
	check(ss_address_parse("192.0.2.255", &address));
	check_equal(address.family, SOCKETS_AF_INET);
	check_equal(ss_address_length(&address), 4);
	check_bytes(address.bytes, "\xc0\x00\x02\xff", 4);
	reads_as("0.0.0.0", "0.0.0.0");
	reads_as("255.255.255.255", "255.255.255.255");
}

test(what_is_not_quite_ipv4_is_refused) {
	static const char *const bad[] = {"", ".", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", "1.2.3.256", "1.2.3.04",
		"1.2.3.00", "01.2.3.4", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "1..3.4", "0x1.2.3.4", "-1.2.3.4", "+1.2.3.4",
		"1.2.3.4000000000000", "16909060", "a.b.c.d", "1.2.3.4:80"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_refused(bad[i]);
}

test(ipv6_is_written_as_rfc_5952_wants_it) {
	reads_as("2001:db8:0:0:0:0:2:1", "2001:db8::2:1");
	reads_as("2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1");
	reads_as("2001:DB8::1", "2001:db8::1");
	reads_as("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
	reads_as("2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
	reads_as("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
	reads_as("0:0:1:0:0:0:0:0", "0:0:1::");
	reads_as("::", "::");
	reads_as("0:0:0:0:0:0:0:0", "::");
	reads_as("::1", "::1");
	reads_as("1::", "1::");
	reads_as("1::8", "1::8");
	reads_as("fd00::2", "fd00::2");
	reads_as("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8");
	reads_as("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
	reads_as("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8");
	reads_as("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8");
	reads_as("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

test(ipv6_may_end_like_ipv4) {
	reads_as("::ffff:192.0.2.1", "::ffff:192.0.2.1");
	reads_as("::ffff:c000:201", "::ffff:192.0.2.1");
	reads_as("64:ff9b::192.0.2.33", "64:ff9b::c000:221");
	reads_as("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304");
	reads_as("::1.2.3.4", "::102:304");
}

test(what_is_not_quite_ipv6_is_refused) {
	static const char *const bad[] = {":", ":::", "::1::", "1::2::3", ":1", "1:", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "12345::", "::12345", "::g", "fe80::1%eth0",
		"[::1]", " ::1", "::1 ", "::1.2.3", "::1.2.3.256", "::1.2.3.4.5", "1.2.3.4::", "::1.2.3.4:5",
		"1:2:3:4:5:6:7:1.2.3.4", "::ffff:1.2.3.04", "::-1", "1:2:3:4:5:6:7:8:", "::1/64"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_refused(bad[i]);
}

test(all_that_is_printed_can_be_read) {
	for (int i = 0; i < 20000; i++) {
		ss_address address = {.family = i % 4 ? SOCKETS_AF_INET6 : SOCKETS_AF_INET}, again;
		char text[SS_ADDRESS_TEXT];
		for (unsigned n = 0; n < ss_address_length(&address); n++)
			address.bytes[n] = test_random() % 3 ? 0 : (uint8_t)test_random();
		ss_address_print(&address, text);
		check(ss_address_parse(text, &again));
		check_bytes((const void *)&again, (const void *)&address, sizeof(address));
	}
}

test(random_text_is_read_within_its_bounds) {
	static const char letters[] = ":::....0123456789abcdefg ";
	for (int i = 0; i < 200000; i++) {
		char text[48];
		size_t length = test_random() % sizeof(text);
		for (size_t n = 0; n < length; n++)
			text[n] = letters[test_random() % (sizeof(letters) - 1)];
		text[length] = 0;
		ss_address address;
		if (ss_address_parse(text, &address))
			check(strchr(text, '.') || strchr(text, ':'));
	}
}

test(special_addresses_are_known) {
	ss_address address;
	check(ss_address_parse("0.0.0.0", &address) && ss_address_is_any(&address));
	check(ss_address_parse("0.0.0.1", &address) && !ss_address_is_any(&address));
	check(ss_address_parse("::", &address) && ss_address_is_any(&address) && !ss_address_is_mapped(&address));
	check(ss_address_parse("::1", &address) && !ss_address_is_any(&address));
	check(ss_address_parse("::ffff:0:1", &address) && ss_address_is_mapped(&address));
	check(ss_address_parse("::fffe:0:1", &address) && !ss_address_is_mapped(&address));
	address = (ss_address){0};
	char text[SS_ADDRESS_TEXT] = "untouched";
	ss_address_print(&address, text);
	check_text(text, "");
}
