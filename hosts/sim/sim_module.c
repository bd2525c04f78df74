/*
 * The C half of the module `sim` (modules/sim.js).
 */
#include "binding.h"
#include "machine.h"
#include "memory.h"
#include "natives.h"
#include "network/network.h"
#include "options.h"

static void set_number(xsMachine *the, xsSlot *object, const char *name, double value) {
	xsSlot slot;
	fxNumber(the, &slot, value);
	_xsSet(the, object, fxID(the, name), &slot);
}

/* readArguments(): string[] */
void xs_sim_arguments(xsMachine *the) {
	xsmcVars(1);
	xsmcSetNewArray(xsResult, 0);
	for (int i = 0; i < sim_settings.argument_count; i++) {
		xsmcSetString(xsVar(0), sim_settings.arguments[i]);
		xsmcSetIndex(xsResult, (xsIndex)i, xsVar(0));
	}
}

/* exit(code: number): never */
void xs_sim_exit(xsMachine *the) {
	sim_leave(the->host, xsmcToInteger(xsArg(0)) & 0xFF);
}

/* memory(): MemoryReport */
void xs_sim_memory(xsMachine *the) {
	static const char *const names[SS_LIBRARIES] = {
		[SS_CORE] = "core", [SS_MBEDTLS] = "mbedtls", [SS_LWIP] = "lwip", [SS_XS] = "xs"};
	xsmcVars(1);
	xsmcSetNewObject(xsResult);
	for (int library = 0; library < SS_LIBRARIES; library++) {
		ss_memory_usage usage;
		ss_memory_usage_of((ss_library)library, &usage);
		xsmcSetNewObject(xsVar(0));
		set_number(the, &xsVar(0), "now", (double)usage.now);
		set_number(the, &xsVar(0), "peak", (double)usage.peak);
		set_number(the, &xsVar(0), "blocks", (double)usage.blocks);
		set_number(the, &xsVar(0), "allocations", (double)usage.allocations);
		xsmcSet(xsResult, fxID(the, names[library]), xsVar(0));
	}
	sim_heap_usage heap = sim_machine_heap(the->host);
	xsmcSetNewObject(xsVar(0));
	set_number(the, &xsVar(0), "now", (double)heap.now);
	set_number(the, &xsVar(0), "peak", (double)heap.peak);
	set_number(the, &xsVar(0), "reserved", (double)heap.reserved);
	xsmcSet(xsResult, xsID("heap"), xsVar(0));
}

/* gc(): void */
void xs_sim_gc(xsMachine *the) {
	xsCollectGarbage();
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
