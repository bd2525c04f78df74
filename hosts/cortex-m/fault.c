/*
 * Faults: what happened is told on the console, in words and in registers, and the program ends.
 */
#include "../bare-metal/board.h"
#include "../bare-metal/fault_report.h"
#include "cortex_m.h"

#include <stdbool.h>

void cortex_m_fault(void);
void cortex_m_report(const uint32_t *frame, const uint32_t *more, uint32_t exception_return);

/* What the processor stacked (B1.5.6), and then what cortex_m_fault() did. */
enum { frame_r0, frame_r12 = 4, frame_lr, frame_pc, frame_psr, frame_words };
enum { more_r4, more_count = 8 };

/* Bits of CFSR: B3.2.15. */
enum {
	fault_instruction_access = 1 << 0,
	fault_data_access = 1 << 1,
	fault_memory_stacking = 1 << 4,
	fault_memory_lazy = 1 << 5,
	fault_memory_address = 1 << 7,
	fault_bus_stacking = 1 << 12,
	fault_bus_address = 1 << 15,
};

static const struct {
	uint32_t bit;
	const char *words;
} causes[] = {
	{fault_instruction_access, "code run from memory that holds none"},
	{fault_data_access, "access to memory that does not allow it"},
	{1 << 3, "no stack when an exception returned"},
	{fault_memory_stacking, "no stack for an exception"},
	{fault_memory_lazy, "no stack for floating-point registers"},
	{1 << 8, "code could not be read"},
	{1 << 9, "nothing at that address"},
	{1 << 10, "nothing at an address written to a while ago"},
	{1 << 11, "no stack when an exception returned"},
	{fault_bus_stacking, "no stack for an exception"},
	{1 << 13, "no stack for floating-point registers"},
	{1 << 16, "undefined instruction"},
	{1 << 17, "jump to an even address"},
	{1 << 18, "wrong return from an exception"},
	{1 << 19, "coprocessor that is not there"},
	{1 << 24, "unaligned access by an instruction that does not allow it"},
	{1 << 25, "division by zero"},
};

/* A fault in main() leaves the main stack free; one in an interrupt may have overflowed it, but then main() is not needed any
 * more, and its stack will do. */
__attribute__((naked)) void cortex_m_fault(void) {
	__asm__ volatile("tst lr, #4\n\t"
					 "itee ne\n\t"
					 "mrsne r0, psp\n\t"
					 "moveq r0, sp\n\t"
					 "ldreq sp, =board_stack_top\n\t"
					 "push {r4-r11}\n\t"
					 "mov r1, sp\n\t"
					 "mov r2, lr\n\t"
					 "b cortex_m_report");
}

static const char *exception_name(uint32_t number) {
	static const char *const names[] = {[2] = "NMI",
		[3] = "HardFault",
		[4] = "MemManage",
		[5] = "BusFault",
		[6] = "UsageFault",
		[11] = "SVCall",
		[12] = "DebugMonitor",
		[14] = "PendSV",
		[15] = "SysTick"};
	const char *name = number < sizeof names / sizeof names[0] ? names[number] : NULL;
	return name ? name : "unknown";
}

static bool lies_in_ram(uint32_t address) {
	return address >= (uintptr_t)board_stack_limit && address < (uintptr_t)cortex_m_handler_stack_top;
}

/* The stack is the lowest of RAM: below it there is nothing that a program could mean. */
static bool overflowed(uint32_t status, uint32_t sp, bool in_main) {
	uint32_t limit = in_main ? (uintptr_t)board_stack_limit : (uintptr_t)cortex_m_handler_stack_guard + 32;
	if (status & (fault_memory_stacking | fault_memory_lazy | fault_bus_stacking))
		return true;
	return sp < limit || ((status & fault_memory_address) && SCB_MMFAR < limit && SCB_MMFAR + 4096 > limit);
}

static void tell_cause(uint32_t status, uint32_t sp, bool in_main) {
	if (overflowed(status, sp, in_main)) {
		uint32_t size = in_main ? (uint32_t)(board_stack_top - board_stack_limit)
								: (uint32_t)(cortex_m_handler_stack_top - cortex_m_handler_stack_guard) - 32;
		fault_text(in_main ? "stack overflow, more than " : "stack overflow in an interrupt, more than ");
		fault_number(size);
		fault_text(" bytes");
		return;
	}
	if (status & fault_memory_address) {
		uint32_t address = SCB_MMFAR;
		fault_text(address < 256 ? "access through a null pointer: " : address < 0x100000 ? "write to flash: " : "");
	}
	bool any = false;
	for (unsigned i = 0; i < sizeof causes / sizeof causes[0]; i++)
		if (status & causes[i].bit) {
			fault_text(any ? ", " : "");
			fault_text(causes[i].words);
			any = true;
		}
	if (!any)
		fault_text("an exception that nobody expects");
}

static void tell_frame(const uint32_t *frame, const uint32_t *more) {
	static const char *const names[] = {"r0", "r1", "r2", "r3"};
	static const char *const more_names[] = {"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"};
	for (int i = 0; i < 4; i++)
		fault_value(names[i], frame[frame_r0 + i]);
	fault_text("\n");
	for (int i = 0; i < more_count; i++) {
		fault_value(more_names[i], more[i]);
		fault_text(i == more_count / 2 - 1 ? "\n" : "");
	}
	fault_text("\n");
	fault_value("r12", frame[frame_r12]);
	fault_value("lr", frame[frame_lr]);
	fault_value("pc", frame[frame_pc]);
	fault_value("psr", frame[frame_psr]);
	fault_text("\n");
}

__attribute__((used)) void cortex_m_report(const uint32_t *frame, const uint32_t *more, uint32_t exception_return) {
	uint32_t exception, status = SCB_CFSR, address = (uintptr_t)frame;
	__asm__ volatile("mrs %0, ipsr" : "=r"(exception));
	bool in_main = exception_return & 4, framed = lies_in_ram(address) && address % 4 == 0;
	/* B1.5.7: without floating-point registers the frame has 8 words, with them 26; one more if it had to be aligned */
	uint32_t sp = address + (exception_return & 16 ? 8 : 26) * 4;
	if (framed && (frame[frame_psr] & 1 << 9))
		sp += 4;

	fault_text("\nFault: ");
	tell_cause(status, address, in_main);
	fault_text("\n ");
	fault_text(exception_name(exception));
	fault_value("cfsr", status);
	fault_value("hfsr", SCB_HFSR);
	fault_value("exc_return", exception_return);
	if (status & (fault_memory_address | fault_bus_address))
		fault_value("address", status & fault_memory_address ? SCB_MMFAR : SCB_BFAR);
	fault_value("sp", sp);
	fault_text("\n");
	if (framed && !(status & (fault_memory_stacking | fault_bus_stacking)))
		tell_frame(frame, more);
	if (in_main)
		fault_stack(sp);
	board_exit(FAULT_EXIT_STATUS);
}
