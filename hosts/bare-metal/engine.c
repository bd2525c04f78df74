/*
 * What the engine asks of its host: memory, promise jobs, and what to do when it cannot go on. Modules: program.c.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "../../modules/device/device_port.h"
#include "board.h"
#include "clock.h"
#include "machine.h"
#include "memory.h"

#include <malloc.h>

void *bare_xs_allocate(size_t size) {
	return ss_memory_allocate(SS_XS, size);
}

void *bare_xs_clear_allocate(size_t count, size_t size) {
	return ss_memory_clear_allocate(SS_XS, count, size);
}

void *bare_xs_resize(void *block, size_t size) {
	return ss_memory_resize(SS_XS, block, size);
}

void bare_xs_free(void *block) {
	ss_memory_free(block);
}

/* Date, before anybody has set the clock: from 1970 on. */
int bare_get_time_of_day(struct timeval *time, void *zone) {
	int64_t now = (int64_t)board_microseconds();
	(void)zone;
	bare_clock_read(&now);
	time->tv_sec = now / 1000000;
	time->tv_usec = now % 1000000;
	return 0;
}

void fxCreateMachinePlatform(txMachine *the) {
	the->host = the->context;
	the->host->the = the;
}

void fxDeleteMachinePlatform(txMachine *the) {
	(void)the;
}

/* The engine reports a NULL as fxAbort(XS_NOT_ENOUGH_MEMORY_EXIT). */
static void *allocate_heap(txMachine *the, size_t size) {
	void *block = bare_xs_allocate(size);
	if (block)
		the->host->heap += size;
	return block;
}

void *fxAllocateChunks(txMachine *the, txSize size) {
	return allocate_heap(the, (size_t)size);
}

void fxFreeChunks(txMachine *the, void *chunks) {
	(void)the;
	bare_xs_free(chunks);
}

txSlot *fxAllocateSlots(txMachine *the, txSize count) {
	return allocate_heap(the, (size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine *the, void *slots) {
	(void)the;
	bare_xs_free(slots);
}

device_usage device_usage_of(txMachine *the) {
	return (device_usage){
		.heap_now = (size_t)the->currentChunksSize + (size_t)the->currentHeapCount * sizeof(txSlot),
		.heap_peak = (size_t)the->peakChunksSize + (size_t)the->peakHeapCount * sizeof(txSlot),
		.heap_reserved = the->host->heap,
		.stack_peak = board_stack_used(),
		.stack_size = (size_t)(board_stack_top - board_stack_limit),
		.system_now = mallinfo().uordblks,
		.system_peak = mallinfo().arena,
	};
}

void fxQueuePromiseJobs(txMachine *the) {
	the->host->jobs = true;
}

void bare_machine_run_jobs(struct bare_machine *machine) {
	do {
		while (machine->jobs) {
			machine->jobs = false;
			fxRunPromiseJobs(machine->the);
		}
		fxEndJob(machine->the); /* finalizers may queue more */
	} while (machine->jobs);
	fxCheckUnhandledRejections(machine->the, 1);
}

void fxAbort(txMachine *the, int status) {
	struct bare_machine *machine = the->host;
	char text[96];
	switch (status) {
	case XS_UNHANDLED_EXCEPTION_EXIT:
		bare_machine_fail(machine, "Uncaught", &mxException);
	case XS_UNHANDLED_REJECTION_EXIT:
		bare_machine_fail(machine, "Unhandled rejection:", &mxException);
	case XS_STACK_OVERFLOW_EXIT:
		bare_machine_abort(machine, "Stack overflow: too many calls inside each other");
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		snprintf(text, sizeof text, "Out of memory: the JavaScript heap cannot grow beyond %lu bytes",
			(unsigned long)machine->heap);
		bare_machine_abort(machine, text);
	case XS_NO_MORE_KEYS_EXIT:
		bare_machine_abort(machine, "Out of property names: see the program's creation (keys)");
	default:
		snprintf(text, sizeof text, "The JavaScript engine failed (%d)", status);
		bare_machine_abort(machine, text);
	}
}
