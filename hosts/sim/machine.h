/*
 * One XS machine of the simulator: engine, archives, event loop. A machine belongs to the thread that made it; there is
 * nothing global about it, so that several threads can have one each.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "archive.h"
#include "loop.h"
#include "xsmc.h"

typedef struct sim_machine {
	xsMachine *the;
	ss_loop *loop;
	sim_archive library, app;
	size_t heap, heap_limit; /* bytes reserved for slots and chunks; no limit: 0 */
	uint8_t *hosts;          /* of the module being loaded: its HOST atom, and what its symbols are here */
	uint16_t *symbols;
	xsSlot on_timer, describe; /* functions of the globals module */
	bool jobs;                 /* promises have something to run */
	bool evaluated;            /* the app's main module, to its end */
	bool dying;                /* a fatal error is being reported */
} sim_machine;

/**
 * Makes a machine with the modules of two archives and runs the library's entry, which defines the globals.
 * @param heap_limit in bytes, 0: none.
 * @return the machine, to be given back with sim_machine_delete(), or NULL after a message on stderr.
 */
sim_machine *sim_machine_new(const char *library, const char *app, size_t heap_limit);

/** Frees a machine. Events that come later are run without a machine. */
void sim_machine_delete(sim_machine *machine);

/** Starts the app's main module and returns when nothing can happen any more. @return the exit status. */
int sim_machine_run(sim_machine *machine);

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

/** Ends the process: stops the network, without waiting for connections. Only in a thread that runs a machine. */
void sim_leave(int status) __attribute__((noreturn));

#endif
