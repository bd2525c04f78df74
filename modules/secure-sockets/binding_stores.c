/*
 * What all sockets share: the default trust anchors, the TLS sessions that are kept, the clock.
 */
#include "binding.h"
#include "binding_natives.h"
#include "core/memory.h"
#include "core/secure_sockets.h"

static const void *bytes_of(xsMachine *the, xsSlot *buffer, size_t *length) {
	void *bytes = NULL;
	xsUnsignedValue count = 0;
	xsmcGetBufferReadable(*buffer, &bytes, &count);
	*length = count;
	return bytes;
}

void xs_secure_sockets_add_trust_anchors(xsMachine *the) {
	size_t length = 0;
	const void *bytes = bytes_of(the, &xsArg(0), &length);
	xsmcSetInteger(xsResult, SOCKETS_AddTrustAnchors(bytes, length));
}

void xs_secure_sockets_clear_trust_anchors(xsMachine *the) {
	xsmcSetInteger(xsResult, SOCKETS_ClearTrustAnchors());
}

void xs_secure_sockets_export_sessions(xsMachine *the) {
	size_t size = 0, needed = SOCKETS_ExportSessions(NULL, 0);
	void *bytes = NULL;
	/* other machines may go on adding sessions */
	while (needed > size) {
		ss_memory_free_secret(bytes);
		size = needed;
		bytes = ss_memory_allocate(SS_CORE, size);
		if (!bytes)
			return;
		needed = SOCKETS_ExportSessions(bytes, size);
	}
	xsmcSetArrayBuffer(xsResult, bytes, (xsIntegerValue)needed);
	ss_memory_free_secret(bytes);
}

void xs_secure_sockets_import_sessions(xsMachine *the) {
	size_t length = 0;
	const void *bytes = bytes_of(the, &xsArg(0), &length);
	xsmcSetInteger(xsResult, SOCKETS_ImportSessions(bytes, length));
}

void xs_secure_sockets_clear_sessions(xsMachine *the) {
	(void)the;
	SOCKETS_ClearSessions();
}

void xs_secure_sockets_set_time(xsMachine *the) {
	xsmcSetInteger(xsResult, SOCKETS_SetTime((int64_t)xsmcToNumber(xsArg(0))));
}
