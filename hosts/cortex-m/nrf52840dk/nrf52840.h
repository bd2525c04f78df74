/*
 * The registers of the nRF52840 that are used, and no others. Numbers in comments are chapters of Nordic's "nRF52840 Product
 * Specification" 1.7; docs/boards.md lists them with the addresses.
 */
#ifndef NRF52840_H
#define NRF52840_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NRF_REGISTER(address) (*(volatile uint32_t *)(address))

/** Sets off a task: 6.1.3. */
enum { NRF_TRIGGER = 1 };

/** Takes an event back: 6.1.8. The read makes sure that it is done before the interrupt's handler is left, which else would be
 * called again. */
static inline void nrf_clear(volatile uint32_t *event) {
	*event = 0;
	(void)*event;
}

/* Access port protection: 4.8.2; UICR: 4.5. Newer chips (build codes Fxx) shut the debugger out unless the program says each
 * time that it may come in; UICR holds what was decided when the chip was programmed. */
#define NRF_APPROTECT_DISABLE NRF_REGISTER(0x40000558)
#define NRF_UICR_APPROTECT NRF_REGISTER(0x10001208)

/* NVMC: 4.3.6, instruction cache */
#define NRF_NVMC_ICACHECNF NRF_REGISTER(0x4001e540)
enum { NVMC_CACHE_ENABLE = 1 << 0 };

/* POWER: 5.3. The development kit has the coil that the converter of REG1 needs. */
#define NRF_POWER_DCDCEN NRF_REGISTER(0x40000578)

/* CLOCK: 5.4 */
#define NRF_CLOCK_HFCLKSTART NRF_REGISTER(0x40000000)
#define NRF_CLOCK_LFCLKSTART NRF_REGISTER(0x40000008)
#define NRF_CLOCK_HFCLKSTARTED NRF_REGISTER(0x40000100)
#define NRF_CLOCK_LFCLKSTARTED NRF_REGISTER(0x40000104)
#define NRF_CLOCK_LFCLKSRC NRF_REGISTER(0x40000518)
enum { CLOCK_LFCLKSRC_CRYSTAL = 1 };

/* GPIO: 6.9. Pins 0 to 31 are P0, from 32 on P1. */
static inline void nrf_pin_configure(unsigned pin, uint32_t configuration) {
	NRF_REGISTER((pin < 32 ? 0x50000700 : 0x50000a00) + pin % 32 * 4) = configuration; /* PIN_CNF[n] */
}
static inline void nrf_pin_set(unsigned pin) {
	NRF_REGISTER(pin < 32 ? 0x50000508 : 0x50000808) = 1u << pin % 32; /* OUTSET */
}
enum { PIN_INPUT = 0, PIN_OUTPUT = 1 << 0 | 1 << 1, PIN_PULL_DOWN = 1 << 2, PIN_PULL_UP = 3 << 2 };

/* RNG: 6.21 */
struct nrf_rng {
	volatile uint32_t start, stop, reserved_008[62];
	volatile uint32_t valrdy, reserved_104[256];
	volatile uint32_t config, value;
};
_Static_assert(offsetof(struct nrf_rng, config) == 0x504 && offsetof(struct nrf_rng, valrdy) == 0x100, "RNG");
#define NRF_RNG ((struct nrf_rng *)0x4000d000)
enum { RNG_BIAS_CORRECTION = 1 << 0 };

/* RTC1: 6.22. Counts 24 bits at 32768 Hz. */
struct nrf_rtc {
	volatile uint32_t start, stop, clear, reserved_00c[77];
	volatile uint32_t compare[4], reserved_150[109];
	volatile uint32_t intenset, intenclr, reserved_30c[13];
	volatile uint32_t evten, evtenset, evtenclr, reserved_34c[110];
	volatile uint32_t counter, prescaler, reserved_50c[13];
	volatile uint32_t cc[4];
};
_Static_assert(offsetof(struct nrf_rtc, compare) == 0x140 && offsetof(struct nrf_rtc, intenset) == 0x304 &&
				   offsetof(struct nrf_rtc, evtenset) == 0x344 && offsetof(struct nrf_rtc, counter) == 0x504 &&
				   offsetof(struct nrf_rtc, cc) == 0x540,
	"RTC");
#define NRF_RTC1 ((struct nrf_rtc *)0x40011000)
enum { RTC_COMPARE_0 = 1 << 16, RTC_COUNTER_MASK = 0xffffff };

/* UARTE0: 6.34 */
struct nrf_uarte {
	volatile uint32_t startrx, stoprx, starttx, stoptx, reserved_010[64];
	volatile uint32_t endrx, reserved_114[3], endtx, error, reserved_128[7];
	volatile uint32_t rxto, reserved_148[4], txstopped, reserved_15c[106];
	volatile uint32_t intenset, intenclr, reserved_30c[93];
	volatile uint32_t errorsrc, reserved_484[31];
	volatile uint32_t enable, reserved_504;
	volatile uint32_t psel_rts, psel_txd, psel_cts, psel_rxd, reserved_518[3];
	volatile uint32_t baudrate, reserved_528[3];
	volatile uint32_t rxd_ptr, rxd_maxcnt, rxd_amount, reserved_540;
	volatile uint32_t txd_ptr, txd_maxcnt, txd_amount, reserved_550[7];
	volatile uint32_t config;
};
_Static_assert(offsetof(struct nrf_uarte, endrx) == 0x110 && offsetof(struct nrf_uarte, endtx) == 0x120 &&
				   offsetof(struct nrf_uarte, error) == 0x124 && offsetof(struct nrf_uarte, rxto) == 0x144 &&
				   offsetof(struct nrf_uarte, txstopped) == 0x158 && offsetof(struct nrf_uarte, intenset) == 0x304 &&
				   offsetof(struct nrf_uarte, errorsrc) == 0x480 && offsetof(struct nrf_uarte, enable) == 0x500 &&
				   offsetof(struct nrf_uarte, psel_rts) == 0x508 && offsetof(struct nrf_uarte, baudrate) == 0x524 &&
				   offsetof(struct nrf_uarte, rxd_ptr) == 0x534 && offsetof(struct nrf_uarte, txd_ptr) == 0x544 &&
				   offsetof(struct nrf_uarte, config) == 0x56c,
	"UARTE");
#define NRF_UARTE0 ((struct nrf_uarte *)0x40002000)
enum {
	UARTE_ENDRX = 1 << 4,
	UARTE_ENDTX = 1 << 8,
	UARTE_ERROR = 1 << 9,
	UARTE_ENABLE = 8,
	UARTE_CONFIG_FLOW_CONTROL = 1 << 0,
	UARTE_BAUD_1M = 0x10000000,
};

/* Interrupt numbers are the peripherals' numbers: 4.2.3 */
enum { NRF_IRQ_UARTE0 = 2, NRF_IRQ_RTC1 = 17, NRF_IRQ_FPU = 38 };

#endif
