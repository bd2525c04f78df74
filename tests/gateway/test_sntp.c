/*
 * hosts/bare-metal/sntp.c: the time from a server, which is the test.
 */
#include "../../hosts/bare-metal/serial_netif.h"
#include "../../hosts/bare-metal/sntp.h"
#include "../../hosts/gateway/packet.h"
#include "datagram.h"
#include "lwip/init.h"
#include "scripted_board.h"
#include "tap.h"
#include <string.h>

#define BUILD 1700000000 /* when the firmware was built */
#define EPOCH 2208988800 /* seconds from 1900 to 1970 */

enum { NTP = 123, LENGTH = 48 };

static uint8_t question[LENGTH], answer[LENGTH];
static uint16_t client_port;
static int64_t told_seconds;
static uint32_t told_microseconds;
static int told;

static void on_time(int64_t seconds, uint32_t microseconds) {
	told_seconds = seconds;
	told_microseconds = microseconds;
	told++;
}

static void start(void) {
	lwip_init();
	check(bare_netif_start());
	check(bare_sntp_start(&(struct bare_sntp_settings){"10.0.2.2", BUILD, on_time}));
}

/* @return whether the board has asked since the last time. */
static bool take_question(void) {
	uint8_t bytes[200];
	struct packet packet;
	size_t length = take_from_line(bytes, sizeof(bytes));
	if (!length)
		return false;
	check(!packet_read(bytes, length, &packet) && packet_has_good_checksum(&packet));
	check_equal(packet.destination, 0x0a000202);
	check_equal(packet.destination_port, NTP);
	check_equal(packet.payload_length, 8 + LENGTH);
	memcpy(question, packet.payload + 8, LENGTH);
	client_port = packet.source_port;
	return true;
}

static void make_answer(int64_t seconds, uint32_t fraction) {
	memset(answer, 0, sizeof(answer));
	answer[0] = 0x24;
	answer[1] = 2;
	memcpy(answer + 24, question + 40, 8);
	put32(answer + 32, (uint32_t)(seconds + EPOCH));
	put32(answer + 36, fraction);
	put32(answer + 40, (uint32_t)(seconds + EPOCH));
	put32(answer + 44, fraction);
}

static void send_answer_from(uint8_t from, uint16_t port, size_t length) {
	uint8_t bytes[200];
	put_on_line(bytes, make_datagram(bytes, from, port, 15, client_port, answer, length));
	while (bare_netif_poll())
		;
}

static void send_answer(void) {
	send_answer_from(2, NTP, LENGTH);
}

/* @return milliseconds until the board asks again. */
static uint32_t wait_for_question(void) {
	for (uint32_t milliseconds = 0; milliseconds < 10000000; milliseconds++) {
		if (take_question())
			return milliseconds;
		script_pass(1);
	}
	return UINT32_MAX;
}

test(the_answer_sets_the_time) {
	start();
	check(take_question());
	check_equal(question[0], 0x23);
	make_answer(1800000000, 0x80000000);
	send_answer();
	check_equal(told, 1);
	check_equal(told_seconds, 1800000000);
	check_equal(told_microseconds, 500000);
}

test(half_of_the_time_on_the_way_is_added) {
	start();
	check(take_question());
	script_pass(300);
	make_answer(1800000000, 0);
	put32(answer + 44, 0x1999999a); /* the server held it for 100 ms */
	send_answer();
	check_equal(told_seconds, 1800000000);
	check_equal((told_microseconds + 500) / 1000, 200);
}

test(after_2036_the_seconds_of_ntp_have_wrapped) {
	start();
	check(take_question());
	make_answer(2500000000, 0);
	send_answer();
	check_equal(told_seconds, 2500000000);
}

test(questions_come_less_and_less_often_until_there_is_an_answer) {
	start();
	check(take_question());
	static const uint32_t expected[] = {1000, 2000, 4000, 8000, 16000, 32000, 64000, 64000, 64000};
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		check_equal(wait_for_question() / 100, expected[i] / 100);
	make_answer(1800000000, 0);
	send_answer();
	check_equal(told, 1);
}

test(after_an_answer_the_next_question_comes_in_an_hour) {
	start();
	check(take_question());
	make_answer(1800000000, 0);
	send_answer();
	check_equal(wait_for_question() / 1000, 3600);
	make_answer(1800003600, 0);
	send_answer();
	check_equal(told, 2);
}

test(each_question_has_another_number_that_cannot_be_guessed) {
	uint8_t before[8];
	start();
	check(take_question());
	memcpy(before, question + 40, 8);
	wait_for_question();
	check(memcmp(before, question + 40, 8) != 0);
	check(memcmp(question + 40, (uint8_t[8]){0}, 8) != 0);
}

/* An answer of which one thing is wrong; the right one afterwards shows that the board still waits. */
static void check_refused(void (*spoil)(void)) {
	start();
	check(take_question());
	make_answer(1800000000, 0);
	spoil();
	send_answer();
	check_equal(told, 0);
	check_equal(bare_sntp_get_refused(), 1);
	make_answer(1800000000, 0);
	send_answer();
	check_equal(told, 1);
}

static void spoil_origin(void) {
	answer[31] ^= 1;
}

static void spoil_mode(void) {
	answer[0] = 0x23;
}

static void spoil_leap(void) {
	answer[0] = 0xe4;
}

static void spoil_stratum(void) {
	answer[1] = 0;
	memcpy(answer + 12, "RATE", 4);
}

static void spoil_stratum_16(void) {
	answer[1] = 16;
}

static void spoil_time(void) {
	memset(answer + 40, 0, 8);
}

test(an_answer_to_another_question_is_refused) {
	check_refused(spoil_origin);
}

test(what_is_no_answer_of_a_server_is_refused) {
	check_refused(spoil_mode);
}

test(a_server_without_a_clock_is_refused) {
	check_refused(spoil_leap);
}

test(a_kiss_of_death_is_refused) {
	check_refused(spoil_stratum);
}

test(a_stratum_of_16_is_refused) {
	check_refused(spoil_stratum_16);
}

test(an_answer_without_a_time_is_refused) {
	check_refused(spoil_time);
}

test(an_answer_of_somebody_else_is_refused) {
	start();
	check(take_question());
	make_answer(1800000000, 0);
	send_answer_from(7, NTP, LENGTH);
	send_answer_from(2, 124, LENGTH);
	check_equal(told, 0);
	check_equal(bare_sntp_get_refused(), 2);
}

test(a_short_answer_is_refused) {
	start();
	check(take_question());
	make_answer(1800000000, 0);
	for (size_t length = 0; length < LENGTH; length++)
		send_answer_from(2, NTP, length);
	check_equal(told, 0);
}

test(a_second_answer_to_the_same_question_is_refused) {
	start();
	check(take_question());
	make_answer(1800000000, 0);
	send_answer();
	send_answer();
	check_equal(told, 1);
}

test(a_time_before_the_build_is_refused_and_asked_for_again) {
	start();
	check(take_question());
	make_answer(BUILD - 1, 0);
	send_answer();
	check_equal(told, 0);
	check_equal(wait_for_question() / 100, 10);
	make_answer(BUILD, 0);
	send_answer();
	check_equal(told, 1);
}

test(a_time_after_2100_is_refused) {
	start();
	check(take_question());
	make_answer(BARE_SNTP_LATEST, 0);
	send_answer();
	check_equal(told, 0);
}

test(after_the_stop_nothing_is_asked) {
	start();
	check(take_question());
	bare_sntp_stop();
	script_pass(10000);
	check(!take_question());
}

test(a_server_that_is_no_address_is_refused) {
	lwip_init();
	check(bare_netif_start());
	check(!bare_sntp_start(&(struct bare_sntp_settings){"time.example", BUILD, on_time}));
}
