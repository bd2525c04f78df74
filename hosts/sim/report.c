/*
 * The last words of an app that fails.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "../engine/last_words.h"
#include "machine.h"
#include "output.h"
#include "report.h"

static void print(const char *text) {
	sim_output_write(true, text, strlen(text));
}

void sim_machine_abort(sim_machine *machine, const char *message) {
	if (!machine->dying && !sim_is_leaving()) {
		machine->dying = true;
		print(message);
		print("\n");
		engine_print_calls(machine->the, print);
	}
	sim_leave(machine, 1);
}

char *sim_machine_describe(sim_machine *machine, const xsSlot *error) {
	return engine_describe(machine->the, &machine->describe, error);
}

void sim_machine_fail(sim_machine *machine, const char *what, const xsSlot *error) {
	txMachine *the = machine->the;
	if (machine->dying || sim_is_leaving())
		sim_leave(machine, 1);
	machine->dying = true;
	fxBeginHost(the);
	mxPushSlot(error);
	print(what);
	print(" ");
	char *text = sim_machine_describe(machine, the->stack);
	print(text ? text : "an exception, and no memory to print it");
	free(text);
	print("\n");
	sim_leave(machine, 1);
}
