/*
 * The C half of the module `device` (device.ts).
 */
#include "core/memory.h"
#include "core/port.h"
#include "device_natives.h"
#include "device_port.h"

static void set_number(xsMachine *the, xsSlot *object, const char *name, double value) {
	xsSlot slot;
	fxNumber(the, &slot, value);
	_xsSet(the, object, fxID(the, name), &slot);
}

/* readArguments(): string[] */
void xs_device_arguments(xsMachine *the) {
	const char *argument;
	xsmcVars(1);
	xsmcSetNewArray(xsResult, 0);
	for (int i = 0; (argument = device_argument(i)); i++) {
		xsmcSetString(xsVar(0), (xsStringValue)argument);
		xsmcSetIndex(xsResult, (xsIndex)i, xsVar(0));
	}
}

/* exit(code: number): never */
void xs_device_exit(xsMachine *the) {
	device_exit(the, xsmcToInteger(xsArg(0)) & 0xFF);
}

static void put_library(xsMachine *the, ss_library library) {
	ss_memory_usage usage;
	ss_memory_usage_of(library, &usage);
	xsmcSetNewObject(xsVar(0));
	set_number(the, &xsVar(0), "now", (double)usage.now);
	set_number(the, &xsVar(0), "peak", (double)usage.peak);
	set_number(the, &xsVar(0), "blocks", (double)usage.blocks);
	set_number(the, &xsVar(0), "allocations", (double)usage.allocations);
}

/* memory(): MemoryReport */
void xs_device_memory(xsMachine *the) {
	static const char *const names[SS_LIBRARIES] = {
		[SS_CORE] = "core", [SS_MBEDTLS] = "mbedtls", [SS_LWIP] = "lwip", [SS_XS] = "xs"};
	xsmcVars(1);
	xsmcSetNewObject(xsResult);
	for (int library = 0; library < SS_LIBRARIES; library++) {
		put_library(the, (ss_library)library);
		xsmcSet(xsResult, fxID(the, names[library]), xsVar(0));
	}
	device_usage usage = device_usage_of(the);
	xsmcSetNewObject(xsVar(0));
	set_number(the, &xsVar(0), "now", (double)usage.heap_now);
	set_number(the, &xsVar(0), "peak", (double)usage.heap_peak);
	set_number(the, &xsVar(0), "reserved", (double)usage.heap_reserved);
	xsmcSet(xsResult, xsID("heap"), xsVar(0));
	xsmcSetNewObject(xsVar(0));
	set_number(the, &xsVar(0), "peak", (double)usage.stack_peak);
	set_number(the, &xsVar(0), "size", (double)usage.stack_size);
	xsmcSet(xsResult, xsID("stack"), xsVar(0));
	xsmcSetNewObject(xsVar(0));
	set_number(the, &xsVar(0), "now", (double)usage.system_now);
	set_number(the, &xsVar(0), "peak", (double)usage.system_peak);
	xsmcSet(xsResult, xsID("system"), xsVar(0));
}

/* gc(): void */
void xs_device_gc(xsMachine *the) {
	xsCollectGarbage();
}

/* random(length: number): ArrayBuffer | undefined; the length has been checked */
void xs_device_random(xsMachine *the) {
	xsIntegerValue length = xsmcToInteger(xsArg(0));
	xsmcSetArrayBuffer(xsResult, NULL, length);
	if (!ss_port_entropy(xsmcToArrayBuffer(xsResult), (size_t)length))
		xsmcSetUndefined(xsResult);
}

/* status(): DeviceStatus */
void xs_device_status(xsMachine *the) {
	device_state state = device_state_now();
	xsmcVars(1);
	xsmcSetNewObject(xsResult);
	xsmcSetString(xsVar(0), (xsStringValue)state.board);
	xsmcSet(xsResult, xsID("board"), xsVar(0));
	set_number(the, &xsResult, "up", state.up);
	set_number(the, &xsResult, "asleep", state.asleep);
	set_number(the, &xsResult, "lost", state.lost);
}
