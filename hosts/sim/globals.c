/*
 * What the globals (modules/globals) ask of the simulator: console and timers.
 */
#include "../../modules/globals/globals_natives.h"
#include "clock.h"
#include "machine.h"
#include "output.h"

#include <string.h>

/* write(error: boolean, text: string): void */
void xs_console_write(xsMachine *the) {
	bool error = xsmcToBoolean(xsArg(0));
	const char *text = xsmcToString(xsArg(1));
	sim_output_write(error, text, strlen(text));
}

/* setDescribe(describe: (value: unknown) => string): void; what errors that nobody catches are printed with */
void xs_console_set_describe(xsMachine *the) {
	the->host->describe = xsArg(0);
	xsRemember(the->host->describe);
}

/* now(): number; milliseconds of the scaled clock */
void xs_timers_now(xsMachine *the) {
	xsmcSetNumber(xsResult, (double)sim_clock_nanoseconds() / 1e6);
}

/* setCallback(callback: () => void): void; called when the time given to arm() has come */
void xs_timers_set_callback(xsMachine *the) {
	the->host->on_timer = xsArg(0);
	xsRemember(the->host->on_timer);
}

/* arm(time: number): void; a value of now(), or Infinity */
void xs_timers_arm(xsMachine *the) {
	double nanoseconds = xsmcToNumber(xsArg(0)) * 1e6;
	sim_loop_set_deadline(the->host->loop, nanoseconds < (double)INT64_MAX ? (int64_t)nanoseconds : INT64_MAX);
}
