/*
 * The peripherals of QEMU's machine mps2-an386 that are used: those of Arm's Cortex-M System Design Kit (CMSDK, DDI 0479) as
 * wired in Application Note 386 (DAI 0386), and the counters of the board's FPGA.
 */
#ifndef MPS2_H
#define MPS2_H

#include <stdbool.h>
#include <stdint.h>

enum { MPS2_CLOCK_MHZ = 25 };

/* CMSDK APB UART: DDI 0479, 4.3 */
struct mps2_uart {
	volatile uint32_t data, state, control, interrupts, baud_divider;
};
#define MPS2_CONSOLE ((struct mps2_uart *)0x40004000)
#define MPS2_SERIAL ((struct mps2_uart *)0x40005000)
enum {
	UART_STATE_TX_FULL = 1 << 0,
	UART_STATE_RX_FULL = 1 << 1,
	UART_STATE_RX_OVERRUN = 1 << 3,
	UART_CONTROL_TX = 1 << 0,
	UART_CONTROL_RX = 1 << 1,
	UART_CONTROL_TX_INTERRUPT = 1 << 2,
	UART_CONTROL_RX_INTERRUPT = 1 << 3,
	UART_INTERRUPT_TX = 1 << 0,
	UART_INTERRUPT_RX = 1 << 1,
};

/* CMSDK APB timer: DDI 0479, 4.1; counts down at MPS2_CLOCK_MHZ */
struct mps2_timer {
	volatile uint32_t control, value, reload, interrupts;
};
#define MPS2_TIMER ((struct mps2_timer *)0x40000000)
enum { TIMER_CONTROL_ENABLE = 1 << 0, TIMER_CONTROL_INTERRUPT = 1 << 3, TIMER_INTERRUPT = 1 << 0 };

/* FPGA system control and I/O: DAI 0386, 3.6. The counter counts up at MPS2_CLOCK_MHZ / (prescale + 1) and wraps. */
#define MPS2_COUNTER (*(volatile uint32_t *)0x40028018)
#define MPS2_PRESCALE (*(volatile uint32_t *)0x4002801c)

/* Interrupt numbers: DAI 0386, 3.8 */
enum {
	MPS2_IRQ_CONSOLE_RX = 0,
	MPS2_IRQ_SERIAL_RX = 2,
	MPS2_IRQ_SERIAL_TX = 3,
	MPS2_IRQ_TIMER = 8,
};

/** Console and serial line: what board_start() and board_interrupt() need of it. */
void mps2_uarts_start(void);
void mps2_console_receive(void);
void mps2_serial_receive(void);
void mps2_serial_transmit(void);
bool mps2_anything_unread(void);

#endif
