/*
 * What QEMU does for the program: entropy, and the end.
 */
#include "../../bare-metal/board.h"
#include "../../bare-metal/emulated/semihosting.h"
#include "mps2.h"

/* A file of the host's that never ends: its kernel's generator. */
bool board_entropy(void *buffer, size_t length) {
	enum { read_binary = 1 };
	static char source[] = "/dev/urandom"; /* not const: not in flash, see semihosting.h */
	const uint32_t open[] = {(uintptr_t)source, read_binary, sizeof source - 1};
	int32_t file = semihosting_call(SEMIHOSTING_OPEN, open);
	if (file == -1)
		return false;
	const uint32_t read[] = {(uint32_t)file, (uintptr_t)buffer, length};
	int32_t missing = semihosting_call(SEMIHOSTING_READ, read);
	const uint32_t close[] = {(uint32_t)file};
	semihosting_call(SEMIHOSTING_CLOSE, close);
	return missing == 0;
}

void board_exit(int status) {
	enum { application_exit = 0x20026 }; /* ADP_Stopped_ApplicationExit */
	while (MPS2_CONSOLE->state & UART_STATE_TX_FULL)
		;
	static uint32_t exit[] = {application_exit, 0};
	exit[1] = (uint32_t)status;
	for (;;)
		semihosting_call(SEMIHOSTING_EXIT_EXTENDED, exit);
}
