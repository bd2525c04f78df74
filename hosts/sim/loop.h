/*
 * The event loop of one machine; modules/secure-sockets/binding_port.h has its side towards native modules.
 */
#ifndef SIM_LOOP_H
#define SIM_LOOP_H

#include "binding_port.h"
#include <stdint.h>

struct sim_machine;

/** Makes a loop for a machine, or NULL when there is no memory. Owned by the machine: ss_loop_release() gives it back. */
ss_loop *sim_loop_new(struct sim_machine *machine);

/** Runs events and timers until nothing can happen any more. The machine's thread. */
void sim_loop_run(ss_loop *loop);

/** Takes the machine away: events still queued, and all later ones, are run without it. The machine's thread. */
void sim_loop_close(ss_loop *loop);

/** Sets when the machine's on_timer is to be called, in scaled nanoseconds (clock.h); INT64_MAX: never. */
void sim_loop_set_deadline(ss_loop *loop, int64_t deadline);

#endif
