/*
 * A call into the network context is a request that its caller waits for.
 */
#include "../../../modules/secure-sockets/core/port.h"

struct call {
	void (*run)(void *argument);
	void *argument;
	ss_waiter waiter;
};

static void run_call(void *argument) {
	struct call *call = argument;
	call->run(call->argument);
	ss_port_signal(&call->waiter);
}

void ss_port_call(void (*run)(void *argument), void *argument) {
	if (ss_port_inside()) {
		run(argument);
		return;
	}
	struct call call = {.run = run, .argument = argument};
	ss_request request = {.run = run_call, .argument = &call};
	ss_port_await(&request, &call.waiter);
}
