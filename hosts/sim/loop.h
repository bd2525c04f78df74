/*
 * The event loop of one machine; modules/secure-sockets/binding_port.h has its side towards native modules.
 *
 * Machines send each other messages, so a loop with nothing to do may still get some as long as another one is busy: the
 * loops count who is, and the first that was made, the app's, ends when nobody is.
 */
#ifndef SIM_LOOP_H
#define SIM_LOOP_H

#include "binding_port.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct sim_machine;

/** Makes a loop for a machine, or NULL when there is no memory. Owned by the machine: ss_loop_release() gives it back. */
ss_loop *sim_loop_new(struct sim_machine *machine);

/**
 * Runs events and timers until the loop is stopped or, in the app's machine, nothing can happen any more in any machine.
 * The machine's thread.
 */
void sim_loop_run(ss_loop *loop);

/** Makes sim_loop_run() return, also if JavaScript is running: see fxIsReadable() in engine.c. Any thread. */
void sim_loop_stop(ss_loop *loop);

/** Makes sim_loop_run() return after the event that is being dealt with. The machine's thread. */
void sim_loop_end(ss_loop *loop);

/** @return what sim_loop_stop() sets; as long as the loop lives. */
const atomic_bool *sim_loop_stopped(const ss_loop *loop);

/** Stops the app's machine, if there is one. Any thread. */
void sim_loop_stop_app(void);

/** Says that a message is on its way, so the loops must not end. By a machine's thread. */
void sim_loop_message_sent(void);

/** Says that a message has come, so that the loop that deals with it is busy itself, or that it is lost. Any thread. */
void sim_loop_message_done(void);

/** Takes the machine away: events still queued, and all later ones, are run without it. The machine's thread. */
void sim_loop_close(ss_loop *loop);

/** Sets when the machine's on_timer is to be called, in scaled nanoseconds (clock.h); INT64_MAX: never. */
void sim_loop_set_deadline(ss_loop *loop, int64_t deadline);

#endif
