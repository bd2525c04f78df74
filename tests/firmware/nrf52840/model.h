/*
 * A model of the nRF52840's peripherals, as its product specification describes them, for QEMU's mps2-an386, which has none of
 * them: the board's own code runs there unchanged. What it does to a register is a fault, because the memory protection says
 * so, and the model does what the chip would have done. Bytes really travel over the emulated machine's UARTs, time is its time,
 * and interrupts are real ones.
 */
#ifndef NRF52840_MODEL_H
#define NRF52840_MODEL_H

#include <stdbool.h>
#include <stdint.h>

/** What is wrong in how the chip is used ends the program, with these words. */
void model_refuse(const char *words, uint32_t value) __attribute__((noreturn));

/** @return microseconds */
uint32_t model_now(void);

/** An interrupt of the chip asks, or asks again. */
void model_pend(unsigned irq);

/** Registers, by address. */
uint32_t model_read(uint32_t address);
void model_write(uint32_t address, uint32_t value);

/** What happens by itself: bytes come and go, alarms go off. */
void model_uart_pump(void);
void model_rtc_alarm(void);

/** What the chip's interrupt lines say after a handler: one that forgot to take its event back is called again. */
void model_check_lines(void);

/** A part of the model each. @return false when the address is none of its registers */
bool model_uart_read(uint32_t address, uint32_t *value);
bool model_uart_write(uint32_t address, uint32_t value);
bool model_clock_read(uint32_t address, uint32_t *value);
bool model_clock_write(uint32_t address, uint32_t value);
bool model_rng_read(uint32_t address, uint32_t *value);
bool model_rng_write(uint32_t address, uint32_t value);
bool model_uart_line(void);
bool model_rtc_line(void);

/** How the RNG is to behave. */
enum model_rng { MODEL_RNG_GOOD, MODEL_RNG_STUCK, MODEL_RNG_SILENT };
extern enum model_rng model_rng;

/** The pins as they were configured, by PIN_CNF, and whether they were set before. */
extern uint32_t model_pins[32], model_outputs;

#endif
