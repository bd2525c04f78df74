/*
 * The port's waiters: a wait costs nothing to set up, and a signal that nobody waits for no call.
 */
#include "network.h"
#include "port.h"

void ss_port_await(ss_request *request, ss_waiter *waiter) {
	ss_port_post(request);
	sim_sleep(&waiter->state, INT64_MAX);
}

void ss_port_signal(ss_waiter *waiter) {
	sim_wake(&waiter->state);
}
