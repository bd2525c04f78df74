/*
 * What a board supplies to the firmware: consoles, a serial line, a clock, entropy, sleep. hosts/cortex-m and hosts/riscv
 * implement it, a folder for each board; everything above is the same on all of them.
 *
 * There is one thread, the main loop, and interrupts. Unless said otherwise a function is for the main loop only.
 */
#ifndef BARE_BOARD_H
#define BARE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What is running: "qemu", "nrf52840dk", "riscv-qemu". */
extern const char board_name[];

/** Starts clocks, interrupts, console, serial line and entropy. Called once, by the start-up code, before main(). */
void board_start(void);

/**
 * Writes to the console, and returns when all of it is on its way. Callable from anywhere, also from a fault handler:
 * needs no interrupt.
 */
void board_console_write(const void *text, size_t length);

/** Takes what came in on the console; never waits. @return how many bytes, 0 to `most`. */
size_t board_console_read(void *buffer, size_t most);

/** Takes what came in on the serial line, oldest first; never waits. @return how many bytes, 0 to `most`. */
size_t board_serial_read(void *buffer, size_t most);

/** Queues bytes for the serial line; never waits. @return how many were taken: as many as there was room for. */
size_t board_serial_write(const void *bytes, size_t length);

/** @return how many bytes board_serial_write() would take now. */
size_t board_serial_room(void);

/** @return how many bytes from the serial line were lost, to a full buffer or to an error on the line, since the start. */
uint32_t board_serial_lost(void);

/** @return microseconds since the start; monotonic, does not wrap. Callable from interrupts. */
uint64_t board_microseconds(void);

/**
 * Sleeps until an interrupt, or until board_microseconds() reaches `until`; UINT64_MAX: only an interrupt ends it. Returns
 * at once when a byte came in that nobody has read, so that nothing can be missed between looking and sleeping; may return
 * early. Consumes as little power as the board can.
 */
void board_sleep(uint64_t until);

/** @return microseconds spent in board_sleep() since the start. */
uint64_t board_slept(void);

/**
 * Fills a buffer with random bytes of a true source, full entropy (RFC 4086); waits for the source as long as it takes.
 * @return false when the source does not work; no byte may then be used.
 */
bool board_entropy(void *buffer, size_t length);

/** What the debugger or the emulator gave to the program: arguments separated by spaces, or "". Static. */
const char *board_arguments(void);

/**
 * Ends the program: lets the console finish, then tells the emulator, or stops the processor for good (sleeping, not
 * spinning). @param status 0: well; up to 255.
 */
void board_exit(int status) __attribute__((noreturn));

/** Starts the program anew, as if by the reset button. */
void board_reset(void) __attribute__((noreturn));

/** Bounds of memory, from the linker script: the heap may grow from start to end, the stack down to its limit. */
extern uint8_t board_heap_start[], board_heap_end[];
extern uint8_t board_stack_limit[], board_stack_top[];

/** @return how many bytes of stack have ever been used: the start-up code paints what is free. */
size_t board_stack_used(void);

#endif
