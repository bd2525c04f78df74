/*
 * The parts of an RV32 processor in machine mode that the boards use: names as in The RISC-V Instruction Set Manual, Volume II,
 * Privileged Architecture (version 20211203), with its sections.
 */
#ifndef RISCV_H
#define RISCV_H

#include <stdint.h>

#define RISCV_READ(csr) \
	({ \
		uint32_t value_; \
		__asm__ volatile("csrr %0, " #csr : "=r"(value_)::"memory"); \
		value_; \
	})
#define RISCV_WRITE(csr, value) __asm__ volatile("csrw " #csr ", %0" ::"r"((uint32_t)(value)) : "memory")
#define RISCV_SET(csr, bits) __asm__ volatile("csrs " #csr ", %0" ::"r"((uint32_t)(bits)) : "memory")
#define RISCV_CLEAR(csr, bits) __asm__ volatile("csrc " #csr ", %0" ::"r"((uint32_t)(bits)) : "memory")

enum {
	MSTATUS_MIE = 1 << 3,      /* 3.1.6.1 */
	RISCV_INTERRUPT_TIMER = 7, /* 3.1.9: bits of mie, causes in mcause */
	RISCV_INTERRUPT_EXTERNAL = 11,
};

/** Keeps interrupts out until riscv_unlock(). May be nested. @return what riscv_unlock() wants */
static inline uint32_t riscv_lock(void) {
	uint32_t before;
	__asm__ volatile("csrrci %0, mstatus, 8" : "=r"(before)::"memory");
	return before & MSTATUS_MIE;
}

static inline void riscv_unlock(uint32_t before) {
	RISCV_SET(mstatus, before);
}

/** The board's: an interrupt happened. @param cause RISCV_INTERRUPT_TIMER or RISCV_INTERRUPT_EXTERNAL */
void board_interrupt(uint32_t cause);

/** The board's: the addresses where there are devices, from the first to before the last; the 4 KB where a reset leads. */
extern const uint32_t riscv_devices_start, riscv_devices_end, riscv_boot_rom;

/** The linker script's. */
extern uint8_t riscv_flash_start[], riscv_ram_end[];
extern uint8_t riscv_handler_stack_guard[], riscv_handler_stack_top[];

#endif
