/*
 * The one XS machine of a firmware, and the parts around it:
 *
 *   main.c       start and end of everything
 *   loop.c       the main loop: events, timers, sleep; it is the network context, too
 *   context.c    the core's requests (port.h)
 *   network.c    lwIP's life, on the serial line
 *   clock.c      monotonic and wall clock
 *   port.c       the rest of the core's port: entropy, memory, wall clock
 *   engine.c     what the engine asks of its host
 *   program.c    the modules
 *   natives.c    what the modules `globals` and `device` ask of their host
 *   report.c     last words
 *
 * All of it runs in the main loop. Interrupts only move bytes and time; they are the board's (board.h).
 */
#ifndef BARE_MACHINE_H
#define BARE_MACHINE_H

#include "xsmc.h"

struct bare_machine {
	xsMachine *the;
	xsSlot on_timer, describe; /* functions of the globals module */
	uint64_t timer;            /* when on_timer is due, in microseconds of the board's clock; UINT64_MAX: never */
	size_t heap;               /* bytes reserved for slots and chunks */
	bool jobs;                 /* promises have something to run */
	bool evaluated;            /* the main module, to its end */
	bool dying;                /* a fatal error is being reported */
};

/** Runs promise jobs until there are none, then looks for rejections that nobody handles. */
void bare_machine_run_jobs(struct bare_machine *machine);

/** Prints an error that nobody caught, with its stack, and ends the program with status 1. @param what e.g. "Uncaught". */
void bare_machine_fail(struct bare_machine *machine, const char *what, const xsSlot *error) __attribute__((noreturn));

/** Prints a message and the calls under way, without the help of JavaScript or its heap, and ends with status 1. */
void bare_machine_abort(struct bare_machine *machine, const char *message) __attribute__((noreturn));

/** Runs the program until nothing can happen in it any more. */
void bare_loop_run(struct bare_machine *machine);

/** Prints on the console; a line feed becomes CR LF, as terminals want it. */
void bare_print(const char *text);

/** Ends the program. @param status 0 to 255, for an emulator or debugger. */
void bare_exit(int status) __attribute__((noreturn));

#endif
