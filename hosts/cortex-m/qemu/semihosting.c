/*
 * What the emulator does for the program: Arm's semihosting (ARM-software/abi-aa, semihosting.rst).
 *
 * QEMU reads parameters in pages of 1 KB, and only if the memory protection allows access to where the page begins: they
 * must be neither on the stack of faults nor in the first KB of flash. The main stack and variables will do.
 */
#include "../../bare-metal/board.h"
#include "mps2.h"

#include <string.h>

enum {
	sys_open = 0x01,
	sys_close = 0x02,
	sys_read = 0x06,
	sys_get_cmdline = 0x15,
	sys_exit_extended = 0x20,
	application_exit = 0x20026, /* ADP_Stopped_ApplicationExit */
	open_read_binary = 1,
};

static int32_t call(uint32_t operation, const void *parameters) {
	register uint32_t r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = parameters;
	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return (int32_t)r0;
}

/* A file of the host's that never ends: its kernel's generator. */
bool board_entropy(void *buffer, size_t length) {
	static char source[] = "/dev/urandom";
	const uint32_t open[] = {(uintptr_t)source, open_read_binary, sizeof source - 1};
	int32_t file = call(sys_open, open);
	if (file == -1)
		return false;
	const uint32_t read[] = {(uint32_t)file, (uintptr_t)buffer, length};
	int32_t missing = call(sys_read, read);
	const uint32_t close[] = {(uint32_t)file};
	call(sys_close, close);
	return missing == 0;
}

/* The first word is the program's name. */
const char *board_arguments(void) {
	static char line[256];
	if (!line[0]) {
		uint32_t get[] = {(uintptr_t)line, sizeof line};
		if (call(sys_get_cmdline, get) != 0)
			return "";
	}
	const char *space = strchr(line, ' ');
	return space ? space + 1 : "";
}

void board_exit(int status) {
	while (MPS2_CONSOLE->state & UART_STATE_TX_FULL)
		;
	static uint32_t exit[] = {application_exit, 0};
	exit[1] = (uint32_t)status;
	for (;;)
		call(sys_exit_extended, exit);
}
