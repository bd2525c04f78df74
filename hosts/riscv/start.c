/*
 * From reset to main(): registers, memory, memory protection. Everything here holds for any RV32 processor with the memory
 * of riscv.ld. All runs in machine mode.
 */
#include "../bare-metal/board.h"
#include "riscv.h"

#include <string.h>

int main(void);
void riscv_start(void);
void riscv_continue(void);
void riscv_trap(void);

extern uint32_t riscv_data_start[], riscv_data_end[], riscv_data_load[];
extern uint32_t riscv_bss_start[], riscv_bss_end[];

static const uint32_t paint = 0x5a17c0de;

__attribute__((naked, noreturn, section(".start"))) void riscv_start(void) {
	__asm__ volatile(".option push\n\t"
					 ".option norelax\n\t"
					 "la gp, __global_pointer$\n\t"
					 ".option pop\n\t"
					 "csrw mie, zero\n\t"
					 "csrci mstatus, 8\n\t"
					 "la sp, board_stack_top\n\t"
					 "la tp, riscv_data_start\n\t"
					 "j riscv_continue");
}

/* Fields of an entry's configuration: 3.7.1. A locked entry holds for machine mode, too, and until the next reset. */
enum { pmp_read = 1, pmp_write = 2, pmp_execute = 4, pmp_up_to = 1 << 3, pmp_block = 3 << 3, pmp_locked = 1 << 7 };

/* The address of a block, a power of two in size: 3.7.1, NAPOT. */
static uint32_t block(uintptr_t start, uint32_t size) {
	return start >> 2 | ((size >> 3) - 1);
}

/* The first entry that matches counts, and the last one matches everything: what is in no other cannot be accessed at all.
 * QEMU 7.2 keeps the entries over a reset, which leads through the boot ROM. */
static void protect_memory(void) {
	const uint32_t none = pmp_locked | pmp_block;
	RISCV_WRITE(pmpaddr0, block((uintptr_t)riscv_handler_stack_guard, 32));
	RISCV_WRITE(pmpaddr1, block((uintptr_t)riscv_flash_start, 4 << 20));
	RISCV_WRITE(pmpaddr2, (uintptr_t)board_stack_limit >> 2);
	RISCV_WRITE(pmpaddr3, (uintptr_t)riscv_ram_end >> 2);
	RISCV_WRITE(pmpaddr4, riscv_devices_start >> 2);
	RISCV_WRITE(pmpaddr5, riscv_devices_end >> 2);
	RISCV_WRITE(pmpaddr6, block(riscv_boot_rom, 4096));
	RISCV_WRITE(pmpaddr7, UINT32_MAX);
	const uint8_t configuration[] = {none, none | pmp_read | pmp_execute, 0,
		pmp_locked | pmp_up_to | pmp_read | pmp_write, 0, pmp_locked | pmp_up_to | pmp_read | pmp_write,
		none | pmp_read | pmp_execute, none};
	uint32_t words[2];
	memcpy(words, configuration, sizeof words);
	RISCV_WRITE(pmpcfg0, words[0]);
	RISCV_WRITE(pmpcfg1, words[1]);
}

__attribute__((noreturn, used)) void riscv_continue(void) {
	RISCV_WRITE(mscratch, (uintptr_t)riscv_handler_stack_top);
	RISCV_WRITE(mtvec, (uintptr_t)riscv_trap);
	memcpy(riscv_data_start, riscv_data_load, (uintptr_t)riscv_data_end - (uintptr_t)riscv_data_start);
	memset(riscv_bss_start, 0, (uintptr_t)riscv_bss_end - (uintptr_t)riscv_bss_start);
	for (uint32_t *word = (uint32_t *)board_stack_limit; word < (uint32_t *)__builtin_frame_address(0) - 32; word++)
		*(volatile uint32_t *)word = paint;
	protect_memory();

	RISCV_SET(mstatus, MSTATUS_MIE);
	board_start();
	board_exit(main());
}

size_t board_stack_used(void) {
	const uint32_t *word = (const uint32_t *)board_stack_limit;
	while (word < (const uint32_t *)board_stack_top && *word == paint)
		word++;
	return (size_t)(board_stack_top - (const uint8_t *)word);
}
