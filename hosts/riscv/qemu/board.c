/*
 * QEMU's machine virt as a board: start, interrupts, time, sleep and end.
 */
#include "../../bare-metal/board.h"
#include "../riscv.h"
#include "virt.h"

const char board_name[] = "riscv-qemu";
const uint32_t riscv_devices_start = 0x00100000, riscv_devices_end = 0x40000000, riscv_boot_rom = 0x1000;

static uint64_t started, slept;

static uint64_t ticks(void) {
	uint32_t high, low;
	do {
		high = VIRT_TIME_HIGH;
		low = VIRT_TIME_LOW;
	} while (high != VIRT_TIME_HIGH);
	return (uint64_t)high << 32 | low;
}

static void enable_source(unsigned source) {
	VIRT_PRIORITY(source) = 1;
	VIRT_ENABLE(source) |= 1u << source % 32;
}

void board_start(void) {
	started = ticks();
	virt_uarts_start();
	VIRT_THRESHOLD = 0;
	enable_source(VIRT_IRQ_CONSOLE);
	enable_source(VIRT_IRQ_SERIAL);
	RISCV_SET(mie, 1 << RISCV_INTERRUPT_EXTERNAL);
}

void board_interrupt(uint32_t cause) {
	if (cause == RISCV_INTERRUPT_TIMER) {
		RISCV_CLEAR(mie, 1 << RISCV_INTERRUPT_TIMER);
		return;
	}
	for (uint32_t source; (source = VIRT_CLAIM) != 0; VIRT_CLAIM = source) {
		if (source == VIRT_IRQ_CONSOLE)
			virt_console_interrupt();
		else if (source == VIRT_IRQ_SERIAL)
			virt_serial_interrupt();
	}
}

uint64_t board_microseconds(void) {
	return (ticks() - started) / VIRT_TICKS_PER_MICROSECOND;
}

/* While the halves are written the alarm must not be in the past. */
static void set_alarm(uint64_t until) {
	const uint64_t longest = UINT64_MAX / VIRT_TICKS_PER_MICROSECOND - started;
	uint64_t at = until < longest ? started + until * VIRT_TICKS_PER_MICROSECOND : UINT64_MAX;
	VIRT_ALARM_HIGH = UINT32_MAX;
	VIRT_ALARM_LOW = (uint32_t)at;
	VIRT_ALARM_HIGH = (uint32_t)(at >> 32);
}

void board_sleep(uint64_t until) {
	uint32_t before = riscv_lock();
	uint64_t start = board_microseconds();
	if (!virt_anything_unread() && start < until) {
		set_alarm(until);
		RISCV_SET(mie, 1 << RISCV_INTERRUPT_TIMER);
		/* an interrupt that is kept out ends it, too, and also one that came before */
		__asm__ volatile("wfi" ::: "memory");
		RISCV_CLEAR(mie, 1 << RISCV_INTERRUPT_TIMER);
		slept += board_microseconds() - start;
	}
	riscv_unlock(before);
}

uint64_t board_slept(void) {
	return slept;
}

__attribute__((noreturn)) static void tell_machine(uint32_t what) {
	virt_console_finish();
	for (;;)
		VIRT_TEST = what;
}

void board_exit(int status) {
	tell_machine(status == 0 ? VIRT_TEST_PASS : VIRT_TEST_FAIL | (uint32_t)status << 16);
}

void board_reset(void) {
	tell_machine(VIRT_TEST_RESET);
}
