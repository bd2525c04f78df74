/*
 * The key log: lines that arise in the network context, told to a function in the order of their arising.
 *
 * A handshake has at most five, and the next cannot begin before Connect's promise is told, which comes behind them in the
 * same queue: so their number is bounded, and none needs to be dropped.
 */
#include "binding.h"
#include "binding_natives.h"
#include "core/memory.h"
#include <string.h>

typedef struct key_line {
	ss_event event;
	ss_handle *handle;
	char text[];
} key_line;

static void run(ss_event *event, xsMachine *the) {
	key_line *line = (key_line *)event;
	ss_handle *handle = line->handle;
	if (the && !handle->collected && handle->key_log) {
		xsBeginHost(the);
		{
			xsmcVars(1);
			xsmcSetString(xsVar(0), line->text);
			(void)xsCallFunction1(xsReference(handle->key_log), xsUndefined, xsVar(0));
		}
		xsEndHost(the);
	}
	ss_memory_free_secret(line);
	ss_handle_release(handle);
}

static void log_line(void *context, const char *text) {
	ss_handle *handle = context;
	size_t size = strlen(text) + 1;
	key_line *line = ss_memory_allocate(SS_CORE, sizeof(*line) + size);
	if (!line)
		return; /* a line less: it is for debugging */
	line->event.run = run;
	line->handle = handle;
	memcpy(line->text, text, size);
	ss_handle_retain(handle);
	ss_loop_post(handle->loop, &line->event);
}

void xs_secure_socket_set_key_log(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	int32_t result = SOCKETS_EINVAL;
	if (handle->socket) {
		xsSlot *function = xsmcToReference(xsArg(0));
		result = ss_handle_note(handle, ss_socket_set_key_log(handle->socket, function ? log_line : NULL, handle));
		if (result == SOCKETS_ERROR_NONE)
			handle->key_log = function;
	}
	xsmcSetInteger(xsResult, result);
}
