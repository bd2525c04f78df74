/*
 * The functions in C (binding*.c) as seen from JavaScript. Only this module's neighbours use them: they expect
 * arguments that were checked.
 */
export class NativeSocket @ "xs_secure_socket_destructor" {
	constructor() @ "xs_secure_socket";
	open(domain, type, protocol) @ "xs_secure_socket_open";
	setOption(option, value) @ "xs_secure_socket_set_option";
	setPreSharedKey(key, identity) @ "xs_secure_socket_set_pre_shared_key";
	setKeyLog(callback) @ "xs_secure_socket_set_key_log";
	setWakeup(callback) @ "xs_secure_socket_set_wakeup";
	bind(address, port) @ "xs_secure_socket_bind";
	connect(address, port, resolve) @ "xs_secure_socket_connect";
	send(data, resolve) @ "xs_secure_socket_send";
	recv(buffer, resolve) @ "xs_secure_socket_recv";
	shutdown(how) @ "xs_secure_socket_shutdown";
	close() @ "xs_secure_socket_close";
	refuse(code, phase, text) @ "xs_secure_socket_refuse";
	takeError() @ "xs_secure_socket_take_error";
	error() @ "xs_secure_socket_error";
	info() @ "xs_secure_socket_info";
}

export function start() @ "xs_secure_sockets_start";
export function resolveName(name, resolve) @ "xs_secure_sockets_resolve";
export function resolveAll(name, family, resolve) @ "xs_secure_sockets_resolve_all";
export function errorMeaning(code) @ "xs_secure_sockets_error_meaning";
export function encodeText(text) @ "xs_secure_sockets_encode_text";

export function addTrustAnchors(certificates) @ "xs_secure_sockets_add_trust_anchors";
export function clearTrustAnchors() @ "xs_secure_sockets_clear_trust_anchors";
export function trustAnchors() @ "xs_secure_sockets_trust_anchors";
export function exportSessions() @ "xs_secure_sockets_export_sessions";
export function importSessions(bytes) @ "xs_secure_sockets_import_sessions";
export function clearSessions() @ "xs_secure_sockets_clear_sessions";
export function setTime(seconds) @ "xs_secure_sockets_set_time";
