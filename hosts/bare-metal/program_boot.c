/*
 * A program without a frozen heap: the engine makes its objects in RAM. Keys are in flash as in a frozen program.
 */
#include "xsAll.h"

#include "program_data.h"

/* Called by the engine when it has allocated its tables and needs the first keys. */
void fxBuildKeys(txMachine *the) {
	const txPreparation *keys = bare_program_data.preparation;
	the->keyArrayHost = keys->keys;
	the->keyIndex = the->keyOffset = (txID)keys->keyCount;
	the->keyCount = (txID)(keys->keyCount + keys->creation.initialKeyCount);
	memcpy(the->nameTable, keys->names, (size_t)keys->nameModulo * sizeof *keys->names);
	memcpy(the->symbolTable, keys->symbols, (size_t)keys->symbolModulo * sizeof *keys->symbols);
}

txMachine *bare_program_boot(struct bare_machine *host) {
	txCreation creation = bare_program_data.preparation->creation;
	creation.stackCount += mxStackIndexCount; /* what else is in flash */
	return fxCreateMachine(&creation, (txString) "program", host, XS_NO_ID);
}
