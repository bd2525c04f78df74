/*
 * What picolibc asks of a system: a console for what is printed, and an end. There are no files and no processes.
 */
#include "../bare-metal/board.h"

#include <stdio.h>
#include <unistd.h>

int kill(pid_t process, int signal);

static int put(char character, FILE *file) {
	(void)file;
	board_console_write(&character, 1);
	return 0;
}

static int get(FILE *file) {
	(void)file;
	unsigned char character;
	return board_console_read(&character, 1) ? character : _FDEV_EOF;
}

static FILE console = FDEV_SETUP_STREAM(put, get, NULL, _FDEV_SETUP_RW);
FILE *const stdin = &console;
FILE *const stdout = &console;
FILE *const stderr = &console;

/* abort() and a failed assert() arrive as a signal to ourselves. */
int kill(pid_t process, int signal) {
	(void)process;
	board_exit(128 + signal);
}

pid_t getpid(void) {
	return 1;
}

void _exit(int status) {
	board_exit(status);
}
