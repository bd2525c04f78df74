/*
 * Nordic's nRF52840 DK (PCA10056) as a board: start, interrupts, arguments, end.
 */
#include "../../bare-metal/board.h"
#include "../../bare-metal/fault_report.h"
#include "../cortex_m.h"
#include "nrf52840.h"
#include "parts.h"

#include <string.h>

const char board_name[] = "nrf52840dk";

/* A debugger may write here while the processor is halted after a reset: `mark`, then the text. */
enum { arguments_mark = 0x41524753 };
struct {
	uint32_t mark;
	char text[124];
} board_arguments_given __attribute__((section(".noinit")));

void board_start(void) {
	NRF_APPROTECT_DISABLE = NRF_UICR_APPROTECT;
	NRF_NVMC_ICACHECNF = NVMC_CACHE_ENABLE;
	NRF_POWER_DCDCEN = 1;
	nrf_console_start();
	nrf_clock_start();
	nrf_serial_start();
}

void board_interrupt(unsigned irq) {
	if (irq == NRF_IRQ_UARTE0)
		nrf_serial_interrupt();
	else if (irq == NRF_IRQ_RTC1)
		nrf_clock_interrupt();
}

/* They hold for one start only, so that a reset by hand brings the program up without. */
const char *board_arguments(void) {
	static char text[sizeof board_arguments_given.text];
	if (board_arguments_given.mark == arguments_mark) {
		board_arguments_given.mark = 0;
		memcpy(text, board_arguments_given.text, sizeof text - 1);
	}
	return text;
}

/* There is nobody to give the status to but who reads the console. */
void board_exit(int status) {
	fault_text("\nexit status ");
	fault_number((uint32_t)status);
	fault_text("\n");
	cortex_m_lock();
	for (;;)
		__asm__ volatile("wfi");
}

void board_reset(void) {
	cortex_m_reset();
}
