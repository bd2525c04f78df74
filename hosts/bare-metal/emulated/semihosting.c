/*
 * What an emulator does for the program; see semihosting.h. And the arguments, which come that way on all emulated boards.
 */
#include "semihosting.h"

#include "../board.h"

#include <string.h>

#ifdef __riscv
__attribute__((naked, noinline)) int32_t semihosting_call(uint32_t operation, const void *parameters) {
	/* known by its neighbours, which do nothing; within one page and not compressed */
	__asm__ volatile(".option push\n\t"
					 ".option norvc\n\t"
					 ".balign 16\n\t"
					 "slli zero, zero, 0x1f\n\t"
					 "ebreak\n\t"
					 "srai zero, zero, 7\n\t"
					 "ret\n\t"
					 ".option pop");
	(void)operation, (void)parameters;
}
#else
int32_t semihosting_call(uint32_t operation, const void *parameters) {
	register uint32_t r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = parameters;
	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return (int32_t)r0;
}
#endif

/* The first word is the program's name. */
const char *board_arguments(void) {
	static char line[256];
	if (!line[0]) {
		uint32_t get[] = {(uintptr_t)line, sizeof line};
		if (semihosting_call(SEMIHOSTING_GET_CMDLINE, get) != 0)
			return "";
	}
	const char *space = strchr(line, ' ');
	return space ? space + 1 : "";
}
