/*
 * QEMU's mps2-an386 as a board: start, interrupts, time and sleep.
 */
#include "../../bare-metal/board.h"
#include "../cortex_m.h"
#include "mps2.h"

const char board_name[] = "qemu";

static uint64_t slept;

void board_start(void) {
	MPS2_PRESCALE = MPS2_CLOCK_MHZ - 1;
	mps2_uarts_start();
	cortex_m_enable_interrupt(MPS2_IRQ_TIMER);
}

void board_interrupt(unsigned irq) {
	switch (irq) {
	case MPS2_IRQ_CONSOLE_RX:
		mps2_console_receive();
		break;
	case MPS2_IRQ_SERIAL_RX:
		mps2_serial_receive();
		break;
	case MPS2_IRQ_SERIAL_TX:
		mps2_serial_transmit();
		break;
	case MPS2_IRQ_TIMER:
		MPS2_TIMER->control = 0;
		MPS2_TIMER->interrupts = TIMER_INTERRUPT;
		break;
	}
}

/* The counter wraps every 71 minutes; no sleep lasts that long, and whoever is awake looks at the clock. */
uint64_t board_microseconds(void) {
	static uint32_t last, wraps;
	static bool started;
	static uint32_t first;
	uint32_t before = cortex_m_lock();
	uint32_t now = MPS2_COUNTER;
	if (!started) {
		started = true;
		first = last = now;
	}
	if (now < last)
		wraps++;
	last = now;
	uint64_t result = ((uint64_t)wraps << 32 | now) - first;
	cortex_m_unlock(before);
	return result;
}

static void set_alarm(uint64_t span) {
	const uint64_t longest = 100 * 1000000; /* of 171 s, which the timer can count */
	uint32_t ticks = (uint32_t)(span < longest ? span : longest) * MPS2_CLOCK_MHZ;
	MPS2_TIMER->control = 0;
	MPS2_TIMER->interrupts = TIMER_INTERRUPT;
	MPS2_TIMER->reload = ticks;
	MPS2_TIMER->value = ticks;
	MPS2_TIMER->control = TIMER_CONTROL_ENABLE | TIMER_CONTROL_INTERRUPT;
}

void board_sleep(uint64_t until) {
	uint32_t before = cortex_m_lock();
	uint64_t start = board_microseconds();
	if (!mps2_anything_unread() && start < until) {
		set_alarm(until - start);
		/* an interrupt that is kept out ends it, too, and also one that came before */
		__asm__ volatile("dsb\n\twfi" ::: "memory");
		slept += board_microseconds() - start;
		MPS2_TIMER->control = 0;
	}
	cortex_m_unlock(before);
}

uint64_t board_slept(void) {
	return slept;
}

void board_reset(void) {
	cortex_m_reset();
}
