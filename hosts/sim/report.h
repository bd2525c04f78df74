/*
 * Says why an app cannot go on. See also sim_machine_fail() in machine.h.
 */
#ifndef SIM_REPORT_H
#define SIM_REPORT_H

struct sim_machine;

/** Prints a message and the calls under way, without the help of JavaScript or its heap, and leaves with status 1. */
void sim_machine_abort(struct sim_machine *machine, const char *message) __attribute__((noreturn));

#endif
