/*
 * What an emulator does for the program: semihosting, Arm's (ARM-software/abi-aa, semihosting.rst) and RISC-V's, which has the
 * same operations.
 */
#ifndef BARE_SEMIHOSTING_H
#define BARE_SEMIHOSTING_H

#include <stdint.h>

enum {
	SEMIHOSTING_OPEN = 0x01,
	SEMIHOSTING_CLOSE = 0x02,
	SEMIHOSTING_READ = 0x06,
	SEMIHOSTING_GET_CMDLINE = 0x15,
	SEMIHOSTING_EXIT_EXTENDED = 0x20,
};

/**
 * Calls the emulator; without one this is a fault.
 * @param parameters words, and what they point to: on a Cortex-M neither on the stack of faults nor in the first KB of flash,
 *   because QEMU reads them in pages of 1 KB, and only if the memory protection allows access to where the page begins
 */
int32_t semihosting_call(uint32_t operation, const void *parameters);

#endif
