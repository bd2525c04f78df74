/*
 * How a fault is told on the console. Needs neither memory nor interrupts nor the C library.
 */
#ifndef BARE_FAULT_REPORT_H
#define BARE_FAULT_REPORT_H

#include <stdint.h>

/** The exit status after a fault. */
enum { FAULT_EXIT_STATUS = 70 };

/** Writes a text that ends in 0. */
void fault_text(const char *text);

/** Writes "name 01234567", with a space in front. */
void fault_value(const char *name, uint32_t value);

/** Writes a number in decimal. */
void fault_number(uint32_t value);

/** Writes the words on the stack that may be return addresses, for addr2line. @param sp where the stack pointer was */
void fault_stack(uint32_t sp);

#endif
