/*
 * The freezer: from compiled modules to the program.c of a firmware image; see docs/freezer.md.
 */
#ifndef FREEZE_H
#define FREEZE_H

#include "xsAll.h"

#include "archive.h"

/** What the command line says. */
typedef struct freeze_settings {
	const char *output, *startup;
	bool boot;            /**< Nothing is frozen but keys and bytecode. */
	bool strip;           /**< Builtins that the program does not name are left out. */
	const char **preload; /**< Names of modules. */
	int preload_count;
	const char **keys; /**< That functions in C are going to ask for: they are put into flash. */
	int key_count;
	txCreation creation; /**< For the machine of the firmware. */
} freeze_settings;

extern freeze_settings settings;
extern sim_archive archive;

/** Prints a message and ends with status 1. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/** Prints an exception with its stack, and ends with status 1. */
void fail_with(txMachine *the, const char *what, const txSlot *exception) __attribute__((noreturn));

/* machine.c */

/** Makes the machine that is going to be frozen, with the modules' keys; runs what is to be preloaded. */
txMachine *make_machine(void);

/* natives.c */

/** @return the function that stands for a native of the firmware on the host; it ends the freezer when it is called. */
txCallback native_stand_in(const char *name);

/** @return the name in C of a function of the engine or of a native; fails for one that has none. */
const char *function_name(const void *function, const char *what);

void print_native_declarations(FILE *file);

/* program.c */

/** Prints what collect_heap() or collect_keys() found. */
void print_program(txMachine *the, FILE *file);

#endif
