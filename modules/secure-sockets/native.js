/*
 * The functions in C (binding*.c) as seen from JavaScript. Only this module's neighbours use them: they expect
 * arguments that were checked.
 */
export class NativeSocket @ "xs_secure_socket_destructor" {
	constructor() @ "xs_secure_socket";
	open(domain, type, protocol) @ "xs_secure_socket_open";
	setOption(option, value) @ "xs_secure_socket_set_option";
	setWakeup(callback) @ "xs_secure_socket_set_wakeup";
	bind(address, port) @ "xs_secure_socket_bind";
	connect(address, port, resolve) @ "xs_secure_socket_connect";
	send(data, resolve) @ "xs_secure_socket_send";
	recv(buffer, resolve) @ "xs_secure_socket_recv";
	shutdown(how) @ "xs_secure_socket_shutdown";
	close() @ "xs_secure_socket_close";
	refuse(code, phase, text) @ "xs_secure_socket_refuse";
	error() @ "xs_secure_socket_error";
	info() @ "xs_secure_socket_info";
}

export function start() @ "xs_secure_sockets_start";
export function resolveName(name, resolve) @ "xs_secure_sockets_resolve";
export function resolveAll(name, family, resolve) @ "xs_secure_sockets_resolve_all";
export function errorMeaning(code) @ "xs_secure_sockets_error_meaning";
export function encodeText(text) @ "xs_secure_sockets_encode_text";
