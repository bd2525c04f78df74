/*
 * What no host's machine does, and how it says so, the same on all hosts: modules that are not there, and compiling at run
 * time, for which there is no compiler in a device's firmware (fxParseScript, which the engine calls). The machine's thread.
 */
#ifndef ENGINE_REFUSALS_H
#define ENGINE_REFUSALS_H

/* After xsAll.h or xs.h. */

/**
 * Throws an Error with the code of node, ERR_MODULE_NOT_FOUND.
 * @param importer the name of the module that asks.
 * @param specifier what it asks for.
 */
void engine_throw_not_found(struct sxMachine *the, const char *importer, const char *specifier)
	__attribute__((noreturn));

#endif
