/*
 * An image that tests a board from within: the first argument says what. The other half of each test is in
 * boards.test.mjs, which reads what is printed here.
 */
#include "board.h"
#include "noise_health.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __riscv
#define TRAPS_DIVISION 0
#else
#define TRAPS_DIVISION 1
#endif

static int initialized = 42;
static int zeroed;
static volatile float half = 0.5f;

/* Survives a reset. */
__attribute__((section(".noinit"))) static uint32_t boots, boots_check;

static const char *word(int number) {
	static char copy[256];
	strcpy(copy, board_arguments());
	char *at = strtok(copy, " ");
	while (number-- > 0 && at)
		at = strtok(NULL, " ");
	return at ? at : "";
}

static int test_memory(void) {
	printf("initialized %d, zeroed %d, half of 3 is %d/10\n", initialized++, zeroed++, (int)(3 * half * 10));
	return 0;
}

static int test_clock(void) {
	uint64_t before = board_microseconds();
	for (int i = 0; i < 100000; i++) {
		uint64_t now = board_microseconds();
		if (now < before) {
			printf("the clock went back\n");
			return 1;
		}
		before = now;
	}
	uint32_t span = (uint32_t)atoi(word(1)) * 1000;
	uint64_t start = board_microseconds(), slept = board_slept();
	printf("start\n");
	while (board_microseconds() < start + span)
		board_sleep(start + span);
	printf("end\n");
	printf("took %lu us, slept %lu us\n", (unsigned long)(board_microseconds() - start),
		(unsigned long)(board_slept() - slept));
	return 0;
}

static int test_wake(void) {
	char byte;
	printf("asleep\n");
	int wakes = 0;
	while (board_serial_read(&byte, 1) == 0) {
		board_sleep(UINT64_MAX);
		wakes++;
	}
	printf("woke up after %d by '%c'\n", wakes, byte);
	while (board_console_read(&byte, 1) == 0)
		board_sleep(UINT64_MAX);
	printf("woke up by console '%c'\n", byte);

	/* a byte comes, nobody reads it: no sleep then */
	printf("send one\n");
	board_sleep(UINT64_MAX);
	uint64_t slept = board_slept();
	for (int i = 0; i < 1000; i++)
		board_sleep(UINT64_MAX);
	printf("then slept %lu us\n", (unsigned long)(board_slept() - slept));
	return 0;
}

/* Sends back as many bytes as the argument says; with "slow" after them, looks at the line only every 20 ms. */
static int test_echo(void) {
	static uint8_t buffer[700];
	size_t count = (size_t)atoi(word(1)), most = board_serial_room();
	bool slow = strcmp(word(2), "slow") == 0;
	printf("ready\n");
	while (count > 0) {
		size_t length = board_serial_read(buffer, sizeof buffer);
		if (length == 0)
			board_sleep(UINT64_MAX);
		for (size_t sent = 0; sent < length;)
			sent += board_serial_write(buffer + sent, length - sent);
		count -= length;
		for (uint64_t start = board_microseconds(); slow && board_microseconds() < start + 20000;)
			;
	}
	while (board_serial_room() < most)
		board_sleep(UINT64_MAX);
	for (uint64_t start = board_microseconds(); board_microseconds() < start + 50000;)
		board_sleep(start + 50000); /* for what is in the UART */
	printf("lost %lu\n", (unsigned long)board_serial_lost());
	return 0;
}

static int test_room(void) {
	static uint8_t zeros[100];
	size_t room = board_serial_room(), most = (size_t)atoi(word(1)), taken = 0, last;
	do {
		last = board_serial_write(zeros, sizeof zeros);
		taken += last;
	} while (last == sizeof zeros && taken < most);
	printf("room %u, taken %u, room %u\n", (unsigned)room, (unsigned)taken, (unsigned)board_serial_room());
	return 0;
}

static int test_entropy(void) {
	static uint8_t block[1024];
	if (!board_entropy(block, sizeof block)) {
		printf("no entropy\n");
		return 1;
	}
	unsigned ones = 0;
	for (size_t i = 0; i < sizeof block; i++)
		ones += (unsigned)__builtin_popcount(block[i]);
	printf("ones %u of %u\n", ones, (unsigned)sizeof block * 8);
	for (int i = 0; i < 16; i++)
		printf("%02x", block[i]);
	printf("\n");
	return 0;
}

static uint8_t from_source(int i) {
	static uint8_t bytes[256];
	if (i % 256 == 0)
		board_entropy(bytes, sizeof bytes);
	return bytes[i % 256];
}

static uint8_t stuck(int i) {
	(void)i;
	return 7;
}

/* Every fourth byte is the same, on average. */
static uint8_t biased(int i) {
	uint8_t byte = from_source(i);
	return byte < 64 ? 7 : byte;
}

/* After how many samples the health tests object, or 0. */
static int objection(uint8_t (*source)(int i), int most) {
	struct noise_health health = {0};
	for (int i = 0; i < most; i++)
		if (!noise_health_good(&health, source(i)))
			return i + 1;
	return 0;
}

static int test_health(void) {
	printf("good %d, stuck %d, ", objection(from_source, 200000), objection(stuck, 200000));
	printf("biased %d\n", objection(biased, 200000));
	return 0;
}

static int test_heap(void) {
	enum { size = 1000 };
	void *first = NULL;
	size_t total = 0;
	printf("filling\n"); /* newlib's first printf() takes memory, and does not survive that there is none */
	errno = 0;
	for (void **block; (block = malloc(size)); total += size) {
		memset(block, 0xaa, size);
		*block = first;
		first = block;
	}
	printf("heap %u of %u, errno %s\n", (unsigned)total, (unsigned)(board_heap_end - board_heap_start),
		errno == ENOMEM ? "ENOMEM" : "?");
	while (first) {
		void *next = *(void **)first;
		free(first);
		first = next;
	}
	size_t large = total / 2;
	void *again = malloc(large);
	printf("again %s\n", again ? "yes" : "no");
	void *huge = malloc((size_t)-1 / 2);
	printf("huge %s\n", huge ? "yes" : "no");
	free(again);
	return 0;
}

/* Not a tail call, and nothing that the compiler can see through. */
static int dig(int depth) {
	volatile uint8_t room[100];
	for (size_t i = 0; i < sizeof room; i++)
		room[i] = (uint8_t)depth;
	return depth == 0 ? 0 : dig(depth - 1) + room[depth % 100];
}

static int test_stack(void) {
	size_t before = board_stack_used();
	dig(20);
	size_t after = board_stack_used();
	printf("stack %u, deep %u, size %u\n", (unsigned)before, (unsigned)after,
		(unsigned)(board_stack_top - board_stack_limit));
	return 0;
}

static int test_overflow(void) {
	printf("digging\n");
	return dig(1000000);
}

/* Far beyond the end at once, as a large array does. */
static int test_leap(void) {
	volatile uint8_t *below = board_stack_limit;
	below[-(ptrdiff_t)atoi(word(1))] = 1;
	printf("nothing happened\n");
	return 0;
}

static int test_null(void) {
	int *volatile nowhere = NULL;
	printf("read\n");
	return *(volatile int *)nowhere;
}

static int test_flash(void) {
	static const char text[] = "constant";
	char *volatile writable = (char *)(uintptr_t)text;
	*(volatile char *)writable = 'C';
	printf("nothing happened\n");
	return 0;
}

static int test_execute(void) {
	static uint32_t code[16] __attribute__((aligned(4)));
	void (*volatile function)(void) = (void (*)(void))((uintptr_t)code | (TRAPS_DIVISION ? 1 : 0));
	function();
	printf("nothing happened\n");
	return 0;
}

static int test_illegal(void) {
#ifdef __riscv
	__asm__ volatile("unimp");
#else
	__asm__ volatile("udf #0");
#endif
	return 0;
}

static int test_divide(void) {
	volatile int zero = 0;
	int result = 7 / zero;
	printf("7 / 0 is %d, division traps: %d\n", result, TRAPS_DIVISION);
	return 0;
}

static int test_unaligned(void) {
	static uint8_t bytes[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
	uint32_t word_value;
	uint16_t half_value;
	memcpy(&word_value, bytes + 1, sizeof word_value);
	memcpy(&half_value, bytes + 3, sizeof half_value);
	printf("word %08lx, half %04x\n", (unsigned long)word_value, half_value);
	return 0;
}

/* On Cortex-M two registers at once, which it never does unaligned; on RISC-V what chips may refuse. */
static int test_unaligned_pair(void) {
#ifdef __arm__
	static uint8_t bytes[16];
	uint32_t low, high;
	__asm__ volatile("ldrd %0, %1, [%2]" : "=&r"(low), "=&r"(high) : "r"(bytes + 2) : "memory");
	return (int)(low + high);
#else
	uint32_t value;
	static uint8_t bytes[16];
	__asm__ volatile("lw %0, 0(%1)" : "=r"(value) : "r"(bytes + 1) : "memory");
	return (int)value;
#endif
}

static int test_reset(void) {
	const uint32_t mark = 0x600df00d;
	boots = boots_check == (boots ^ mark) ? boots + 1 : 1;
	boots_check = boots ^ mark;
	printf("boot %lu, initialized %d\n", (unsigned long)boots, initialized++);
	if (boots < 3)
		board_reset();
	boots_check = 0;
	return 0;
}

static int test_exit(void) {
	return atoi(word(1));
}

static int test_abort(void) {
	abort();
}

static int test_arguments(void) {
	printf("%s: \"%s\"\n", board_name, board_arguments());
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} tests[] = {
	{"memory", test_memory},
	{"clock", test_clock},
	{"wake", test_wake},
	{"echo", test_echo},
	{"room", test_room},
	{"entropy", test_entropy},
	{"health", test_health},
	{"heap", test_heap},
	{"stack", test_stack},
	{"overflow", test_overflow},
	{"leap", test_leap},
	{"null", test_null},
	{"flash", test_flash},
	{"execute", test_execute},
	{"illegal", test_illegal},
	{"divide", test_divide},
	{"unaligned", test_unaligned},
	{"unaligned-pair", test_unaligned_pair},
	{"reset", test_reset},
	{"exit", test_exit},
	{"abort", test_abort},
	{"arguments", test_arguments},
};

int main(void) {
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
		if (strcmp(word(0), tests[i].name) == 0)
			return tests[i].run();
	printf("no such test: \"%s\"\n", word(0));
	return 2;
}
