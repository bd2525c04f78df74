/*
 * The devices of QEMU's machine virt (hw/riscv/virt.c has the map) that are used.
 */
#ifndef VIRT_H
#define VIRT_H

#include <stdbool.h>
#include <stdint.h>

#define VIRT_REGISTER(address) (*(volatile uint32_t *)(address))

/* Ends or resets the machine. */
#define VIRT_TEST VIRT_REGISTER(0x00100000)
enum { VIRT_TEST_FAIL = 0x3333, VIRT_TEST_PASS = 0x5555, VIRT_TEST_RESET = 0x7777 };

/* Core-local interruptor: SiFive FU540-C000 Manual, chapter 9. The time counts at 10 MHz. */
#define VIRT_ALARM_LOW VIRT_REGISTER(0x02004000)
#define VIRT_ALARM_HIGH VIRT_REGISTER(0x02004004)
#define VIRT_TIME_LOW VIRT_REGISTER(0x0200bff8)
#define VIRT_TIME_HIGH VIRT_REGISTER(0x0200bffc)
enum { VIRT_TICKS_PER_MICROSECOND = 10 };

/* Platform-level interrupt controller, context 0: hart 0 in machine mode. RISC-V PLIC specification 1.0.0, 3 to 9 */
#define VIRT_PRIORITY(source) VIRT_REGISTER(0x0c000000 + 4 * (source))
#define VIRT_ENABLE(source) VIRT_REGISTER(0x0c002000 + (source) / 32 * 4)
#define VIRT_THRESHOLD VIRT_REGISTER(0x0c200000)
#define VIRT_CLAIM VIRT_REGISTER(0x0c200004)

/* A 16550A each: the machine's own, and one on the PCI bus in slot 1, whose ports appear at the start of that bus's ports. */
#define VIRT_CONSOLE ((volatile uint8_t *)0x10000000)
#define VIRT_PCI_PORTS 0x03000000
#define VIRT_PCI_CONFIG(slot, offset) VIRT_REGISTER(0x30000000 + ((slot) << 15) + (offset))
enum { VIRT_SERIAL_SLOT = 1, VIRT_SERIAL_PORT = 0x1000 };
#define VIRT_SERIAL ((volatile uint8_t *)(VIRT_PCI_PORTS + VIRT_SERIAL_PORT))

/* The first of the virtio devices. */
#define VIRT_VIRTIO 0x10001000

/* Sources of interrupts. PCI: 32 + (slot + pin) % 4, INTA being pin 0. */
enum { VIRT_IRQ_CONSOLE = 10, VIRT_IRQ_SERIAL = 32 + VIRT_SERIAL_SLOT % 4 };

/** Console and serial line: what the board needs of them. */
void virt_uarts_start(void);
void virt_console_interrupt(void);
void virt_serial_interrupt(void);
bool virt_anything_unread(void);
void virt_console_finish(void);

#endif
