/*
 * hosts/gateway/clock.c: answers of NTP.
 */
#include "../../hosts/gateway/clock.h"
#include "../../hosts/gateway/packet.h"
#include "tap.h"
#include <string.h>
#include <time.h>

static uint8_t question[CLOCK_MESSAGE] = {0x23, [2] = 6, [40] = 1, 2, 3, 4, 5, 6, 7, 8};
static uint8_t answer[CLOCK_MESSAGE];

test(a_client_is_answered_with_its_own_transmit_time) {
	check(clock_answer(question, sizeof(question), answer));
	check_equal(answer[0], 0x24);
	check_equal(answer[1], 1);
	check(!memcmp(answer + 24, question + 40, 8));
	check_equal(get32(answer + 40), (uint32_t)(time(NULL) + 2208988800));
}

test(version_3_is_answered_in_version_3) {
	question[0] = 0x1b;
	check(clock_answer(question, sizeof(question), answer));
	check_equal(answer[0], 0x1c);
}

test(what_is_no_question_of_a_client_gets_no_answer) {
	for (int first = 0; first < 256; first++) {
		int version = first >> 3 & 7;
		question[0] = (uint8_t)first;
		check_equal(clock_answer(question, sizeof(question), answer), (first & 7) == 3 && version >= 1 && version <= 4);
	}
}

test(a_short_question_gets_no_answer) {
	for (size_t length = 0; length < sizeof(question); length++)
		check(!clock_answer(question, length, answer));
}

test(without_a_clock_there_is_no_answer) {
	check(clock_choose("none"));
	check(!clock_answer(question, sizeof(question), answer));
	check(clock_choose("host"));
	check(clock_answer(question, sizeof(question), answer));
}

test(words_that_are_no_clock_are_refused) {
	static const char *const words[] = {"", "x", "1x", "+", "-", "now", "1.5", "99999999999999999999", "253402300800"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		check(!clock_choose(words[i]));
}
