/*
 * The way into lwIP's own task.
 */
#include "lwip/priv/tcpip_priv.h"
#include "parts.h"

struct order {
	struct tcpip_api_call_data call;
	void (*run)(void *argument);
	void *argument;
};

/* Whether the network context, which is one task, is in there already. */
static bool inside;

static err_t run_order(struct tcpip_api_call_data *call) {
	struct order *order = (struct order *)call;
	order->run(order->argument);
	return ERR_OK;
}

void esp32_lwip_call(void (*run)(void *argument), void *argument) {
	if (inside) {
		run(argument);
		return;
	}
	struct order order = {.run = run, .argument = argument};
	inside = true;
	tcpip_api_call(run_order, &order.call);
	inside = false;
}
