/*
 * What newlib asks of a system: memory, and a console for what is printed. There are no files and no processes.
 */
#include "../bare-metal/board.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

void *_sbrk(ptrdiff_t more);
int _write(int file, const void *text, size_t length);
int _read(int file, void *buffer, size_t most);
int _close(int file);
int _fstat(int file, struct stat *status);
int _isatty(int file);
off_t _lseek(int file, off_t offset, int from);
void _exit(int status);
int _kill(pid_t process, int signal);
pid_t _getpid(void);

void *_sbrk(ptrdiff_t more) {
	static uint8_t *end = board_heap_start;
	if (more > board_heap_end - end || more < board_heap_start - end) {
		errno = ENOMEM;
		return (void *)-1;
	}
	uint8_t *start = end;
	end += more;
	return start;
}

int _write(int file, const void *text, size_t length) {
	if (file != STDOUT_FILENO && file != STDERR_FILENO) {
		errno = EBADF;
		return -1;
	}
	board_console_write(text, length);
	return (int)length;
}

int _read(int file, void *buffer, size_t most) {
	if (file != STDIN_FILENO) {
		errno = EBADF;
		return -1;
	}
	return (int)board_console_read(buffer, most);
}

int _close(int file) {
	(void)file;
	errno = EBADF;
	return -1;
}

int _fstat(int file, struct stat *status) {
	(void)file;
	status->st_mode = S_IFCHR;
	return 0;
}

int _isatty(int file) {
	return file <= STDERR_FILENO;
}

off_t _lseek(int file, off_t offset, int from) {
	(void)file, (void)offset, (void)from;
	errno = ESPIPE;
	return -1;
}

/* abort() and a failed assert() arrive as a signal to ourselves. */
int _kill(pid_t process, int signal) {
	(void)process;
	board_exit(128 + signal);
}

pid_t _getpid(void) {
	return 1;
}

void _exit(int status) {
	board_exit(status);
}
