/*
 * console's output in the SDK's simulator: what the simulator itself was started with, and xsbug.
 */
#include "xsmc.h"
#include <stdio.h>

void xs_console_write(xsMachine *the) {
	FILE *to = xsmcTest(xsArg(0)) ? stderr : stdout;
	fputs(xsmcToString(xsArg(1)), to);
	fflush(to);
#ifdef mxDebug
	fxReport(the, "%s", xsmcToString(xsArg(1)));
#endif
}
