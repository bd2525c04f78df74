/*
 * The program of an image: JavaScript as toolchain/link made it. It is data, one program.c per image (program_data.h):
 * modules and, unless it was linked with --boot, the engine's and the modules' objects as they are in flash.
 */
#ifndef BARE_PROGRAM_H
#define BARE_PROGRAM_H

#include "xsmc.h"

struct bare_machine;

/**
 * Makes the machine. The engine calls fxCreateMachinePlatform(), where the->context is the host already.
 * @param host becomes the machine's context; must outlive the machine. There can be one machine only.
 * @return the machine, or NULL without memory.
 */
xsMachine *bare_program_create(struct bare_machine *host);

/**
 * Runs the library's entry, whose exceptions end in fxAbort(), then starts the program's main module. When that has been
 * evaluated to its end, `done` is called, or `failed`: xsArg(0) is what was thrown. Not to be called in a host function;
 * afterwards the caller runs promise jobs.
 * @param done, failed host functions.
 */
void bare_program_start(xsMachine *the, xsCallback done, xsCallback failed);

/** @return the name of the program's main module, for messages. Static. */
const char *bare_program_name(void);

#endif
