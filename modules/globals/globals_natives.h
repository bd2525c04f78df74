/*
 * The functions in C behind the globals. text.c has those of the text coders; the others are the host's.
 */
#ifndef GLOBALS_NATIVES_H
#define GLOBALS_NATIVES_H

#include "xsmc.h"

void xs_text_encode(xsMachine *the);
void xs_text_encode_into(xsMachine *the);
void xs_text_decode(xsMachine *the);

/* The host's; what they do is said in native.d.ts. */
void xs_console_write(xsMachine *the);
void xs_console_set_describe(xsMachine *the);
void xs_timers_now(xsMachine *the);
void xs_timers_set_callback(xsMachine *the);
void xs_timers_arm(xsMachine *the);

#endif
