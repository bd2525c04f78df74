/*
 * console's output on the chip: xsbug in debug builds, whose line it would disturb otherwise; IDF's console in release builds.
 */
#include "../../../modules/globals/globals_natives.h"
#include "parts.h"
#include "xsmc.h"

#include "xsHost.h"
#include <stdio.h>

#ifdef mxDebug

void esp32_print(const char *text) {
	modLogVar(text);
}

void xs_console_write(xsMachine *the) {
	fxReport(the, "%s", xsmcToString(xsArg(1)));
}

#else

void esp32_print(const char *text) {
	fputs(text, stdout);
	fflush(stdout);
}

void xs_console_write(xsMachine *the) {
	esp32_print(xsmcToString(xsArg(1)));
}

#endif
