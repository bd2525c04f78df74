/*
 * A program with a frozen heap: the engine's and the preloaded modules' objects are used where they are, in flash.
 */
#include "xsAll.h"

#include "program_data.h"

txMachine *bare_program_thaw(struct bare_machine *host) {
	return fxPrepareMachine(NULL, bare_program_data.preparation, (txString) "program", host, NULL);
}
