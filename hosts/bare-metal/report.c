/*
 * The last words of a firmware that fails.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "../engine/last_words.h"
#include "machine.h"

void bare_machine_abort(struct bare_machine *machine, const char *message) {
	if (!machine->dying) {
		machine->dying = true;
		bare_print(message);
		bare_print("\n");
		engine_print_calls(machine->the, bare_print);
	}
	bare_exit(1);
}

void bare_machine_fail(struct bare_machine *machine, const char *what, const xsSlot *error) {
	txMachine *the = machine->the;
	if (machine->dying)
		bare_exit(1);
	machine->dying = true;
	fxBeginHost(the);
	mxPushSlot(error);
	bare_print(what);
	bare_print(" ");
	char *text = engine_describe(the, &machine->describe, the->stack);
	bare_print(text ? text : "an exception, and no memory to print it");
	bare_print("\n");
	bare_exit(1);
}
