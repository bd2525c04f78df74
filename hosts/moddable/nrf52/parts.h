/*
 * What the parts of this host are to each other.
 */
#ifndef MODDABLE_NRF52_PARTS_H
#define MODDABLE_NRF52_PARTS_H

#include <stdbool.h>

/** Starts the serial line: board_serial_read() and its kin work. @return false: the SDK's driver refuses. */
bool nrf52_serial_start(void);

/** The serial line's interrupt says that there is something to read, or room to write: wakes the network's task. */
void nrf52_context_wake_from_interrupt(void);

/** Prints on the console of write.c. Any task. */
void nrf52_print(const char *text);

#endif
