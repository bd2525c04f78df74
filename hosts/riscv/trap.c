/*
 * Interrupts and faults. Both run on a stack of their own, which mscratch holds while main() runs: a fault can be told when
 * the stack has overflowed, and interrupts need no room on it. A fault in an interrupt gets main()'s stack, which is not
 * needed any more.
 */
#include "../bare-metal/board.h"
#include "../bare-metal/fault_report.h"
#include "riscv.h"

#include <stdbool.h>

void riscv_trap(void);
void riscv_handle(const uint32_t *registers);

enum { register_sp = 2, register_count = 32 };

/* Saves x1 to x31 (x0's place holds nothing), x2 being what it was before. */
__attribute__((naked, aligned(4))) void riscv_trap(void) {
	__asm__ volatile("csrrw sp, mscratch, sp\n\t"
					 "addi sp, sp, -128\n\t"
					 "sw x1, 4(sp)\n\t"
					 "sw x3, 12(sp)\n\t"
					 "sw x4, 16(sp)\n\t"
					 "sw x5, 20(sp)\n\t"
					 "sw x6, 24(sp)\n\t"
					 "sw x7, 28(sp)\n\t"
					 "sw x8, 32(sp)\n\t"
					 "sw x9, 36(sp)\n\t"
					 "sw x10, 40(sp)\n\t"
					 "sw x11, 44(sp)\n\t"
					 "sw x12, 48(sp)\n\t"
					 "sw x13, 52(sp)\n\t"
					 "sw x14, 56(sp)\n\t"
					 "sw x15, 60(sp)\n\t"
					 "sw x16, 64(sp)\n\t"
					 "sw x17, 68(sp)\n\t"
					 "sw x18, 72(sp)\n\t"
					 "sw x19, 76(sp)\n\t"
					 "sw x20, 80(sp)\n\t"
					 "sw x21, 84(sp)\n\t"
					 "sw x22, 88(sp)\n\t"
					 "sw x23, 92(sp)\n\t"
					 "sw x24, 96(sp)\n\t"
					 "sw x25, 100(sp)\n\t"
					 "sw x26, 104(sp)\n\t"
					 "sw x27, 108(sp)\n\t"
					 "sw x28, 112(sp)\n\t"
					 "sw x29, 116(sp)\n\t"
					 "sw x30, 120(sp)\n\t"
					 "sw x31, 124(sp)\n\t"
					 "csrr t0, mscratch\n\t"
					 "sw t0, 8(sp)\n\t"
					 "mv a0, sp\n\t"
					 "call riscv_handle\n\t"
					 /* what functions keep is as it was */
					 "lw x1, 4(sp)\n\t"
					 "lw x5, 20(sp)\n\t"
					 "lw x6, 24(sp)\n\t"
					 "lw x7, 28(sp)\n\t"
					 "lw x10, 40(sp)\n\t"
					 "lw x11, 44(sp)\n\t"
					 "lw x12, 48(sp)\n\t"
					 "lw x13, 52(sp)\n\t"
					 "lw x14, 56(sp)\n\t"
					 "lw x15, 60(sp)\n\t"
					 "lw x16, 64(sp)\n\t"
					 "lw x17, 68(sp)\n\t"
					 "lw x28, 112(sp)\n\t"
					 "lw x29, 116(sp)\n\t"
					 "lw x30, 120(sp)\n\t"
					 "lw x31, 124(sp)\n\t"
					 "addi sp, sp, 128\n\t"
					 "csrrw sp, mscratch, sp\n\t"
					 "mret");
}

/* Causes: 3.1.15. */
enum { fetch_fault = 1, load_fault = 5, store_fault = 7 };

static const char *const causes[] = {
	"jump to an odd address",
	"code run from memory that holds none",
	"undefined instruction",
	"breakpoint",
	"unaligned read",
	"access to memory that does not allow it",
	"unaligned write",
	"access to memory that does not allow it",
};

/* Where a fault while a fault is told leads: nothing is sure any more, no stack either. */
__attribute__((naked, aligned(4))) static void give_up(void) {
	__asm__ volatile("la sp, board_stack_top\n\t"
					 "li a0, %0\n\t"
					 "call board_exit" ::"i"(FAULT_EXIT_STATUS));
}

static void tell_cause(uint32_t cause, uint32_t address, uint32_t sp, bool in_main) {
	const uint32_t limit = in_main ? (uintptr_t)board_stack_limit : (uintptr_t)riscv_handler_stack_guard + 32;
	const uint32_t flash = (uintptr_t)riscv_flash_start;
	bool access = cause == load_fault || cause == store_fault, below = address < limit && address + 4096 > limit;
	if (access && (below || sp < limit)) {
		fault_text(in_main ? "stack overflow, more than " : "stack overflow in an interrupt, more than ");
		fault_number(in_main ? (uint32_t)(board_stack_top - board_stack_limit)
							 : (uint32_t)(riscv_handler_stack_top - riscv_handler_stack_guard) - 32);
		fault_text(" bytes");
		return;
	}
	if (access && address < 256)
		fault_text("access through a null pointer: ");
	else if (cause == store_fault && address >= flash && address < flash + (4 << 20))
		fault_text("write to flash: ");
	fault_text(cause < sizeof causes / sizeof causes[0] ? causes[cause] : "an exception that nobody expects");
}

static void tell_registers(const uint32_t *registers) {
	static const char names[register_count][5] = {"", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1",
		"a2", "a3", "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4",
		"t5", "t6"};
	for (int i = 1; i < register_count; i++) {
		fault_value(names[i], registers[i]);
		if (i % 6 == 0)
			fault_text("\n");
	}
	fault_text("\n");
}

__attribute__((noreturn)) static void tell_fault(const uint32_t *registers, uint32_t cause) {
	uint32_t address = RISCV_READ(mtval), sp = registers[register_sp];
	bool in_main = (uintptr_t)(registers + register_count) == (uintptr_t)riscv_handler_stack_top;
	RISCV_WRITE(mtvec, (uintptr_t)give_up);

	fault_text("\nFault: ");
	tell_cause(cause, address, sp, in_main);
	fault_text("\n");
	fault_value("mcause", cause);
	fault_value("mtval", address);
	fault_value("mstatus", RISCV_READ(mstatus));
	fault_value("pc", RISCV_READ(mepc));
	fault_text("\n");
	tell_registers(registers);
	fault_stack(sp);
	board_exit(FAULT_EXIT_STATUS);
}

__attribute__((used)) void riscv_handle(const uint32_t *registers) {
	const uint32_t interrupt = 1u << 31;
	uint32_t cause = RISCV_READ(mcause);
	if (cause & interrupt)
		board_interrupt(cause & ~interrupt);
	else
		tell_fault(registers, cause);
}
