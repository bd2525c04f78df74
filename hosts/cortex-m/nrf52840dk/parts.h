/*
 * What the parts of the board nrf52840dk are to each other.
 */
#ifndef NRF52840DK_PARTS_H
#define NRF52840DK_PARTS_H

#include <stdbool.h>

/** The clock, on which board_microseconds() and board_sleep() are based. */
void nrf_clock_start(void);
void nrf_clock_interrupt(void);

/** The serial line. */
void nrf_serial_start(void);
void nrf_serial_interrupt(void);
bool nrf_serial_anything_unread(void);

/** The console. @return that a debugger has ever read from it, or that something was typed there */
void nrf_console_start(void);
bool nrf_console_attached(void);
bool nrf_console_anything_unread(void);

#endif
