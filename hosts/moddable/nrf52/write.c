/*
 * console's output on the chip: xsbug in debug builds, and SEGGER's Real Time Transfer, which any build of the SDK leaves free.
 */
#include "../../../modules/globals/globals_natives.h"
#include "../../bare-metal/board.h"
#include "../../cortex-m/nrf52840dk/parts.h"
#include "parts.h"

#include "xsHost.h"
#include "xsmc.h"

#include <string.h>

#if !__has_include("../../../build/moddable/nrf52/libsecuresockets.a")
#error \
	"the library that this links to is not there yet: run `make moddable PLATFORM=nrf52` in the checkout of secure-sockets"
#endif

void nrf52_print(const char *text) {
	static bool started;
	if (!started)
		nrf_console_start();
	started = true;
	board_console_write(text, strlen(text));
}

void xs_console_write(xsMachine *the) {
	nrf52_print(xsmcToString(xsArg(1)));
#ifdef mxDebug
	fxReport(the, "%s", xsmcToString(xsArg(1)));
#endif
}
