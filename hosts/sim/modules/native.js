/*
 * The functions in C behind the globals and the modules `sim` and `worker`: globals.c, text.c, sim_module.c, psa_key.c,
 * worker.c.
 */
export function write(error, text) @ "xs_console_write";
export function setDescribe(describe) @ "xs_console_set_describe";

export function now() @ "xs_timers_now";
export function setCallback(callback) @ "xs_timers_set_callback";
export function arm(time) @ "xs_timers_arm";

export function encode(text) @ "xs_text_encode";
export function encodeInto(text, bytes, counts) @ "xs_text_encode_into";
export function decode(state, bytes, last, fatal) @ "xs_text_decode";

export class NativeWorker @ "xs_worker_destructor" {
	constructor() @ "xs_worker";
	start(specifier, receive) @ "xs_worker_start";
	post(message) @ "xs_worker_post";
	terminate() @ "xs_worker_terminate";
}
export function isWorker() @ "xs_self_exists";
export function setReceiver(receive) @ "xs_self_set_receiver";
export function postToOwner(message) @ "xs_self_post";
export function closeSelf() @ "xs_self_close";

export function readArguments() @ "xs_sim_arguments";
export function exit(code) @ "xs_sim_exit";
export function memory() @ "xs_sim_memory";
export function gc() @ "xs_sim_gc";
export function importPsaKey(pem) @ "xs_sim_import_psa_key";
export function destroyPsaKey(id) @ "xs_sim_destroy_psa_key";
export function unplug(milliseconds) @ "xs_sim_unplug";
