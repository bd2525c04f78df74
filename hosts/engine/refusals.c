/*
 * See refusals.h.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "refusals.h"

void engine_throw_not_found(txMachine *the, const char *importer, const char *specifier) {
	char message[2 * C_PATH_MAX]; /* made first: the names may be strings of the machine, which move */
	snprintf(message, sizeof message, "Cannot find module '%s' imported from %s", specifier, importer);
	mxPush(mxErrorConstructor);
	mxNew();
	mxPushStringC(message);
	mxRunCount(1);
	txSlot *error = the->stack;
	mxPushStringX((txString) "ERR_MODULE_NOT_FOUND");
	mxPushSlot(error);
	fxSetID(the, fxNewNameX(the, (txString) "code"));
	mxPop();
	mxPull(mxException);
	fxJump(the);
}

txScript *fxParseScript(txMachine *the, void *stream, txGetter getter, txUnsigned flags) {
	(void)stream;
	(void)getter;
	(void)flags;
	mxEvalError((txString) "no compiler at run time: eval and new Function are not available");
	return NULL;
}
