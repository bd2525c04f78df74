/*
 * Connect, Send and Recv: how each takes its steps between JavaScript's buffers and the core.
 */
#include "binding.h"
#include "binding_natives.h"
#include "core/memory.h"
#include <string.h>

/* Finds a buffer's bytes, which are where they are until the next allocation; false if it has none any more. */
static bool find_bytes(xsMachine *the, xsSlot *buffer, bool writable, void **data, size_t *length) {
	xsSlot slot = xsReference(buffer);
	xsUnsignedValue count = 0;
	volatile bool found = false;
	xsTry {
		if (writable)
			xsmcGetBufferWritable(slot, data, &count);
		else
			xsmcGetBufferReadable(slot, data, &count);
		found = true;
	}
	xsCatch {
		xsException = xsUndefined;
	}
	*length = count;
	return found;
}

static bool reserve(ss_job *job) {
	job->step = job->length - job->offset;
	if (job->step > SS_STAGING_BYTES)
		job->step = SS_STAGING_BYTES;
	if (job->step <= job->capacity)
		return true;
	ss_job_free_staging(job);
	job->staging = ss_memory_allocate(SS_CORE, job->step);
	if (job->staging)
		job->capacity = job->step;
	return job->staging;
}

static int32_t start_connect(xsMachine *the, ss_job *job) {
	(void)the;
	ss_socket_connect(job->handle->socket, &job->operation, &job->address);
	return 0;
}

static bool connect_goes_on(xsMachine *the, ss_job *job, int32_t *result) {
	if (*result == SOCKETS_ERROR_NONE) {
		job->handle->connected = true;
		ss_handle_listen(the, job->handle);
	}
	return false;
}

static int32_t start_send(xsMachine *the, ss_job *job) {
	void *data = NULL;
	size_t length = 0;
	if (!reserve(job))
		return ss_handle_refuse(job->handle, SOCKETS_ENOMEM, "send", "no memory for a copy of the data");
	if (!find_bytes(the, job->buffer, false, &data, &length) || length < job->length)
		return ss_handle_refuse(job->handle, SOCKETS_EINVAL, "send", "the buffer shrank while it was being sent");
	if (job->step)
		memcpy(job->staging, (uint8_t *)data + job->offset, job->step);
	ss_socket_send(job->handle->socket, &job->operation, job->staging, job->step);
	return 0;
}

static bool send_goes_on(xsMachine *the, ss_job *job, int32_t *result) {
	(void)the;
	if (*result < 0)
		return false;
	job->offset += (size_t)*result;
	if ((size_t)*result == job->step && job->offset < job->length)
		return true;
	*result = (int32_t)job->offset;
	return false;
}

static int32_t start_recv(xsMachine *the, ss_job *job) {
	(void)the;
	if (!reserve(job))
		return ss_handle_refuse(job->handle, SOCKETS_ENOMEM, "recv", "no memory for a copy of the data");
	ss_socket_recv(job->handle->socket, &job->operation, job->staging, job->step);
	return 0;
}

static bool recv_goes_on(xsMachine *the, ss_job *job, int32_t *result) {
	void *data = NULL;
	size_t length = 0;
	if (*result > 0) {
		if (find_bytes(the, job->buffer, true, &data, &length) && length >= (size_t)*result)
			memcpy(data, job->staging, (size_t)*result);
		else
			*result = ss_handle_refuse(job->handle, SOCKETS_EINVAL, "recv", "the buffer shrank before the data came");
	} else if (*result < 0 && *result != SOCKETS_EWOULDBLOCK && *result != SOCKETS_EINVAL &&
			   *result != SOCKETS_ENOMEM) {
		job->handle->connected = false;
		ss_handle_listen(the, job->handle);
	}
	return false;
}

const ss_job_kind ss_connect_kind = {start_connect, connect_goes_on};
const ss_job_kind ss_send_kind = {start_send, send_goes_on};
const ss_job_kind ss_recv_kind = {start_recv, recv_goes_on};

void xs_secure_socket_connect(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	ss_job *job = &handle->connect;
	xsSlot *resolve = xsmcToReference(xsArg(2));
	if (job->resolve) {
		ss_resolve_promise(
			the, resolve, ss_handle_refuse(handle, SOCKETS_EINVAL, "tcp connect", "the socket is already connecting"));
		return;
	}
	if (ss_binding_address(the, &xsArg(0), &xsArg(1), &job->address))
		ss_job_do(the, job, NULL, resolve, 0);
	else
		ss_resolve_promise(
			the, resolve, ss_handle_refuse(handle, SOCKETS_EINVAL, "tcp connect", ss_binding_not_an_address));
}

void xs_secure_socket_send(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	void *data = NULL;
	xsUnsignedValue length = 0;
	xsmcGetBufferReadable(xsArg(0), &data, &length);
	ss_job_do(the, &handle->send, xsmcToReference(xsArg(0)), xsmcToReference(xsArg(1)), length);
}

void xs_secure_socket_recv(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	void *data = NULL;
	xsUnsignedValue length = 0;
	xsmcGetBufferWritable(xsArg(0), &data, &length);
	ss_job_do(the, &handle->recv, xsmcToReference(xsArg(0)), xsmcToReference(xsArg(1)), length);
}
