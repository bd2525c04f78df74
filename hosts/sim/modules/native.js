/*
 * The functions in C behind the modules `sim` and `worker`: sim_module.c, psa_key.c, worker.c.
 */
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

export function importPsaKey(pem) @ "xs_sim_import_psa_key";
export function destroyPsaKey(id) @ "xs_sim_destroy_psa_key";
export function unplug(milliseconds) @ "xs_sim_unplug";
export function unlink(milliseconds, move) @ "xs_sim_unlink";
export function narrow(bytes) @ "xs_sim_narrow";
