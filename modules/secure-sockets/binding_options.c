/*
 * SetSockOpt: JavaScript's values in the forms that the core takes, and the wake-up callback.
 */
#include "binding.h"
#include "binding_natives.h"
#include "core/memory.h"
#include <string.h>

/* An array of strings becomes an array of pointers, followed by the characters they point to. */
static const char **copy_strings(xsMachine *the, xsSlot *array, size_t count) {
	size_t size = count * sizeof(char *);
	const char **pointers = NULL;
	char *to = NULL;
	for (size_t i = 0; i < count; i++) {
		xsmcGetIndex(xsVar(0), *array, (xsIndex)i);
		size += strlen(xsmcToString(xsVar(0))) + 1;
	}
	pointers = ss_memory_allocate(SS_CORE, size ? size : 1);
	if (!pointers)
		return NULL;
	to = (char *)(pointers + count);
	for (size_t i = 0; i < count; i++) {
		xsmcGetIndex(xsVar(0), *array, (xsIndex)i);
		pointers[i] = strcpy(to, xsmcToString(xsVar(0)));
		to += strlen(to) + 1;
	}
	return pointers;
}

static int32_t set_strings(xsMachine *the, ss_handle *handle, int32_t option, xsSlot *array) {
	xsmcGet(xsVar(0), *array, xsID("length"));
	size_t count = (size_t)xsmcToInteger(xsVar(0));
	const char **strings = copy_strings(the, array, count);
	if (!strings)
		return ss_handle_refuse(handle, SOCKETS_ENOMEM, "option", "no memory for a copy of the names");
	int32_t result = ss_handle_note(handle, ss_socket_set_option(handle->socket, option, strings, count));
	ss_memory_free(strings);
	return result;
}

static int32_t set_option(xsMachine *the, ss_handle *handle, int32_t option, xsSlot *value) {
	const void *data = NULL;
	size_t length = 0;
	uint32_t number = 0;
	switch (xsmcTypeOf(*value)) {
	case xsUndefinedType:
		break;
	case xsBooleanType:
	case xsIntegerType:
	case xsNumberType:
		number = (uint32_t)xsmcToNumber(*value);
		data = &number;
		length = sizeof(number);
		break;
	default:
		if (xsmcIsInstanceOf(*value, xsArrayPrototype))
			return set_strings(the, handle, option, value);
		xsUnsignedValue count = 0;
		void *bytes = NULL;
		xsmcGetBufferReadable(*value, &bytes, &count);
		data = bytes;
		length = count;
	}
	return ss_handle_note(handle, ss_socket_set_option(handle->socket, option, data, length));
}

void xs_secure_socket_set_option(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	int32_t result = SOCKETS_EINVAL;
	xsmcVars(1);
	if (handle->socket)
		result = set_option(the, handle, xsmcToInteger(xsArg(0)), &xsArg(1));
	xsmcSetInteger(xsResult, result);
}

/* (key, identity) */
void xs_secure_socket_set_pre_shared_key(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	int32_t result = SOCKETS_EINVAL;
	void *key = NULL, *identity = NULL;
	xsUnsignedValue key_length = 0, identity_length = 0;
	xsmcGetBufferReadable(xsArg(0), &key, &key_length);
	xsmcGetBufferReadable(xsArg(1), &identity, &identity_length);
	if (handle->socket) {
		ss_pre_shared_key value = {key, key_length, identity, identity_length};
		result = ss_handle_note(
			handle, ss_socket_set_option(handle->socket, SOCKETS_SO_PRE_SHARED_KEY, &value, sizeof(value)));
	}
	xsmcSetInteger(xsResult, result);
}

static void run(ss_event *event, xsMachine *the) {
	ss_handle *handle = (ss_handle *)((char *)event - offsetof(ss_handle, wakeup_event));
	/* From here on the event may be posted again, and what arrived before it was is what the callback finds. */
	atomic_store(&handle->woken, false);
	if (the && !handle->collected && handle->wakeup) {
		xsBeginHost(the);
		(void)xsCallFunction0(xsReference(handle->wakeup), xsUndefined);
		xsEndHost(the);
	}
	ss_handle_release(handle);
}

static void wake(void *context) {
	ss_handle *handle = context;
	if (atomic_exchange(&handle->woken, true))
		return;
	ss_handle_retain(handle);
	ss_loop_post(handle->loop, &handle->wakeup_event);
}

void xs_secure_socket_set_wakeup(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	int32_t result = SOCKETS_EINVAL;
	if (handle->socket) {
		handle->wakeup_event.run = run;
		handle->wakeup = xsmcToReference(xsArg(0));
		result = ss_handle_note(handle, ss_socket_set_wakeup(handle->socket, handle->wakeup ? wake : NULL, handle));
		ss_handle_listen(the, handle);
	}
	xsmcSetInteger(xsResult, result);
}
