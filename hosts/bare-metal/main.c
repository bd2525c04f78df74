/*
 * Start and end of a firmware. The start-up code of the processor calls main() with a stack and a board that works.
 */
#include "board.h"
#include "context.h"
#include "core.h"
#include "machine.h"
#include "network.h"
#include "program.h"

#include <string.h>

enum { exit_unsettled = 13 };

/* How long what was sent may go on leaving after the end of the app, in microseconds, for a peer that does not read. */
#define LINGER 10000000

static struct bare_machine machine = {.timer = UINT64_MAX};

void bare_print(const char *text) {
	while (*text) {
		size_t length = strcspn(text, "\n");
		board_console_write(text, length);
		text += length;
		if (*text == '\n') {
			board_console_write("\r\n", 2);
			text++;
		}
	}
}

void bare_exit(int status) {
	board_exit(status);
}

static void main_evaluated(xsMachine *the) {
	the->host->evaluated = true;
}

static void main_failed(xsMachine *the) {
	bare_machine_fail(the->host, "Uncaught", &xsArg(0));
}

/* Sockets that were closed still have to say goodbye. */
static void linger(void) {
	uint64_t end = board_microseconds() + LINGER;
	while (bare_network_runs() && ss_core_sockets() > 0 && board_microseconds() < end) {
		if (!bare_context_turn())
			board_sleep(bare_context_deadline() < end ? bare_context_deadline() : end);
	}
}

int main(void) {
	if (!bare_program_create(&machine)) {
		bare_print("There is no memory for the JavaScript machine.\n");
		bare_exit(1);
	}
	bare_program_start(machine.the, main_evaluated, main_failed);
	bare_loop_run(&machine);
	if (!machine.evaluated) {
		bare_print("Nothing is left to happen, but a top-level await has not ended: ");
		bare_print(bare_program_name());
		bare_print("\n");
		bare_exit(exit_unsettled);
	}
	linger();
	bare_exit(0);
}
