/*
 * What the modules `globals` and `device` ask of their host.
 */
#include "../../modules/device/device_port.h"
#include "../../modules/globals/globals_natives.h"
#include "board.h"
#include "machine.h"

#include <string.h>

/* write(error: boolean, text: string): void; there is one console */
void xs_console_write(xsMachine *the) {
	bare_print(xsmcToString(xsArg(1)));
}

/* setDescribe(describe: (value: unknown) => string): void */
void xs_console_set_describe(xsMachine *the) {
	the->host->describe = xsArg(0);
	xsRemember(the->host->describe);
}

/* now(): number */
void xs_timers_now(xsMachine *the) {
	xsmcSetNumber(xsResult, (double)board_microseconds() / 1e3);
}

/* setCallback(callback: () => void): void */
void xs_timers_set_callback(xsMachine *the) {
	the->host->on_timer = xsArg(0);
	xsRemember(the->host->on_timer);
}

/* arm(time: number): void */
void xs_timers_arm(xsMachine *the) {
	double microseconds = xsmcToNumber(xsArg(0)) * 1e3;
	the->host->timer = microseconds < 0x1p63 ? (uint64_t)microseconds : UINT64_MAX;
}

/* Words between spaces; the board has them in one string. */
const char *device_argument(int index) {
	static char word[128];
	const char *at = board_arguments();
	for (at += strspn(at, " "); *at && index > 0; index--) {
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	size_t length = strcspn(at, " ");
	if (!*at || length >= sizeof word)
		return NULL;
	memcpy(word, at, length);
	word[length] = 0;
	return word;
}

void device_exit(xsMachine *the, int status) {
	(void)the;
	bare_exit(status);
}

device_state device_state_now(void) {
	return (device_state){
		.board = board_name,
		.up = (double)board_microseconds() / 1e3,
		.asleep = (double)board_slept() / 1e3,
		.lost = board_serial_lost(),
	};
}
