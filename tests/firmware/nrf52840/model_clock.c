/*
 * CLOCK (5.4) and RTC1 (6.22). The crystals take their time; RTC1 counts only when the low-frequency clock runs, and soon
 * wraps, whatever it was told: the first wrap would come after 8 minutes. Alarms go off by the emulated machine's timer.
 */
#include "../../../hosts/cortex-m/qemu/mps2.h"
#include "model.h"

enum { clock = 0x40000000, rtc = 0x40011000, irq = 17, compare_0 = 1 << 16, counter_mask = 0xffffff };
enum { before_wrap = 6554 }; /* ticks: 0.2 s */

static struct {
	bool asked;
	uint32_t since, takes, event;
} high = {.takes = 400}, low = {.takes = 3000};
static uint32_t source;
static struct {
	bool runs;
	uint32_t since, compare, inten, evten, prescaler, cc;
} timer;

static void settle(void) {
	if (high.asked && model_now() - high.since >= high.takes)
		high.event = 1, high.asked = false;
	if (low.asked && model_now() - low.since >= low.takes)
		low.event = 1, low.asked = false;
}

static uint32_t counter(void) {
	uint64_t ticks = timer.runs ? (uint64_t)(model_now() - timer.since) * 512 / 15625 : 0;
	return (uint32_t)(ticks + counter_mask - before_wrap) & counter_mask;
}

bool model_rtc_line(void) {
	return timer.compare && (timer.inten & compare_0);
}

/* 6.22.7: an alarm less than two ticks ahead is missed. */
static void schedule(void) {
	uint32_t ahead = (timer.cc - counter()) & counter_mask;
	MPS2_TIMER->control = 0;
	if (!timer.runs || !(timer.evten & compare_0) || ahead < 2)
		return;
	uint64_t ticks = (uint64_t)ahead * 15625 / 512 * MPS2_CLOCK_MHZ;
	MPS2_TIMER->reload = MPS2_TIMER->value = ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX;
	MPS2_TIMER->control = TIMER_CONTROL_ENABLE | TIMER_CONTROL_INTERRUPT;
}

void model_rtc_alarm(void) {
	MPS2_TIMER->control = 0;
	MPS2_TIMER->interrupts = TIMER_INTERRUPT;
	timer.compare = 1;
	if (model_rtc_line())
		model_pend(irq);
}

bool model_clock_read(uint32_t address, uint32_t *value) {
	settle();
	if (address == clock + 0x100)
		*value = high.event;
	else if (address == clock + 0x104)
		*value = low.event;
	else if (address == rtc + 0x140)
		*value = timer.compare;
	else if (address == rtc + 0x504)
		*value = counter();
	else
		return false;
	return true;
}

static bool write_clock(uint32_t offset, uint32_t value) {
	if (offset == 0x000)
		high.asked = true, high.since = model_now();
	else if (offset == 0x008) {
		if (source != 1)
			model_refuse("CLOCK: started without the crystal", source);
		low.asked = true, low.since = model_now();
	} else if (offset == 0x100)
		high.event = value;
	else if (offset == 0x104)
		low.event = value;
	else if (offset == 0x518)
		source = value;
	else
		return false;
	return true;
}

static bool write_rtc(uint32_t offset, uint32_t value) {
	if (!low.event)
		model_refuse("RTC1: used before the clock runs, anomaly 20", offset);
	if (offset == 0x000)
		timer.runs = true, timer.since = model_now();
	else if (offset == 0x004)
		timer.runs = false;
	else if (offset == 0x140)
		timer.compare = value;
	else if (offset == 0x304) {
		timer.inten |= value;
		if (model_rtc_line())
			model_pend(irq);
	} else if (offset == 0x308)
		timer.inten &= ~value;
	else if (offset == 0x344)
		timer.evten |= value;
	else if (offset == 0x508)
		timer.prescaler = value;
	else if (offset == 0x540) {
		timer.cc = value;
		schedule();
	} else
		return offset == 0x008;
	return true;
}

bool model_clock_write(uint32_t address, uint32_t value) {
	if (address >= clock && address < clock + 0x1000)
		return write_clock(address - clock, value);
	return address >= rtc && address < rtc + 0x1000 && write_rtc(address - rtc, value);
}
