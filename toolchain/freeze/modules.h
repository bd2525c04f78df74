#ifndef FREEZE_MODULES_H
#define FREEZE_MODULES_H

#include "freeze.h"

/** A module of the archive, with its bytecode remapped to the keys of the machine. */
typedef struct freeze_module {
	const char *name;
	txID id;
	txU1 *code;
	txSize code_size;
	txHostFunctionBuilder *natives;
	txSize native_count;
	bool preloaded;
} freeze_module;

extern freeze_module *modules;
extern txSize module_count;

/** Reads the archive: gives keys to all that it names, and bytecode those keys. */
void read_modules(txMachine *the);

/* strip.c */

/** Notes that the program names a key, or what its bytecode has as strings. */
void note_name(txID id);
void note_strings(txMachine *the, const txU1 *code, txSize size);

/** Leaves out the builtins that the program does not name. */
void strip_builtins(txMachine *the);

/** @return the module of a name or a key, or NULL. */
freeze_module *find_module(const char *name);
freeze_module *find_module_by_id(txID id);

/** @return the module that a specifier means in another one, or NULL. */
freeze_module *find_import(const freeze_module *importer, const char *specifier);

/** @return the module whose bytecode contains an address, or NULL. */
const freeze_module *module_of_code(const void *address);

/** Prints the bytecode, then the table of modules and the program itself. */
void print_code(FILE *file);
void print_modules(FILE *file);

#endif
