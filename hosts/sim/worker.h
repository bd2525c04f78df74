/*
 * Workers: machines that a machine has made, each in a thread of its own. They share nothing but messages, and the
 * network. The module `worker` (modules/worker.ts) is what apps see of them.
 */
#ifndef SIM_WORKER_H
#define SIM_WORKER_H

struct sim_machine;

/** A worker, from both sides: its owner's and its own. */
typedef struct sim_worker sim_worker;

/** @return the name of the module that a worker starts with. Any thread. */
const char *sim_worker_entry(const sim_worker *worker);

/** @return the machine that made it, which lives longer. Any thread. */
const struct sim_machine *sim_worker_owner(const sim_worker *worker);

/** Ends all workers of a machine, and theirs in turn. Returns when their threads have ended. The machine's thread. */
void sim_workers_end(struct sim_machine *machine);

/** Ends the calling thread, a worker's, as it is: the process is about to end, and the app's machine sees to that. */
void sim_worker_abandon(struct sim_machine *machine) __attribute__((noreturn));

#endif
