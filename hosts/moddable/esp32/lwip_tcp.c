/*
 * core/tcp.c in lwIP's task: see lwip_side.h. Its timer is lwIP's there.
 */
#include "lwip_side.h"

#include "../../../modules/secure-sockets/core/timer.h"
#include "lwip/timeouts.h"

static void start_timer(ss_timer *timer, uint32_t milliseconds, void (*expired)(void *), void *argument) {
	timer->expired = expired;
	timer->argument = argument;
	timer->running = true;
	sys_timeout(milliseconds, expired, argument);
}

/* One that has expired is not found, and that is all. */
static void stop_timer(ss_timer *timer) {
	if (timer->running)
		sys_untimeout(timer->expired, timer->argument);
	timer->running = false;
}

#define ss_timer_start start_timer
#define ss_timer_stop stop_timer
#define ss_tcp lwip_tcp
#define ss_tcp_new lwip_tcp_new
#define ss_tcp_bind lwip_tcp_bind
#define ss_tcp_connect lwip_tcp_connect
#define ss_tcp_write lwip_tcp_write
#define ss_tcp_flush lwip_tcp_flush
#define ss_tcp_read lwip_tcp_read
#define ss_tcp_peek lwip_tcp_peek
#define ss_tcp_available lwip_tcp_available
#define ss_tcp_drained lwip_tcp_drained
#define ss_tcp_shutdown lwip_tcp_shutdown
#define ss_tcp_failure lwip_tcp_failure
#define ss_tcp_addresses lwip_tcp_addresses
#define ss_tcp_limit lwip_tcp_limit
#define ss_tcp_keep_alive lwip_tcp_keep_alive
#define ss_tcp_close lwip_tcp_close
#define ss_tcp_abort lwip_tcp_abort

#include "../../../modules/secure-sockets/core/tcp.c"
