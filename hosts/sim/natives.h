/*
 * The functions that modules name with the engine's `@ "name"` syntax. The table is generated from the compiled
 * library (toolchain/xsc/build-library.mjs) into build/generated/natives.c.
 */
#ifndef SIM_NATIVES_H
#define SIM_NATIVES_H

#include "xsmc.h"

typedef struct sim_native {
	const char *name;
	void (*function)(void); /**< Really a host function, or a destructor of host objects. */
} sim_native;

/** Sorted by name. */
extern const sim_native sim_natives[];
extern const size_t sim_native_count;

/* modules/worker, modules/self: worker.c */
void xs_worker(xsMachine *the);
void xs_worker_destructor(void *data);
void xs_worker_start(xsMachine *the);
void xs_worker_post(xsMachine *the);
void xs_worker_terminate(xsMachine *the);
void xs_self_exists(xsMachine *the);
void xs_self_set_receiver(xsMachine *the);
void xs_self_post(xsMachine *the);
void xs_self_close(xsMachine *the);

/* modules/sim */
void xs_sim_unplug(xsMachine *the);
void xs_sim_unlink(xsMachine *the);
void xs_sim_narrow(xsMachine *the);
void xs_sim_import_psa_key(xsMachine *the);
void xs_sim_destroy_psa_key(xsMachine *the);

#endif
