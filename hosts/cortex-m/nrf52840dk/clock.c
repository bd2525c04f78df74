/*
 * Time and sleep by RTC1, which counts at 32768 Hz also while everything else sleeps: a resolution of 30.5 µs.
 */
#include "../../bare-metal/board.h"
#include "../cortex_m.h"
#include "nrf52840.h"
#include "parts.h"

enum { ticks_per_second = 32768, shortest_alarm = 3 };

static uint64_t slept;

/* The crystals of the kit: 32 MHz, because a UART at 1 Mbaud asks for more than the internal oscillator's 1.5 to 8 % (5.4.1);
 * 32.768 kHz for the time, started before RTC1 is used, as anomaly 20 demands. */
void nrf_clock_start(void) {
	NRF_CLOCK_HFCLKSTARTED = 0;
	NRF_CLOCK_HFCLKSTART = NRF_TRIGGER;
	NRF_CLOCK_LFCLKSRC = CLOCK_LFCLKSRC_CRYSTAL;
	NRF_CLOCK_LFCLKSTARTED = 0;
	NRF_CLOCK_LFCLKSTART = NRF_TRIGGER;
	while (!NRF_CLOCK_HFCLKSTARTED || !NRF_CLOCK_LFCLKSTARTED)
		;
	NRF_RTC1->stop = NRF_TRIGGER;
	NRF_RTC1->prescaler = 0;
	NRF_RTC1->clear = NRF_TRIGGER;
	NRF_RTC1->evtenset = RTC_COMPARE_0;
	NRF_RTC1->start = NRF_TRIGGER;
	cortex_m_enable_interrupt(NRF_IRQ_RTC1);
}

/* Anomaly 179, the interrupt coming twice, does no harm: it only wakes. */
void nrf_clock_interrupt(void) {
	NRF_RTC1->intenclr = RTC_COMPARE_0;
	nrf_clear(&NRF_RTC1->compare[0]);
}

/* The counter wraps every 512 s; no sleep lasts that long, and whoever is awake looks at the clock. */
static uint64_t ticks(void) {
	static uint32_t last, wraps;
	uint32_t before = cortex_m_lock();
	uint32_t now = NRF_RTC1->counter;
	if (now < last)
		wraps++;
	last = now;
	uint64_t result = (uint64_t)wraps << 24 | now;
	cortex_m_unlock(before);
	return result;
}

/* 1 000 000 / 32 768 = 15 625 / 512 */
uint64_t board_microseconds(void) {
	return ticks() * 15625 / 512;
}

/* @return for how many ticks to sleep; rounded up, for after the sleep the time must have come */
static uint32_t ticks_to_sleep(uint64_t until, uint64_t now) {
	const uint64_t longest = 200 * ticks_per_second, with_debugger = ticks_per_second / 50;
	uint64_t most = nrf_console_attached() ? with_debugger : longest; /* no interrupt tells that something was typed */
	uint64_t span = until - now;
	uint64_t wanted = span < 1000000000 ? (span * 512 + 15624) / 15625 : longest;
	if (wanted > most)
		wanted = most;
	return wanted < shortest_alarm ? shortest_alarm : (uint32_t)wanted;
}

/* The counter must be at least two ticks before the alarm when that is set, or it is missed: 6.22.7. */
static void set_alarm(uint32_t span) {
	NRF_RTC1->cc[0] = (NRF_RTC1->counter + span) & RTC_COUNTER_MASK;
	nrf_clear(&NRF_RTC1->compare[0]);
	NRF_RTC1->intenset = RTC_COMPARE_0;
}

/*
 * Anomaly 87: a flag left over from floating point, which asks for an interrupt that nobody wants, keeps the processor from
 * sleeping.
 */
static void clear_floating_point(void) {
	uint32_t status;
	__asm__ volatile("vmrs %0, fpscr\n\t"
					 "bic %0, %0, #0x9f\n\t"
					 "vmsr fpscr, %0"
					 : "=r"(status));
	cortex_m_clear_pending(NRF_IRQ_FPU);
}

/* WFI and not WFE: with interrupts kept out it ends with the first one that asks, also if that came before, and there is no
 * latch of events that could be set by something else. Both lead to System ON idle (5.3). */
void board_sleep(uint64_t until) {
	uint32_t before = cortex_m_lock();
	uint64_t start = board_microseconds();
	if (!nrf_serial_anything_unread() && !nrf_console_anything_unread() && start < until) {
		set_alarm(ticks_to_sleep(until, start));
		clear_floating_point();
		__asm__ volatile("dsb\n\twfi" ::: "memory");
		slept += board_microseconds() - start;
	}
	cortex_m_unlock(before);
}

uint64_t board_slept(void) {
	return slept;
}
