/*
 * A board without hardware: tests hold both ends of its serial line, and its clock.
 */
#ifndef SCRIPTED_BOARD_H
#define SCRIPTED_BOARD_H

#include <stddef.h>
#include <stdint.h>

/** What comes in on the line next. */
void script_serial_input(const void *bytes, size_t length);

/** How many bytes the line takes until the next call; as many as wanted at first. */
void script_serial_room(size_t room);

/** What was written to the line, and how much. */
extern uint8_t script_output[65536];
extern size_t script_output_length;

/** Lets time pass, and lwIP's timers run at each millisecond. */
void script_pass(uint32_t milliseconds);

#endif
