/*
 * The life of lwIP in firmware; see network.h. The gateway at the other end of the serial line decides about the address,
 * and tells the time, which is how its presence is noticed: without a clock no certificate could be checked.
 */
#include "network.h"
#include "board.h"
#include "clock.h"
#include "core.h"
#include "serial_netif.h"
#include "sntp.h"

#include "lwip/init.h"
#include "lwip/timeouts.h"

/* When this was compiled, in seconds since 1970: no answer can be older. */
#ifndef BARE_BUILD_TIME
#define BARE_BUILD_TIME 1764028800 /* 2025-11-25 */
#endif

static const char gateway[] = "10.0.2.2";
static bool runs;
static uint64_t due; /* when timers have work, in microseconds of the board's clock; 0: that has to be found out */

bool bare_network_start(void (*on_time)(int64_t seconds, uint32_t microseconds)) {
	const struct bare_sntp_settings time = {.server = gateway, .earliest = BARE_BUILD_TIME, .on_time = on_time};
	lwip_init();
	runs = bare_netif_start() && ss_core_start() && bare_sntp_start(&time);
	return runs;
}

bool bare_network_runs(void) {
	return runs;
}

static bool run_requests(ss_request *request) {
	bool some = request != NULL;
	while (request) {
		ss_request *next = request->next; /* the request may be gone, or posted again, afterwards */
		request->run(request->argument);
		request = next;
	}
	return some;
}

/* @return whether a packet came in. */
static bool move_bytes(void) {
	const struct bare_netif_counters *counters = bare_netif_get_counters();
	uint32_t before = counters->packets_in;
	bare_netif_poll();
	return counters->packets_in != before;
}

/* @return when lwIP's timers have work next. */
static uint64_t run_lwip_timers(void) {
	sys_check_timeouts();
	uint32_t milliseconds = sys_timeouts_sleeptime();
	if (milliseconds == SYS_TIMEOUTS_SLEEPTIME_INFINITE)
		return UINT64_MAX;
	return board_microseconds() + (uint64_t)milliseconds * 1000;
}

/* Also tells when they have work next. */
static void run_timers(void) {
	/* the clock's fraction is cut off: only the next millisecond shows for sure that a whole time-out has passed */
	ss_core_run_timers(ss_port_milliseconds() - 1);
	uint64_t network = run_lwip_timers();
	uint64_t core = ss_core_next_deadline();
	due = core == SS_NO_DEADLINE ? UINT64_MAX : bare_clock_to_microseconds(core + 1);
	if (network < due)
		due = network;
}

bool bare_network_turn(ss_request *requests) {
	bool some = run_requests(requests);
	some |= move_bytes();
	/* not for each byte of a packet, which may have woken us */
	if (some || board_microseconds() >= due) {
		run_timers();
		some = true;
	}
	return some;
}

uint64_t bare_network_due(void) {
	return due;
}

void bare_network_reconsider(void) {
	due = 0;
}
