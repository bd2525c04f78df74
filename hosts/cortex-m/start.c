/*
 * From reset to main(): vector table, memory, floating point, memory protection. Everything here holds for any Cortex-M4F
 * with the memory of cortex-m.ld.
 *
 * main() runs on the process stack, interrupts and faults on the main stack: a fault can be reported when the stack has
 * overflowed, and interrupts need no room on it.
 */
#include "../bare-metal/board.h"
#include "cortex_m.h"

#include <string.h>

int main(void);
void cortex_m_start(void);
void cortex_m_continue(void);
void cortex_m_fault(void);

extern uint32_t cortex_m_data_start[], cortex_m_data_end[], cortex_m_data_load[];
extern uint32_t cortex_m_bss_start[], cortex_m_bss_end[];

static const uint32_t paint = 0x5a17c0de;

static void any_interrupt(void) {
	uint32_t exception;
	__asm__ volatile("mrs %0, ipsr" : "=r"(exception));
	board_interrupt(exception - 16);
}

/* B1.5.3: the stack pointer, 15 exceptions, and the interrupts, of which the nRF52840 has 48. */
struct vectors {
	void *stack;
	void (*exceptions[15])(void);
	void (*interrupts[48])(void);
};

__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
	.stack = cortex_m_handler_stack_top,
	.exceptions = {[0] = cortex_m_start, [1 ... 14] = cortex_m_fault},
	.interrupts = {[0 ... 47] = any_interrupt},
};

enum {
	region_no_access = 0u << 24,
	region_read_write = 3u << 24,
	region_read_only = 6u << 24,
	region_no_execute = 1u << 28,
	region_normal = 1 << 17 | 1 << 18, /* cacheable, shareable: the chip's own memory */
	region_device = 1 << 16 | 1 << 18, /* B3.5.8: bufferable, shareable */
};

static void protect(unsigned number, uintptr_t start, unsigned size_log2, uint32_t attributes) {
	MPU_RBAR = start | 1 << 4 | number;
	MPU_RASR = attributes | (size_log2 - 1) << 1 | 1;
}

/* What is in no region cannot be accessed at all: also what is below the stack. The region of the highest number counts. */
static void protect_memory(void) {
	protect(0, 0x00000000, 20, region_read_only | region_normal);
	protect(1, 0x20000000, 18, region_read_write | region_normal | region_no_execute);
	protect(2, 0x40000000, 29, region_read_write | region_device | region_no_execute);
	protect(3, 0x10000000, 13, region_read_only | region_normal | region_no_execute); /* the nRF52840's FICR and UICR */
	protect(4, 0x00000000, 8, region_no_access | region_no_execute);                  /* where a null pointer leads */
	protect(5, (uintptr_t)cortex_m_handler_stack_guard, 5, region_no_access | region_no_execute);
	MPU_CTRL = MPU_CTRL_ENABLE;
	cortex_m_barrier();
}

/* The processor comes here with the main stack, which is small: on to the process stack before anything else. A boot loader
 * may have left interrupts enabled, and the main stack anywhere. */
__attribute__((naked, noreturn)) void cortex_m_start(void) {
	__asm__ volatile("cpsid i\n\t"
					 "ldr r0, =cortex_m_handler_stack_top\n\t"
					 "msr msp, r0\n\t"
					 "ldr r0, =board_stack_top\n\t"
					 "msr psp, r0\n\t"
					 "movs r0, #2\n\t" /* CONTROL: process stack, privileged, no floating-point state */
					 "msr control, r0\n\t"
					 "isb\n\t"
					 "b cortex_m_continue");
}

__attribute__((noreturn, used)) void cortex_m_continue(void) {
	cortex_m_disable_interrupts();
	SCB_VTOR = (uintptr_t)cortex_m_vectors;
	SCB_CPACR |= CPACR_FPU;
	SCB_CCR |= CCR_DIV_0_TRP | CCR_STKALIGN;
	SCB_SHCSR |= SHCSR_FAULTS;
	cortex_m_barrier();

	memcpy(cortex_m_data_start, cortex_m_data_load, (uintptr_t)cortex_m_data_end - (uintptr_t)cortex_m_data_start);
	memset(cortex_m_bss_start, 0, (uintptr_t)cortex_m_bss_end - (uintptr_t)cortex_m_bss_start);
	for (uint32_t *word = (uint32_t *)board_stack_limit; word < (uint32_t *)__builtin_frame_address(0) - 8; word++)
		*(volatile uint32_t *)word = paint;
	protect_memory();

	__asm__ volatile("cpsie i" ::: "memory");
	board_start();
	board_exit(main());
}

size_t board_stack_used(void) {
	const uint32_t *word = (const uint32_t *)board_stack_limit;
	while (word < (const uint32_t *)board_stack_top && *word == paint)
		word++;
	return (size_t)(board_stack_top - (const uint8_t *)word);
}

void cortex_m_reset(void) {
	cortex_m_barrier();
	SCB_AIRCR = AIRCR_KEY | AIRCR_SYSRESETREQ;
	cortex_m_barrier();
	for (;;)
		;
}
