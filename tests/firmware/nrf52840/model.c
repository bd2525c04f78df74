/*
 * The model of the nRF52840; see model.h. The linker puts its functions in front of the board's: --wrap.
 */
#include "model.h"

#include "../../../hosts/bare-metal/board.h"
#include "../../../hosts/bare-metal/emulated/semihosting.h"
#include "../../../hosts/bare-metal/fault_report.h"
#include "../../../hosts/cortex-m/cortex_m.h"
#include "../../../hosts/cortex-m/qemu/mps2.h"

#include <string.h>

#define NVIC_ISPR(n) CORTEX_M_REGISTER(0xe000e200 + 4 * (n))

void __real_board_start(void);
void __wrap_board_start(void);
void __real_board_interrupt(unsigned irq);
void __wrap_board_interrupt(unsigned irq);
void __real_board_console_write(const void *text, size_t length);
void __wrap_board_console_write(const void *text, size_t length);
void __wrap_cortex_m_fault(void);
bool model_fault(uint32_t *frame, uint32_t *more);
const char *model_arguments(void);
void model_exit(int status) __attribute__((noreturn));
extern struct {
	uint32_t mark;
	char text[124];
} board_arguments_given;

uint32_t model_pins[32], model_outputs;

uint32_t model_now(void) {
	return MPS2_COUNTER;
}

void model_pend(unsigned irq) {
	NVIC_ISPR(irq / 32) = 1u << irq % 32;
}

/*
 * QEMU's devices and the chip's have the same addresses. Those of QEMU are open to what runs at the priority of a HardFault,
 * where the memory protection does not hold (B3.5.3).
 */
static uint32_t open_devices(void) {
	uint32_t before;
	__asm__ volatile("mrs %0, faultmask\n\tcpsid f\n\tisb" : "=r"(before)::"memory");
	return before;
}

static void close_devices(uint32_t before) {
	__asm__ volatile("msr faultmask, %0\n\tisb" ::"r"(before) : "memory");
}

void model_exit(int status) {
	enum { application_exit = 0x20026 };
	static uint32_t parameters[] = {application_exit, 0};
	parameters[1] = (uint32_t)status;
	while (MPS2_CONSOLE->state & UART_STATE_TX_FULL)
		;
	for (;;)
		semihosting_call(SEMIHOSTING_EXIT_EXTENDED, parameters);
}

static void put(char character) {
	while (MPS2_CONSOLE->state & UART_STATE_TX_FULL)
		;
	MPS2_CONSOLE->data = (uint8_t)character;
}

static void print(const char *text) {
	while (*text)
		put(*text++);
}

void model_refuse(const char *words, uint32_t value) {
	open_devices();
	print("\nrefused: ");
	print(words);
	print(" ");
	for (int i = 28; i >= 0; i -= 4)
		put("0123456789abcdef"[value >> i & 15]);
	print("\n");
	model_exit(99);
}

/* The debugger's part of the console: finds the control block as it does, by looking through RAM. */
struct channel {
	uint32_t name, bytes, size;
	volatile uint32_t write, read;
	uint32_t flags;
};
static struct control {
	char id[16];
	uint32_t up_count, down_count;
	struct channel up, down;
} * control;

static void find_control(void) {
	static const uint32_t id[] = {0x47474553, 0x52205245, 0x00005454}; /* "SEGGER RTT" */
	for (uint32_t at = 0x20000000; !control && at < 0x20040000 - 1024 - sizeof *control; at += 4)
		if (memcmp((const void *)(uintptr_t)at, id, sizeof id) == 0)
			control = (struct control *)(uintptr_t)at;
}

/* An "exit status" is what the board says when it ends; QEMU is to end with it. */
static void watch_exit(char character) {
	static const char words[] = "\nexit status ";
	static unsigned matched;
	static int status;
	if (matched < sizeof words - 1)
		matched = character == words[matched] ? matched + 1 : character == '\n';
	else if (character != '\n')
		status = status * 10 + character - '0';
	else
		model_exit(status);
}

static void debugger(void) {
	if (!control)
		find_control();
	if (!control)
		return;
	struct channel *up = &control->up, *down = &control->down;
	while (up->read != up->write) {
		char character = ((const char *)(uintptr_t)up->bytes)[up->read];
		up->read = (up->read + 1) % up->size;
		put(character);
		watch_exit(character);
	}
	while ((MPS2_CONSOLE->state & UART_STATE_RX_FULL) && (down->write + 1) % down->size != down->read) {
		((uint8_t *)(uintptr_t)down->bytes)[down->write] = (uint8_t)MPS2_CONSOLE->data;
		down->write = (down->write + 1) % down->size;
	}
}

uint32_t model_read(uint32_t address) {
	uint32_t value;
	if (model_clock_read(address, &value) || model_uart_read(address, &value) || model_rng_read(address, &value))
		return value;
	if (address == 0x10001208) /* UICR.APPROTECT */
		return 0x5a;
	model_refuse("read of a register that the model does not have", address);
}

void model_write(uint32_t address, uint32_t value) {
	static const uint32_t ignored[] = {0x40000558, 0x4001e540, 0x40000578}; /* APPROTECT, ICACHECNF, DCDCEN */
	if (model_clock_write(address, value) || model_uart_write(address, value) || model_rng_write(address, value))
		return;
	if (address == 0x50000508)
		model_outputs |= value;
	else if (address >= 0x50000700 && address < 0x50000780)
		model_pins[(address - 0x50000700) / 4] = value;
	else if (address != ignored[0] && address != ignored[1] && address != ignored[2])
		model_refuse("write to a register that the model does not have", address);
}

/* Instructions that load or store a word: ARM DDI 0403E, A7.7.43 and A7.7.161. */
struct access {
	bool known, load, writes_back;
	unsigned data, base, length;
	int32_t change;
};

static struct access decode(const uint16_t *code) {
	uint16_t first = code[0], second = code[1];
	struct access access = {.known = true, .length = 2};
	if ((first & 0xf000) == 0x6000 || (first & 0xf600) == 0x5000) {
		access.load = first & 0x0800;
		access.data = first & 7;
	} else if ((first & 0xff60) == 0xf840) {
		bool immediate_8 = !(first & 0x0080) && (second & 0x0800);
		int32_t offset = second & 0x0200 ? second & 0xff : -(second & 0xff);
		access = (struct access){
			true, first & 0x0010, immediate_8 && (second & 0x0100), second >> 12, first & 15, 4, offset};
	} else
		access.known = false;
	return access;
}

static uint32_t *register_of(unsigned number, uint32_t *frame, uint32_t *more) {
	return number < 4 ? &frame[number] : number < 12 ? &more[number - 4] : number == 12 ? &frame[4] : &frame[5];
}

/* On to the next instruction; in an IT block (B1.4.2) its state moves on, too. */
static void advance(uint32_t *frame, unsigned length) {
	uint32_t psr = frame[7], state = (psr >> 25 & 3) | (psr >> 8 & 0xfc);
	frame[6] += length;
	state = state & 7 ? (state & 0xe0) | (state << 1 & 0x1f) : 0;
	frame[7] = (psr & ~0x0600fc00u) | (state & 3) << 25 | (state & 0xfc) << 8;
}

bool model_fault(uint32_t *frame, uint32_t *more) {
	enum { data_access = 1 << 1, memory_address = 1 << 7, precise = 1 << 9, bus_address = 1 << 15 };
	uint32_t status = SCB_CFSR, address;
	if (status == (data_access | memory_address))
		address = SCB_MMFAR;
	else if (status == (precise | bus_address))
		address = SCB_BFAR;
	else
		return false;
	bool device =
		(address >= 0x40000000 && address < 0x40040000) || (address >> 12 == 0x50000) || address >> 13 == 0x8000;
	struct access access = decode((const uint16_t *)(uintptr_t)(frame[6] & ~1u));
	if (!device || !access.known)
		return false;
	SCB_CFSR = status;
	SCB_HFSR = SCB_HFSR;
	uint32_t before = open_devices();
	model_uart_pump();
	debugger();
	uint32_t *data = register_of(access.data, frame, more);
	if (access.load)
		*data = model_read(address);
	else
		model_write(address, *data);
	if (access.writes_back)
		*register_of(access.base, frame, more) += (uint32_t)access.change;
	close_devices(before);
	advance(frame, access.length);
	return true;
}

__attribute__((naked)) void __wrap_cortex_m_fault(void) {
	__asm__ volatile("tst lr, #4\n\t"
					 "ite ne\n\t"
					 "mrsne r0, psp\n\t"
					 "moveq r0, sp\n\t"
					 "push {r4-r11}\n\t"
					 "mov r1, sp\n\t"
					 "push {r0, lr}\n\t"
					 "bl model_fault\n\t"
					 "cmp r0, #0\n\t"
					 "pop {r1, lr}\n\t"
					 "pop {r4-r11}\n\t"
					 "bne 1f\n\t"
					 "b __real_cortex_m_fault\n"
					 "1: bx lr");
}

void model_check_lines(void) {
	if (model_uart_line())
		model_pend(2);
	if (model_rtc_line())
		model_pend(17);
}

/* Numbers 2, 3 and 8 are interrupts of QEMU's devices, 2 and 17 are the chip's. */
void __wrap_board_interrupt(unsigned irq) {
	uint32_t before = open_devices();
	if (irq == MPS2_IRQ_TIMER)
		model_rtc_alarm();
	model_uart_pump();
	close_devices(before);
	if ((irq == 2 && model_uart_line()) || irq == 17)
		__real_board_interrupt(irq);
	model_check_lines();
}

void __wrap_board_console_write(const void *text, size_t length) {
	__real_board_console_write(text, length);
	uint32_t before = open_devices();
	debugger();
	close_devices(before);
}

static void give_arguments(void) {
	const char *arguments = model_arguments();
	board_arguments_given.mark = 0x41524753;
	strncpy(board_arguments_given.text, arguments, sizeof board_arguments_given.text);
	if (strstr(arguments, "rng-stuck"))
		model_rng = MODEL_RNG_STUCK;
	else if (strstr(arguments, "rng-silent"))
		model_rng = MODEL_RNG_SILENT;
}

void __wrap_board_start(void) {
	MPS2_PRESCALE = MPS2_CLOCK_MHZ - 1;
	MPS2_CONSOLE->baud_divider = MPS2_SERIAL->baud_divider = 16;
	MPS2_CONSOLE->control = UART_CONTROL_TX | UART_CONTROL_RX;
	MPS2_SERIAL->control = UART_CONTROL_TX | UART_CONTROL_RX | UART_CONTROL_TX_INTERRUPT | UART_CONTROL_RX_INTERRUPT;
	cortex_m_enable_interrupt(MPS2_IRQ_SERIAL_TX);
	cortex_m_enable_interrupt(MPS2_IRQ_TIMER);
	give_arguments();
	/* region 6, of the highest number: the chip's peripherals, 256 KB, no access */
	MPU_RBAR = 0x40000000 | 1 << 4 | 6;
	MPU_RASR = 1 << 28 | 17 << 1 | 1;
	cortex_m_barrier();
	__real_board_start();
}
