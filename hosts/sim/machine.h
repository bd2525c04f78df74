/*
 * One XS machine of the simulator: engine, archives, event loop. A machine belongs to the thread that made it; there is
 * nothing global about it, so that several threads can have one each: the app's, and those of its workers (worker.h).
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "archive.h"
#include "loop.h"
#include "xsmc.h"

typedef struct sim_machine {
	xsMachine *the;
	ss_loop *loop;
	const atomic_bool *stopped; /* by sim_loop_stop() */
	struct sim_worker *worker;  /* that this is the machine of; NULL: the app's */
	struct sim_worker *workers; /* that this machine has made */
	sim_archive library, app;
	size_t heap, heap_limit; /* bytes reserved for slots and chunks; no limit: 0 */
	uint8_t *hosts;          /* of the module being loaded: its HOST atom, and what its symbols are here */
	uint16_t *symbols;
	xsSlot on_timer, describe; /* functions of the globals module */
	xsSlot receive;            /* the worker's function for messages */
	bool jobs;                 /* promises have something to run */
	bool evaluated;            /* the main module, to its end */
	bool starting;             /* sim_machine_start() has not returned */
	char *failure;             /* why the main module of a worker failed meanwhile */
	bool dying;                /* a fatal error is being reported */
} sim_machine;

/**
 * Makes a machine with the archives and the heap limit of the options, and runs the library's entry, which defines the
 * globals.
 * @param worker whose machine it is going to be, in the thread of the worker; NULL: the app's.
 * @return the machine, to be given back with sim_machine_delete(), or NULL after a message on stderr.
 */
sim_machine *sim_machine_new(struct sim_worker *worker);

/** Ends a machine's workers and frees it. Events that come later are run without a machine. */
void sim_machine_delete(sim_machine *machine);

/**
 * Runs the main module, up to its first top-level await if it has one. An error ends the process, unless this is the
 * machine of a worker. @return the error as text, to be freed; NULL if there was none.
 */
char *sim_machine_start(sim_machine *machine);

/** Starts the main module and returns when nothing can happen any more. @return the exit status. The app's machine. */
int sim_machine_run(sim_machine *machine);

/**
 * Finds the module that a specifier means where the function was called that called a native. In a host function.
 * @return its name; throws an Error if there is none.
 */
const char *sim_find_imported(xsMachine *the, const char *specifier);

/** What the JavaScript heap holds, in bytes; garbage counts until it is collected. */
typedef struct sim_heap_usage {
	size_t now, peak, reserved;
} sim_heap_usage;

/** Reads it. The machine's thread. */
sim_heap_usage sim_machine_heap(const sim_machine *machine);

/** Runs promise jobs until there are none, then looks for rejections that nobody handles. */
void sim_machine_run_jobs(sim_machine *machine);

/** Prints an error that nobody caught, with its stack, and leaves with status 1. @param what for example "Uncaught". */
void sim_machine_fail(sim_machine *machine, const char *what, const xsSlot *error) __attribute__((noreturn));

/** @return an error as text with its stack, or another value, to be freed; NULL without memory. The machine's thread. */
char *sim_machine_describe(sim_machine *machine, const xsSlot *error);

/**
 * Ends the process: stops all machines, then the network, without waiting for connections. By any machine; the first
 * decides about the status.
 */
void sim_leave(sim_machine *machine, int status) __attribute__((noreturn));

/** @return whether sim_leave() was called. Any thread. */
bool sim_is_leaving(void);

/** While a machine is made in this thread: whether the process is to end, with a message, when there is no memory for it. */
void sim_engine_insist(bool insist);

#endif
