/*
 * A board without hardware, see scripted_board.h.
 */
#include "scripted_board.h"
#include "../../../hosts/bare-metal/board.h"
#include "lwip/timeouts.h"
#include "lwip_hooks.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

uint8_t script_output[65536];
size_t script_output_length;

static uint8_t input[1 << 20];
static size_t input_start, input_end;
static size_t room = SIZE_MAX;
static uint64_t milliseconds = 1000;

void script_serial_input(const void *bytes, size_t length) {
	check(length <= sizeof(input) - input_end);
	memcpy(input + input_end, bytes, length);
	input_end += length;
}

void script_serial_room(size_t bytes) {
	room = bytes;
}

size_t board_serial_read(void *buffer, size_t most) {
	size_t length = input_end - input_start < most ? input_end - input_start : most;
	memcpy(buffer, input + input_start, length);
	input_start += length;
	return length;
}

size_t board_serial_write(const void *bytes, size_t length) {
	check(length <= room && length <= sizeof(script_output) - script_output_length);
	memcpy(script_output + script_output_length, bytes, length);
	script_output_length += length;
	if (room != SIZE_MAX)
		room -= length;
	return length;
}

size_t board_serial_room(void) {
	return room;
}

uint64_t board_microseconds(void) {
	return milliseconds * 1000;
}

uint32_t sys_now(void);
uint32_t sys_now(void) {
	return (uint32_t)milliseconds;
}

void script_pass(uint32_t span) {
	while (span--) {
		milliseconds++;
		sys_check_timeouts();
	}
}

void *ss_lwip_malloc(size_t size);
void *ss_lwip_calloc(size_t count, size_t size);
void ss_lwip_free(void *block);
unsigned ss_lwip_random(void);

void *ss_lwip_malloc(size_t size) {
	return malloc(size);
}

void *ss_lwip_calloc(size_t count, size_t size) {
	return calloc(count, size);
}

void ss_lwip_free(void *block) {
	free(block);
}

unsigned ss_lwip_random(void) {
	return (unsigned)rand() << 16 ^ (unsigned)rand();
}

uint32_t ss_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote, uint16_t remote_port) {
	(void)local, (void)local_port, (void)remote, (void)remote_port;
	return ss_lwip_random();
}
