/*
 * What toolchain/freeze prints, as C data: the same on all processors. After "xsAll.h".
 */
#ifndef BARE_PROGRAM_DATA_H
#define BARE_PROGRAM_DATA_H

struct bare_machine;

/** What a specifier means in a module. */
typedef struct bare_import {
	const char *specifier;
	txID module; /**< The key of its name. */
} bare_import;

typedef struct bare_module {
	txID name;        /**< The key of its name. */
	const txU1 *code; /**< Bytecode with the program's keys; NULL: the module has been preloaded. */
	txSize code_size;
	const txHostFunctionBuilder *natives; /**< In the order of the module's HOST atom. */
	txSize native_count;
	const bare_import *imports;
	txSize import_count;
} bare_module;

typedef struct bare_program {
	/** bare_program_boot() or bare_program_thaw(): an image contains one of them, and what that needs of the engine. */
	txMachine *(*create)(struct bare_machine *host);
	const bare_module *modules;
	txSize module_count;
	const bare_import *specifiers; /**< The library's public names, for specifiers made up at run time. */
	txSize specifier_count;
	const char *startup, *main; /**< Names of modules. */
	/** Objects that are changed where they are: a block of the engine's heap, whose first slot is the engine's. */
	txSlot *ram;
	txSize ram_count;
	txSlot *const *roots; /**< Those of them that flash refers to, where the garbage collector does not look. */
	txSize root_count;
	txPreparation *preparation; /**< Without a heap it only has keys and creation. In flash, whatever the type says. */
} bare_program;

extern const bare_program bare_program_data;

/** Makes the engine's objects in RAM; keys and bytecode stay in flash. program_boot.c. */
txMachine *bare_program_boot(struct bare_machine *host);

/** Uses the engine's and the preloaded modules' objects that are in flash. program_thaw.c. */
txMachine *bare_program_thaw(struct bare_machine *host);

#endif
