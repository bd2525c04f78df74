/*
 * The parts of an ARMv7-M processor that the boards use, with their names and sections in the ARMv7-M Architecture
 * Reference Manual (ARM DDI 0403E).
 */
#ifndef CORTEX_M_H
#define CORTEX_M_H

#include <stdint.h>

#define CORTEX_M_REGISTER(address) (*(volatile uint32_t *)(address))

/* System control block: B3.2.2 */
#define SCB_ICSR CORTEX_M_REGISTER(0xe000ed04)
#define SCB_VTOR CORTEX_M_REGISTER(0xe000ed08)
#define SCB_AIRCR CORTEX_M_REGISTER(0xe000ed0c)
#define SCB_SCR CORTEX_M_REGISTER(0xe000ed10)
#define SCB_CCR CORTEX_M_REGISTER(0xe000ed14)
#define SCB_SHCSR CORTEX_M_REGISTER(0xe000ed24)
#define SCB_CFSR CORTEX_M_REGISTER(0xe000ed28)
#define SCB_HFSR CORTEX_M_REGISTER(0xe000ed2c)
#define SCB_MMFAR CORTEX_M_REGISTER(0xe000ed34)
#define SCB_BFAR CORTEX_M_REGISTER(0xe000ed38)
#define SCB_CPACR CORTEX_M_REGISTER(0xe000ed88)

enum {
	AIRCR_KEY = 0x05fa0000,
	AIRCR_SYSRESETREQ = 1 << 2,
	CCR_DIV_0_TRP = 1 << 4,
	CCR_STKALIGN = 1 << 9,
	SHCSR_FAULTS = 7 << 16, /* MEMFAULTENA, BUSFAULTENA, USGFAULTENA */
	CPACR_FPU = 0xf << 20,  /* CP10 and CP11: full access */
};

/* Memory protection unit: B3.5 */
#define MPU_CTRL CORTEX_M_REGISTER(0xe000ed94)
#define MPU_RBAR CORTEX_M_REGISTER(0xe000ed9c)
#define MPU_RASR CORTEX_M_REGISTER(0xe000eda0)

enum { MPU_CTRL_ENABLE = 1 << 0 };

/* Nested vectored interrupt controller: B3.4. A bit, or a byte of priority, for each interrupt. */
#define NVIC_ISER(n) CORTEX_M_REGISTER(0xe000e100 + 4 * (n))
#define NVIC_ICER(n) CORTEX_M_REGISTER(0xe000e180 + 4 * (n))
#define NVIC_ICPR(n) CORTEX_M_REGISTER(0xe000e280 + 4 * (n))
#define NVIC_IPR(irq) (*(volatile uint8_t *)(0xe000e400 + (irq)))

/* All interrupts have the same priority, so that none interrupts another; faults have a higher one, so that one that
 * happens in an interrupt is still told as what it is. */
enum { CORTEX_M_PRIORITY = 0x80 };

/** Disables and forgets all interrupts, of which a boot loader may have left some. There are at most 64. */
static inline void cortex_m_disable_interrupts(void) {
	for (int n = 0; n < 2; n++) {
		NVIC_ICER(n) = UINT32_MAX;
		NVIC_ICPR(n) = UINT32_MAX;
	}
}

static inline void cortex_m_enable_interrupt(unsigned irq) {
	NVIC_IPR(irq) = CORTEX_M_PRIORITY;
	NVIC_ISER(irq / 32) = 1u << irq % 32;
}

static inline void cortex_m_clear_pending(unsigned irq) {
	NVIC_ICPR(irq / 32) = 1u << irq % 32;
}

/** Keeps interrupts out until cortex_m_unlock(). May be nested. @return what cortex_m_unlock() wants */
static inline uint32_t cortex_m_lock(void) {
	uint32_t before;
	__asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(before)::"memory");
	return before;
}

static inline void cortex_m_unlock(uint32_t before) {
	__asm__ volatile("msr primask, %0" ::"r"(before) : "memory");
}

static inline void cortex_m_barrier(void) {
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}

/** The processor's reset; the board's peripherals take part in it. */
void cortex_m_reset(void) __attribute__((noreturn));

/** The board's: an interrupt happened. All vectors lead here. @param irq its number, 0 for the first one that is not ARM's */
void board_interrupt(unsigned irq);

/** The linker script's: where flash begins and the vector table is, the stack of interrupts and faults. */
extern uint32_t cortex_m_vectors[];
extern uint8_t cortex_m_handler_stack_guard[], cortex_m_handler_stack_top[];

#endif
