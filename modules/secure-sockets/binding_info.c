/*
 * socket.error, socket.info and trust anchors as objects. Their types are in errors.ts and info.ts.
 */
#include "binding.h"
#include "binding_natives.h"
#include "core/memory.h"
#include "core/secure_sockets.h"
#include <stdio.h>
#include <string.h>

static void put_number(xsMachine *the, xsSlot *object, const char *name, double value) {
	xsSlot slot = xsNumber(value);
	xsmcSet(*object, xsID(name), slot);
}

static void put_integer(xsMachine *the, xsSlot *object, const char *name, int32_t value) {
	xsSlot slot = xsInteger(value);
	xsmcSet(*object, xsID(name), slot);
}

static void put_boolean(xsMachine *the, const char *name, bool value) {
	xsmcSetBoolean(xsVar(0), value);
	xsmcSet(xsResult, xsID(name), xsVar(0));
}

static void put_string(xsMachine *the, xsSlot *object, const char *name, const char *value) {
	xsmcSetString(xsVar(0), (xsStringValue)value);
	xsmcSet(*object, xsID(name), xsVar(0));
}

/* What is empty is not there. */
static void put_text(xsMachine *the, xsSlot *object, const char *name, const char *value) {
	if (value[0])
		put_string(the, object, name, value);
}

static void put_alert(xsMachine *the, const char *name, int16_t alert) {
	if (alert < 0)
		return;
	xsmcSetNewObject(xsVar(1));
	put_integer(the, &xsVar(1), "code", alert);
	put_string(the, &xsVar(1), "name", ss_alert_name(alert));
	xsmcSet(xsResult, xsID(name), xsVar(1));
}

static void put_error(xsMachine *the, const ss_error *error, const char *phase) {
	xsmcSetNewObject(xsResult);
	put_integer(the, &xsResult, "code", error->code);
	put_string(the, &xsResult, "name", ss_error_name(error->code));
	put_string(the, &xsResult, "message", error->text);
	put_string(the, &xsResult, "phase", phase);
	put_integer(the, &xsResult, "libraryCode", error->library_code);
	put_alert(the, "alertSent", error->alert_sent);
	put_alert(the, "alertReceived", error->alert_received);
	put_number(the, &xsResult, "verifyFlags", error->verify_flags);
}

void xs_secure_socket_error(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	ss_error error = {.alert_sent = -1, .alert_received = -1};
	xsmcVars(2);
	if (handle->refusal.code) {
		error.code = handle->refusal.code;
		snprintf(error.text, sizeof(error.text), "%s", handle->refusal.text);
		put_error(the, &error, handle->refusal.phase);
		return;
	}
	if (handle->socket)
		ss_socket_get_error(handle->socket, &error);
	else if (handle->snapshot)
		error = handle->snapshot->error;
	if (error.code)
		put_error(the, &error, ss_phase_name(error.phase));
}

void xs_secure_socket_take_error(xsMachine *the) {
	ss_handle *handle = ss_handle_of_this(the);
	xsmcSetInteger(xsResult, handle->socket ? ss_socket_take_error(handle->socket) : SOCKETS_EINVAL);
}

static void put_hash(xsMachine *the, xsSlot *object, const uint8_t sha256[32]) {
	char text[2 * 32 + 1];
	for (size_t i = 0; i < 32; i++)
		snprintf(text + 2 * i, 3, "%02x", sha256[i]);
	put_string(the, object, "sha256", text);
}

static void put_endpoint(xsMachine *the, const char *name, const ss_address *address) {
	char text[SS_ADDRESS_TEXT];
	if (!address->family)
		return;
	ss_address_print(address, text);
	xsmcSetNewObject(xsVar(1));
	put_string(the, &xsVar(1), "address", text);
	put_integer(the, &xsVar(1), "port", address->port);
	xsmcSet(xsResult, xsID(name), xsVar(1));
}

/* "a.example, b.example" becomes ["a.example", "b.example"]. */
static void put_names(xsMachine *the, xsSlot *object, const char *names) {
	xsIndex count = 0;
	xsmcSetNewArray(xsVar(2), 0);
	while (*names) {
		size_t length = strcspn(names, ",");
		xsmcSetStringBuffer(xsVar(0), (xsStringValue)names, (xsIntegerValue)length);
		xsmcSetIndex(xsVar(2), count++, xsVar(0));
		names += length;
		names += strspn(names, ", ");
	}
	xsmcSet(*object, xsID("names"), xsVar(2));
}

static void put_peer(xsMachine *the, const ss_info *info) {
	if (!info->subject[0] && !info->valid_to[0])
		return;
	xsmcSetNewObject(xsVar(1));
	put_string(the, &xsVar(1), "subject", info->subject);
	put_string(the, &xsVar(1), "issuer", info->issuer);
	put_names(the, &xsVar(1), info->names);
	put_string(the, &xsVar(1), "validFrom", info->valid_from);
	put_string(the, &xsVar(1), "validTo", info->valid_to);
	put_hash(the, &xsVar(1), info->sha256);
	xsmcSet(xsResult, xsID("peer"), xsVar(1));
}

static void put_info(xsMachine *the, const ss_info *info) {
	xsmcSetNewObject(xsResult);
	put_boolean(the, "connected", info->connected);
	put_endpoint(the, "local", &info->local);
	put_endpoint(the, "remote", &info->remote);
	put_text(the, &xsResult, "version", info->version);
	put_text(the, &xsResult, "suite", info->suite);
	put_text(the, &xsResult, "group", info->group);
	put_boolean(the, "resumed", info->resumed);
	put_text(the, &xsResult, "alpn", info->alpn);
	put_peer(the, info);
	put_text(the, &xsResult, "anchor", info->anchor);
	put_number(the, &xsResult, "tcpMilliseconds", info->tcp_milliseconds);
	put_number(the, &xsResult, "handshakeMilliseconds", info->handshake_milliseconds);
	put_number(the, &xsResult, "bytesSent", (double)info->sent);
	put_number(the, &xsResult, "bytesReceived", (double)info->received);
	put_number(the, &xsResult, "heap", (double)info->heap);
	put_number(the, &xsResult, "heapPeak", (double)info->heap_peak);
}

void xs_secure_socket_info(xsMachine *the) {
	static const ss_info nothing;
	ss_handle *handle = ss_handle_of_this(the);
	xsmcVars(3);
	if (handle->socket) {
		ss_info info;
		ss_socket_get_info(handle->socket, &info);
		put_info(the, &info);
	} else
		put_info(the, handle->snapshot ? &handle->snapshot->info : &nothing);
}

void xs_secure_sockets_trust_anchors(xsMachine *the) {
	ss_trust_anchor anchor;
	xsmcVars(2);
	xsmcSetNewArray(xsResult, 0);
	for (xsIndex i = 0; SOCKETS_GetTrustAnchor(i, &anchor) == SOCKETS_ERROR_NONE; i++) {
		xsmcSetNewObject(xsVar(1));
		put_string(the, &xsVar(1), "subject", anchor.subject);
		put_string(the, &xsVar(1), "validTo", anchor.valid_to);
		put_hash(the, &xsVar(1), anchor.sha256);
		xsmcSetIndex(xsResult, i, xsVar(1));
	}
}
