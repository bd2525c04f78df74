/*
 * core/timer.c: deadlines.
 */
#include "core.h"
#include "test.h"
#include "test_port.h"
#include "timer.h"
#include <stdlib.h>
#include <string.h>

static char log_of_names[64];

static void note(void *name) {
	strcat(log_of_names, name);
}

static char a[] = "a", b[] = "b", c[] = "c";

test(timers_expire_in_the_order_of_their_deadlines) {
	ss_timer one = {0}, two = {0}, three = {0};
	ss_timer_start(&one, 30, note, a);
	ss_timer_start(&two, 10, note, b);
	ss_timer_start(&three, 20, note, c);
	port_advance(100);
	check_text(log_of_names, "bca");
}

test(timers_of_the_same_deadline_expire_in_the_order_of_their_starts) {
	ss_timer one = {0}, two = {0}, three = {0};
	ss_timer_start(&one, 10, note, a);
	ss_timer_start(&two, 10, note, b);
	ss_timer_start(&three, 10, note, c);
	port_advance(10);
	check_text(log_of_names, "abc");
}

test(a_timer_expires_at_its_deadline_and_not_before) {
	ss_timer timer = {0};
	ss_timer_start(&timer, 10, note, a);
	port_advance(9);
	check_text(log_of_names, "");
	check(timer.running);
	port_advance(1);
	check_text(log_of_names, "a");
	check(!timer.running);
}

test(a_timer_expires_once) {
	ss_timer timer = {0};
	ss_timer_start(&timer, 10, note, a);
	port_advance(1000);
	check_text(log_of_names, "a");
}

test(a_timer_started_anew_forgets_its_old_deadline) {
	ss_timer timer = {0};
	ss_timer_start(&timer, 10, note, a);
	port_advance(5);
	ss_timer_start(&timer, 10, note, b);
	port_advance(9);
	check_text(log_of_names, "");
	port_advance(1);
	check_text(log_of_names, "b");
	port_advance(100);
	check_text(log_of_names, "b");
}

test(a_stopped_timer_does_not_expire) {
	ss_timer one = {0}, two = {0};
	ss_timer_start(&one, 10, note, a);
	ss_timer_start(&two, 20, note, b);
	ss_timer_stop(&one);
	check(!one.running);
	port_advance(100);
	check_text(log_of_names, "b");
}

test(stopping_a_timer_that_does_not_run_does_nothing) {
	ss_timer one = {0}, two = {0};
	ss_timer_stop(&one);
	ss_timer_start(&two, 10, note, b);
	ss_timer_start(&one, 5, note, a);
	port_advance(5);
	ss_timer_stop(&one);
	port_advance(5);
	check_text(log_of_names, "ab");
}

static void stop_it(void *timer) {
	note(a);
	ss_timer_stop(timer);
}

test(a_timer_can_stop_another_that_is_due_at_the_same_time) {
	ss_timer one = {0}, two = {0};
	ss_timer_start(&one, 10, stop_it, &two);
	ss_timer_start(&two, 10, note, b);
	port_advance(10);
	check_text(log_of_names, "a");
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
}

static void start_again(void *argument) {
	ss_timer *timer = argument;
	note(a);
	if (strlen(log_of_names) < 3)
		ss_timer_start(timer, 10, start_again, timer);
}

test(a_timer_can_start_itself_again) {
	ss_timer timer = {0};
	ss_timer_start(&timer, 10, start_again, &timer);
	port_advance(10);
	check_text(log_of_names, "a");
	port_advance(10);
	check_text(log_of_names, "aa");
	port_advance(100);
	check_text(log_of_names, "aaa");
}

static void give_up(void *timer) {
	note(a);
	free(timer);
}

test(a_timer_can_be_freed_by_its_own_expiry) {
	ss_timer *timer = calloc(1, sizeof(*timer));
	ss_timer after = {0};
	ss_timer_start(timer, 10, give_up, timer);
	ss_timer_start(&after, 10, note, b);
	port_advance(10);
	check_text(log_of_names, "ab");
}

test(the_next_deadline_is_the_earliest) {
	ss_timer one = {0}, two = {0};
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
	uint64_t now = ss_port_milliseconds();
	ss_timer_start(&one, 30, note, a);
	check_equal(ss_core_next_deadline(), now + 30);
	ss_timer_start(&two, 10, note, b);
	check_equal(ss_core_next_deadline(), now + 10);
	ss_timer_stop(&two);
	check_equal(ss_core_next_deadline(), now + 30);
	ss_timer_stop(&one);
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
}

test(the_longest_time_out_does_not_wrap) {
	ss_timer timer = {0};
	ss_timer_start(&timer, UINT32_MAX, note, a);
	port_advance(UINT32_MAX - 1);
	check_text(log_of_names, "");
	port_advance(1);
	check_text(log_of_names, "a");
}

test(timers_run_late_still_run_in_order) {
	ss_timer one = {0}, two = {0};
	ss_timer_start(&one, 20, note, a);
	ss_timer_start(&two, 10, note, b);
	port_enter();
	ss_core_run_timers(ss_port_milliseconds() + 1000);
	port_leave();
	check_text(log_of_names, "ba");
}
