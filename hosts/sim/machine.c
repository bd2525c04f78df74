/*
 * The life of a machine; see machine.h.
 */
#include "machine.h"
#include "options.h"
#include "worker.h"

#include <pthread.h>
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

/* The engine counts its machines without a lock. */
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

static bool create(sim_machine *machine) {
	xsCreation creation = machine->heap_limit ? limited : unlimited;
	pthread_mutex_lock(&counting);
	sim_engine_insist(true);
	xsMachine *the = xsCreateMachine(&creation, (xsStringValue) "sim", machine);
	sim_engine_insist(false);
	pthread_mutex_unlock(&counting);
	return the != NULL;
}

static void run_library(sim_machine *machine) {
	xsBeginHost(machine->the);
	xsAwaitImport(sim_archive_entry(&machine->library), XS_IMPORT_NAMESPACE);
	xsEndHost(machine->the);
}

static bool open_archives(sim_machine *machine) {
	if (!machine->worker)
		return sim_archive_open(&machine->library, sim_settings.library) &&
			   sim_archive_open(&machine->app, sim_settings.app);
	const sim_machine *owner = sim_worker_owner(machine->worker);
	return sim_archive_open_again(&machine->library, &owner->library) &&
		   sim_archive_open_again(&machine->app, &owner->app);
}

sim_machine *sim_machine_new(sim_worker *worker) {
	sim_machine *machine = calloc(1, sizeof *machine);
	if (!machine || !(machine->loop = sim_loop_new(machine))) {
		free(machine);
		fputs("sim: out of memory\n", stderr);
		return NULL;
	}
	machine->stopped = sim_loop_stopped(machine->loop);
	machine->heap_limit = sim_settings.heap_limit;
	machine->worker = worker;
	if (!open_archives(machine) || !create(machine)) {
		sim_machine_delete(machine);
		return NULL;
	}
	run_library(machine);
	return machine;
}

void sim_machine_delete(sim_machine *machine) {
	sim_workers_end(machine);
	if (machine->the) {
		pthread_mutex_lock(&counting);
		xsDeleteMachine(machine->the);
		pthread_mutex_unlock(&counting);
	}
	sim_loop_close(machine->loop);
	ss_loop_release(machine->loop);
	sim_archive_close(&machine->app);
	sim_archive_close(&machine->library);
	free(machine);
}

/* A worker's module may export a function as its default, to be called then. */
static void main_evaluated(xsMachine *the) {
	xsmcVars(1);
	if (the->host->worker) {
		xsmcGet(xsVar(0), xsArg(0), xsID("default"));
		if (xsmcIsInstanceOf(xsVar(0), xsFunctionPrototype))
			(void)xsCallFunction0(xsVar(0), xsUndefined);
	}
	the->host->evaluated = true;
}

static void main_failed(xsMachine *the) {
	sim_machine *machine = the->host;
	if (machine->worker && machine->starting)
		machine->failure = sim_machine_describe(machine, &xsArg(0));
	else
		sim_machine_fail(machine, "Uncaught", &xsArg(0));
}

static const char *entry_of(const sim_machine *machine) {
	return machine->worker ? sim_worker_entry(machine->worker) : sim_archive_entry(&machine->app);
}

char *sim_machine_start(sim_machine *machine) {
	machine->starting = true;
	xsBeginHost(machine->the);
	{
		xsmcVars(3);
		xsVar(0) = xsAwaitImport(entry_of(machine), XS_IMPORT_ASYNC);
		xsVar(1) = xsNewHostFunction(main_evaluated, 1);
		xsVar(2) = xsNewHostFunction(main_failed, 1);
		xsmcCall(xsVar(0), xsVar(0), xsID("then"), &xsVar(1), NULL);
		xsmcCall_noResult(xsVar(0), xsID("catch"), &xsVar(2), NULL);
	}
	xsEndHost(machine->the);
	sim_machine_run_jobs(machine);
	machine->starting = false;
	return machine->failure;
}

int sim_machine_run(sim_machine *machine) {
	sim_machine_start(machine);
	sim_loop_run(machine->loop);
	if (machine->evaluated || *machine->stopped)
		return 0;
	fprintf(stderr, "Nothing is left to happen, but a top-level await has not ended: %s\n", entry_of(machine));
	return exit_unsettled;
}
