/*
 * Messages between machines: values of JavaScript as the engine marshals them.
 */
#ifndef SIM_MESSAGE_H
#define SIM_MESSAGE_H

#include "xsmc.h"

typedef struct sim_message sim_message;

/**
 * Copies a value; memory that is shared stays shared. The machine's thread, in a host function.
 * @return the message, to be given back with sim_message_free(). Throws an Error for what cannot be sent: functions, say.
 */
sim_message *sim_message_new(xsMachine *the, xsSlot *value);

/** Makes a value of a message, in any machine; once. In a host function. */
void sim_message_read(xsMachine *the, sim_message *message, xsSlot *result);

/** Frees a message. Any thread. */
void sim_message_free(sim_message *message);

#endif
