/*
 * The life of a machine; see machine.h.
 */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

enum { exit_unsettled = 13 };

/* With a limit the heap starts small and grows in small steps, so that the limit can be what a device has. */
static const xsCreation unlimited = {
	.initialChunkSize = 1024 * 1024,
	.incrementalChunkSize = 1024 * 1024,
	.initialHeapCount = 64 * 1024,
	.incrementalHeapCount = 64 * 1024,
	.stackCount = 128 * 1024,
	.initialKeyCount = 4096,
	.incrementalKeyCount = 1024,
	.nameModulo = 1993,
	.symbolModulo = 127,
};
static const xsCreation limited = {
	.initialChunkSize = 64 * 1024,
	.incrementalChunkSize = 16 * 1024,
	.initialHeapCount = 8 * 1024,
	.incrementalHeapCount = 1024,
	.stackCount = 8 * 1024,
	.initialKeyCount = 2048,
	.incrementalKeyCount = 256,
	.nameModulo = 509,
	.symbolModulo = 127,
};

static void run_library(sim_machine *machine) {
	xsBeginHost(machine->the);
	xsAwaitImport(sim_archive_entry(&machine->library), XS_IMPORT_NAMESPACE);
	xsEndHost(machine->the);
}

sim_machine *sim_machine_new(const char *library, const char *app, size_t heap_limit) {
	sim_machine *machine = calloc(1, sizeof *machine);
	if (!machine || !(machine->loop = sim_loop_new(machine))) {
		free(machine);
		fputs("sim: out of memory\n", stderr);
		return NULL;
	}
	machine->heap_limit = heap_limit;
	xsCreation creation = heap_limit ? limited : unlimited;
	if (!sim_archive_open(&machine->library, library) || !sim_archive_open(&machine->app, app) ||
		!xsCreateMachine(&creation, (xsStringValue) "sim", machine)) {
		sim_machine_delete(machine);
		return NULL;
	}
	run_library(machine);
	return machine;
}

void sim_machine_delete(sim_machine *machine) {
	if (machine->the)
		xsDeleteMachine(machine->the);
	sim_loop_close(machine->loop);
	ss_loop_release(machine->loop);
	sim_archive_close(&machine->app);
	sim_archive_close(&machine->library);
	free(machine);
}

static void main_evaluated(xsMachine *the) {
	the->host->evaluated = true;
}

static void main_failed(xsMachine *the) {
	sim_machine_fail(the->host, "Uncaught", &xsArg(0));
}

static void start_main(sim_machine *machine) {
	xsBeginHost(machine->the);
	{
		xsmcVars(3);
		xsVar(0) = xsAwaitImport(sim_archive_entry(&machine->app), XS_IMPORT_ASYNC);
		xsVar(1) = xsNewHostFunction(main_evaluated, 1);
		xsVar(2) = xsNewHostFunction(main_failed, 1);
		xsmcCall_noResult(xsVar(0), xsID("then"), &xsVar(1), &xsVar(2), NULL);
	}
	xsEndHost(machine->the);
}

int sim_machine_run(sim_machine *machine) {
	start_main(machine);
	sim_loop_run(machine->loop);
	if (machine->evaluated)
		return 0;
	fprintf(stderr, "Nothing is left to happen, but a top-level await has not ended: %s\n",
		sim_archive_entry(&machine->app));
	return exit_unsettled;
}
