/*
 * The C half of the module `sim` (modules/sim.ts), and what the module `device` asks of the simulator.
 */
#include "../../modules/device/device_port.h"
#include "binding.h"
#include "clock.h"
#include "machine.h"
#include "natives.h"
#include "network/faults.h"
#include "network/network.h"
#include "options.h"

const char *device_argument(int index) {
	return index < sim_settings.argument_count ? sim_settings.arguments[index] : NULL;
}

void device_exit(xsMachine *the, int status) {
	sim_leave(the->host, status);
}

device_state device_state_now(void) {
	static int64_t start;
	int64_t now = sim_clock_nanoseconds();
	if (!start)
		start = now;
	return (device_state){.board = "simulator", .up = (double)(now - start) / 1e6};
}

device_usage device_usage_of(xsMachine *the) {
	sim_heap_usage heap = sim_machine_heap(the->host);
	return (device_usage){.heap_now = heap.now, .heap_peak = heap.peak, .heap_reserved = heap.reserved};
}

static void unplug(void *milliseconds) {
	sim_netif_unplug(*(uint32_t *)milliseconds);
}

/* unplug(milliseconds: number): void */
void xs_sim_unplug(xsMachine *the) {
	uint32_t milliseconds = (uint32_t)xsmcToNumber(xsArg(0));
	if (ss_binding_started())
		ss_port_call(unplug, &milliseconds);
}

struct unlinking {
	uint32_t milliseconds;
	bool move;
};

static void unlink_it(void *argument) {
	const struct unlinking *it = argument;
	sim_netif_unlink(it->milliseconds, it->move);
}

/* unlink(milliseconds: number, move: boolean): void */
void xs_sim_unlink(xsMachine *the) {
	struct unlinking it = {.milliseconds = (uint32_t)xsmcToNumber(xsArg(0)), .move = xsmcToBoolean(xsArg(1))};
	if (ss_binding_started())
		ss_port_call(unlink_it, &it);
}

static void narrow(void *bytes) {
	sim_faults_narrow(*(uint32_t *)bytes);
}

/* narrow(bytes: number): void */
void xs_sim_narrow(xsMachine *the) {
	uint32_t bytes = (uint32_t)xsmcToNumber(xsArg(0));
	if (ss_binding_started())
		ss_port_call(narrow, &bytes);
}
