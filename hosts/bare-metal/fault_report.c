/*
 * How a fault is told on the console; see fault_report.h.
 */
#include "fault_report.h"

#include "board.h"

enum { words_of_stack = 32, words_per_line = 8 };

void fault_text(const char *text) {
	size_t length = 0;
	while (text[length])
		length++;
	board_console_write(text, length);
}

void fault_value(const char *name, uint32_t value) {
	char digits[8];
	for (int i = 7; i >= 0; i--, value >>= 4)
		digits[i] = "0123456789abcdef"[value & 15];
	fault_text(" ");
	fault_text(name);
	fault_text(name[0] ? " " : "");
	board_console_write(digits, sizeof digits);
}

void fault_number(uint32_t value) {
	char digits[10];
	int first = sizeof digits;
	do
		digits[--first] = (char)('0' + value % 10);
	while ((value /= 10) > 0);
	board_console_write(digits + first, sizeof digits - (size_t)first);
}

void fault_stack(uint32_t sp) {
	uintptr_t limit = (uintptr_t)board_stack_limit, top = (uintptr_t)board_stack_top;
	if (sp % 4 != 0 || sp < limit || sp >= top)
		return;
	fault_text("stack:");
	const uint32_t *word = (const uint32_t *)(uintptr_t)sp;
	for (int i = 0; i < words_of_stack && word < (const uint32_t *)top; i++, word++) {
		if (i > 0 && i % words_per_line == 0)
			fault_text("\n      ");
		fault_value("", *word);
	}
	fault_text("\n");
}
