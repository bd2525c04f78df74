/*
 * Sockets as XS host objects: their life, from open to close, collection, or the end of the machine.
 * Operations are in binding_jobs.c, options in binding_options.c, error and info in binding_info.c.
 */
#include "binding.h"
#include "binding_natives.h"
#include "core/memory.h"
#include <stdio.h>
#include <string.h>

static atomic_bool started;

static void destroy(void *data);
static void mark(xsMachine *the, void *data, xsMarkRoot mark_root);

static const xsHostHooks hooks = {destroy, mark, NULL};

bool ss_binding_started(void) {
	return atomic_load(&started);
}

ss_handle *ss_handle_of_this(xsMachine *the) {
	return xsmcGetHostDataValidate(xsThis, (void *)&hooks);
}

void ss_handle_hold(xsMachine *the, ss_handle *handle) {
	if (handle->holds++ == 0)
		xsRemember(handle->self);
	ss_loop_expect(handle->loop, 1);
}

void ss_handle_drop(xsMachine *the, ss_handle *handle) {
	ss_loop_expect(handle->loop, -1);
	if (--handle->holds == 0)
		xsForget(handle->self);
}

void ss_handle_retain(ss_handle *handle) {
	atomic_fetch_add(&handle->references, 1);
}

void ss_handle_release(ss_handle *handle) {
	if (atomic_fetch_sub(&handle->references, 1) != 1)
		return;
	ss_job_free(&handle->send);
	ss_job_free(&handle->recv);
	ss_memory_free(handle->snapshot);
	ss_loop_release(handle->loop);
	ss_memory_free(handle);
}

int32_t ss_handle_note(ss_handle *handle, int32_t result) {
	if (result < 0 && result != SOCKETS_EWOULDBLOCK)
		handle->refusal.code = 0;
	return result;
}

int32_t ss_handle_refuse(ss_handle *handle, int32_t code, const char *phase, const char *text) {
	if (!handle->socket)
		return SOCKETS_EINVAL;
	handle->refusal.code = code;
	snprintf(handle->refusal.phase, sizeof(handle->refusal.phase), "%s", phase);
	snprintf(handle->refusal.text, sizeof(handle->refusal.text), "%s", text);
	return code;
}

/* Without a connection no event can come, and nobody needs to wait for one. */
void ss_handle_listen(xsMachine *the, ss_handle *handle) {
	bool listening = handle->socket && handle->connected && handle->wakeup;
	if (listening == handle->listening)
		return;
	handle->listening = listening;
	if (listening)
		ss_handle_hold(the, handle);
	else
		ss_handle_drop(the, handle);
}

static void mark(xsMachine *the, void *data, xsMarkRoot mark_root) {
	ss_handle *handle = data;
	ss_job_mark(the, &handle->connect, mark_root);
	ss_job_mark(the, &handle->send, mark_root);
	ss_job_mark(the, &handle->recv, mark_root);
	if (handle->wakeup)
		mark_root(the, handle->wakeup);
	if (handle->key_log)
		mark_root(the, handle->key_log);
}

static void close_socket(ss_handle *handle) {
	ss_socket *socket = handle->socket;
	if (!socket)
		return;
	handle->socket = NULL;
	handle->connected = false;
	ss_socket_close(socket);
	/* No operation is under way any more; events that are, find no socket and touch no staging memory. */
	ss_job_free_staging(&handle->send);
	ss_job_free_staging(&handle->recv);
}

/* By the garbage collector nothing is under way; at the end of the machine, events may be. */
static void destroy(void *data) {
	ss_handle *handle = data;
	if (!handle)
		return;
	handle->collected = true;
	close_socket(handle);
	ss_handle_release(handle);
}

void xs_secure_socket_destructor(void *data) {
	destroy(data);
}

void xs_secure_socket(xsMachine *the) {
	(void)the;
}

void xs_secure_socket_open(xsMachine *the) {
	int32_t error = SOCKETS_ENOMEM;
	ss_handle *handle = NULL;
	ss_socket *socket = NULL;
	if (!ss_binding_started()) {
		xsmcSetInteger(xsResult, SOCKETS_SOCKET_ERROR);
		return;
	}
	handle = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*handle));
	if (handle)
		socket = ss_socket_new(xsmcToInteger(xsArg(0)), xsmcToInteger(xsArg(1)), xsmcToInteger(xsArg(2)), &error);
	if (!socket) {
		ss_memory_free(handle);
		xsmcSetInteger(xsResult, error);
		return;
	}
	atomic_init(&handle->references, 1);
	atomic_init(&handle->woken, false);
	handle->loop = ss_loop_of(the);
	ss_loop_retain(handle->loop);
	handle->socket = socket;
	handle->self = xsAccess(xsThis);
	ss_job_prepare(&handle->connect, handle, &ss_connect_kind);
	ss_job_prepare(&handle->send, handle, &ss_send_kind);
	ss_job_prepare(&handle->recv, handle, &ss_recv_kind);
	xsmcSetHostData(xsThis, handle);
	xsSetHostHooks(xsThis, &hooks);
	xsmcSetInteger(xsResult, SOCKETS_ERROR_NONE);
}

void xs_secure_socket_shutdown(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	int32_t result = SOCKETS_EINVAL;
	if (handle->socket)
		result = ss_handle_note(handle, ss_socket_shutdown(handle->socket, (uint32_t)xsmcToInteger(xsArg(0))));
	xsmcSetInteger(xsResult, result);
}

void xs_secure_socket_close(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	if (!handle->socket) {
		xsmcSetInteger(xsResult, SOCKETS_EINVAL);
		return;
	}
	handle->snapshot = ss_memory_allocate(SS_CORE, sizeof(*handle->snapshot));
	if (handle->snapshot) {
		ss_socket_get_error(handle->socket, &handle->snapshot->error);
		ss_socket_get_info(handle->socket, &handle->snapshot->info);
		handle->snapshot->info.connected = false;
	}
	close_socket(handle);
	ss_handle_listen(the, handle);
	handle->wakeup = handle->key_log = NULL;
	xsmcSetInteger(xsResult, SOCKETS_ERROR_NONE);
}

void xs_secure_socket_refuse(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	char phase[sizeof(handle->refusal.phase)], text[sizeof(handle->refusal.text)];
	xsmcToStringBuffer(xsArg(1), phase, sizeof(phase));
	snprintf(text, sizeof(text), "%s", xsmcToString(xsArg(2)));
	xsmcSetInteger(xsResult, ss_handle_refuse(handle, xsmcToInteger(xsArg(0)), phase, text));
}

void xs_secure_sockets_start(xsMachine *the) {
	bool up = ss_port_start();
	if (up)
		atomic_store(&started, true);
	xsmcSetBoolean(xsResult, up);
}
