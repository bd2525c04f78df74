/*
 * What the engine asks of its host: memory, promise jobs, and what to do when it cannot go on. Modules: loader.c.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "machine.h"
#include "memory.h"
#include "output.h"
#include "report.h"

#include <unistd.h>

/* The engine does not look at all that it allocates for a new machine. */
static _Thread_local bool insists;

void sim_engine_insist(bool insist) {
	insists = insist;
}

static void *check(void *block) {
	static const char message[] = "Out of memory: there is none for a JavaScript machine\n";
	if (!block && insists) {
		sim_output_write(true, message, sizeof message - 1);
		_exit(1);
	}
	return block;
}

void *sim_xs_allocate(size_t size) {
	return check(ss_memory_allocate(SS_XS, size));
}

/* What xsMarshall.c allocates with; see build.mk. */
extern void *sim_xs_allocate_with_room(size_t size);
void *sim_xs_allocate_with_room(size_t size) {
	return sim_xs_allocate(size + sizeof(txSlot));
}

void *sim_xs_clear_allocate(size_t count, size_t size) {
	return check(ss_memory_clear_allocate(SS_XS, count, size));
}

void *sim_xs_resize(void *block, size_t size) {
	return check(ss_memory_resize(SS_XS, block, size));
}

void sim_xs_free(void *block) {
	ss_memory_free(block);
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
	sim_machine *machine = the->host;
	if (machine->heap_limit && machine->heap + size > machine->heap_limit)
		return NULL;
	void *block = sim_xs_allocate(size);
	if (block)
		machine->heap += size;
	return block;
}

void *fxAllocateChunks(txMachine *the, txSize size) {
	return allocate_heap(the, (size_t)size);
}

void fxFreeChunks(txMachine *the, void *chunks) {
	(void)the;
	sim_xs_free(chunks);
}

txSlot *fxAllocateSlots(txMachine *the, txSize count) {
	return allocate_heap(the, (size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine *the, void *slots) {
	(void)the;
	sim_xs_free(slots);
}

sim_heap_usage sim_machine_heap(const sim_machine *machine) {
	const txMachine *the = machine->the;
	return (sim_heap_usage){
		.now = (size_t)the->currentChunksSize + (size_t)the->currentHeapCount * sizeof(txSlot),
		.peak = (size_t)the->peakChunksSize + (size_t)the->peakHeapCount * sizeof(txSlot),
		.reserved = machine->heap,
	};
}

void fxQueuePromiseJobs(txMachine *the) {
	the->host->jobs = true;
}

void sim_machine_run_jobs(sim_machine *machine) {
	do {
		while (machine->jobs && !*machine->stopped) {
			machine->jobs = false;
			fxRunPromiseJobs(machine->the);
		}
		fxEndJob(machine->the); /* finalizers may queue more */
	} while (machine->jobs && !*machine->stopped);
	if (!*machine->stopped)
		fxCheckUnhandledRejections(machine->the, 1);
}

void fxAbort(txMachine *the, int status) {
	sim_machine *machine = the->host;
	char text[128];
	switch (status) {
	case XS_UNHANDLED_EXCEPTION_EXIT:
		if (*machine->stopped)
			return; /* that is how it stops: stop.c */
		sim_machine_fail(machine, "Uncaught", &mxException);
	case XS_UNHANDLED_REJECTION_EXIT:
		sim_machine_fail(machine, "Unhandled rejection:", &mxException);
	case XS_STACK_OVERFLOW_EXIT:
		sim_machine_abort(machine, "Stack overflow: too many calls inside each other");
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		if (machine->heap_limit)
			snprintf(text, sizeof text, "Out of memory: the JavaScript heap would exceed its limit of %zu bytes",
				machine->heap_limit);
		else
			snprintf(
				text, sizeof text, "Out of memory: the JavaScript heap cannot grow beyond %zu bytes", machine->heap);
		sim_machine_abort(machine, text);
	case XS_NO_MORE_KEYS_EXIT:
		sim_machine_abort(machine, "Out of property names: XS has room for 65535 of them");
	default:
		snprintf(text, sizeof text, "The JavaScript engine failed (%d)", status);
		sim_machine_abort(machine, text);
	}
}
