/*
 * The life of lwIP in firmware; see network.h. The gateway at the other end of the serial line decides about the address,
 * and tells the time, which is how its presence is noticed: without a clock no certificate could be checked.
 */
#include "network.h"
#include "board.h"
#include "clock.h"
#include "context.h"
#include "core.h"
#include "machine.h"
#include "port.h"
#include "serial_netif.h"
#include "sntp.h"

#include "lwip/init.h"
#include "lwip/timeouts.h"

/* How long the gateway may take to answer before ss_port_start() gives up, in milliseconds. */
#define ANSWER_LIMIT 10000

/* When this was compiled, in seconds since 1970: no answer can be older. */
#ifndef BARE_BUILD_TIME
#define BARE_BUILD_TIME 1764028800 /* 2025-11-25 */
#endif

static const char gateway[] = "10.0.2.2";
static bool tried, runs;

bool bare_network_runs(void) {
	return runs;
}

bool bare_network_poll(void) {
	const struct bare_netif_counters *counters = bare_netif_get_counters();
	uint32_t before = counters->packets_in;
	bare_netif_poll();
	return counters->packets_in != before;
}

uint64_t bare_network_run_timers(void) {
	sys_check_timeouts();
	uint32_t milliseconds = sys_timeouts_sleeptime();
	if (milliseconds == SYS_TIMEOUTS_SLEEPTIME_INFINITE)
		return UINT64_MAX;
	return board_microseconds() + (uint64_t)milliseconds * 1000;
}

static void set_clock(int64_t seconds, uint32_t microseconds) {
	bare_clock_set(seconds * 1000000 + microseconds);
}

static bool start(void) {
	static const struct bare_sntp_settings time = {
		.server = gateway, .earliest = BARE_BUILD_TIME, .on_time = set_clock};
	lwip_init();
	return bare_netif_start() && ss_core_start() && bare_sntp_start(&time);
}

static bool wait_for_answer(void) {
	uint64_t limit = ss_port_milliseconds() + ANSWER_LIMIT;
	int64_t now;
	while (!bare_clock_read(&now)) {
		if (ss_port_milliseconds() > limit)
			return false;
		if (!bare_context_turn())
			board_sleep(bare_context_deadline());
	}
	return true;
}

bool ss_port_start(void) {
	if (!tried)
		runs = start();
	tried = true;
	if (!runs) {
		bare_print("The network could not be started: there is no memory, or the board has no randomness.\n");
		return false;
	}
	if (wait_for_answer())
		return true;
	bare_print("Nobody answers on the serial line: does the gateway run? (make gateway PORT=...)\n");
	return false;
}
