/*
 * What the C API has beyond the reference: details of failures and connections, kept TLS sessions, the default trust
 * store, the clock.
 */
#include "port.h"
#include "secure_sockets_orders.h"
#include "session_cache.h"
#include "socket_internal.h"
#include <string.h>

static int32_t get_error(ss_descriptor *descriptor, const ss_order *order) {
	ss_socket_get_error(descriptor->socket, order->output);
	return SOCKETS_ERROR_NONE;
}

int32_t SOCKETS_GetError(Socket_t xSocket, ss_error *pxError) {
	if (!pxError)
		return SOCKETS_EINVAL;
	return ss_order_run(&(ss_order){.socket = xSocket, .run = get_error, .output = pxError});
}

static int32_t get_info(ss_descriptor *descriptor, const ss_order *order) {
	ss_socket_get_info(descriptor->socket, order->output);
	return SOCKETS_ERROR_NONE;
}

int32_t SOCKETS_GetInfo(Socket_t xSocket, ss_info *pxInfo) {
	if (!pxInfo)
		return SOCKETS_EINVAL;
	return ss_order_run(&(ss_order){.socket = xSocket, .run = get_info, .output = pxInfo});
}

const char *SOCKETS_strerror(int32_t lCode) {
	return ss_error_meaning(lCode);
}

static int32_t get_option(ss_descriptor *descriptor, const ss_order *order) {
	if (order->option != SOCKETS_SO_ERROR)
		return SOCKETS_ENOPROTOOPT;
	int32_t code = ss_socket_take_error(descriptor->socket);
	memcpy(order->output, &code, sizeof(code));
	return SOCKETS_ERROR_NONE;
}

int32_t SOCKETS_GetSockOpt(
	Socket_t xSocket, int32_t lLevel, int32_t lOptionName, void *pvOptionValue, size_t *pxOptionLength) {
	(void)lLevel;
	if (!pvOptionValue || !pxOptionLength || *pxOptionLength < sizeof(int32_t))
		return SOCKETS_EINVAL;
	*pxOptionLength = sizeof(int32_t);
	return ss_order_run(
		&(ss_order){.socket = xSocket, .run = get_option, .option = lOptionName, .output = pvOptionValue});
}

struct sessions {
	void *output;
	const void *input;
	size_t size;
	int32_t result;
};

static void export_sessions(void *argument) {
	struct sessions *sessions = argument;
	sessions->size = ss_session_cache_export(sessions->output, sessions->size);
}

size_t SOCKETS_ExportSessions(void *pvBuffer, size_t xSize) {
	struct sessions sessions = {.output = pvBuffer, .size = xSize};
	if (!ss_socket_allowed)
		return 0;
	ss_port_call(export_sessions, &sessions);
	return sessions.size;
}

static void import_sessions(void *argument) {
	struct sessions *sessions = argument;
	sessions->result = ss_session_cache_import(sessions->input, sessions->size);
}

int32_t SOCKETS_ImportSessions(const void *pvBytes, size_t xLength) {
	struct sessions sessions = {.input = pvBytes, .size = xLength};
	if (!ss_socket_allowed || !pvBytes)
		return SOCKETS_EINVAL;
	ss_port_call(import_sessions, &sessions);
	return sessions.result;
}

static void clear_sessions(void *argument) {
	(void)argument;
	ss_session_cache_clear();
}

void SOCKETS_ClearSessions(void) {
	if (ss_socket_allowed)
		ss_port_call(clear_sessions, NULL);
}

int32_t SOCKETS_AddTrustAnchors(const void *pvCertificates, size_t xLength) {
	if (!ss_socket_allowed || !pvCertificates || !xLength)
		return SOCKETS_EINVAL;
	return ss_trust_store_add(pvCertificates, xLength);
}

int32_t SOCKETS_ClearTrustAnchors(void) {
	return ss_socket_allowed ? ss_trust_store_clear() : SOCKETS_EINVAL;
}

int32_t SOCKETS_GetTrustAnchor(size_t xIndex, ss_trust_anchor *pxAnchor) {
	if (!ss_socket_allowed || !pxAnchor)
		return SOCKETS_EINVAL;
	return ss_trust_store_get(xIndex, pxAnchor);
}

BaseType_t SOCKETS_SetTime(int64_t llSeconds) {
	return ss_port_set_wall_clock(llSeconds) ? pdPASS : pdFAIL;
}
