/*
 * How JavaScript that is running is stopped: at each line the engine asks its debugger whether there is something to be
 * read. There is no debugger, but the question comes in time for a machine that is to stop.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "machine.h"

/* As an exception that JavaScript cannot catch, but functions in C can, who may have something to free. */
static void unwind(txMachine *the) {
	while (the->firstJump && the->firstJump->flag) {
		txJump *jump = the->firstJump;
		the->firstJump = jump->nextJump;
		sim_xs_free(jump);
	}
	mxException.kind = XS_UNDEFINED_KIND;
	fxJump(the);
}

txBoolean fxIsReadable(txMachine *the) {
	if (atomic_load_explicit(the->host->stopped, memory_order_relaxed))
		unwind(the);
	return 0;
}

void fxConnect(txMachine *the) {
	(void)the;
}

void fxDisconnect(txMachine *the) {
	(void)the;
}

txBoolean fxIsConnected(txMachine *the) {
	(void)the;
	return 0;
}

void fxReceive(txMachine *the) {
	(void)the;
}

void fxSend(txMachine *the, txBoolean more) {
	(void)the;
	(void)more;
}
