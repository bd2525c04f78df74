/*
 * A board that is a process, see host_board.h; it has the buffers of a small one.
 */
#include "host_board.h"
#include "../../../hosts/bare-metal/board.h"
#include "lwip_hooks.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const char *where;
static int line = -1, listener = -1;
static uint8_t output[512]; /* what a UART's ring would hold */
static size_t output_length;

static void fail(const char *what) {
	fprintf(stderr, "board: %s: %s: %s\n", where, what, strerror(errno));
	exit(2);
}

static struct sockaddr_un get_address(void) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	strncpy(address.sun_path, strchr(where, ':') + 1, sizeof(address.sun_path) - 1);
	return address;
}

static int make_socket(void) {
	return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
}

static int open_tty(void) {
	struct termios settings;
	int fd = open(strchr(where, ':') + 1, O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd >= 0 && !tcgetattr(fd, &settings)) {
		cfmakeraw(&settings);
		tcsetattr(fd, TCSANOW, &settings);
	}
	return fd;
}

/* What the other end opens; it hangs up when this process ends. */
static int plug_in(void) {
	const char *path = strchr(where, ':') + 1;
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || grantpt(fd) || unlockpt(fd))
		fail("no terminal");
	unlink(path);
	if (symlink(ptsname(fd), path))
		fail("cannot make a link");
	return fd;
}

static void try_to_open(void) {
	struct sockaddr_un address;
	if (!strncmp(where, "tty:", 4)) {
		line = open_tty();
	} else if (listener >= 0) {
		line = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	} else {
		address = get_address();
		line = make_socket();
		if (connect(line, (struct sockaddr *)&address, sizeof(address))) {
			close(line);
			line = -1;
		}
	}
}

void host_board_open(const char *wanted) {
	struct sockaddr_un address;
	where = wanted;
	if (!strncmp(where, "listen:", 7)) {
		address = get_address();
		unlink(address.sun_path);
		listener = make_socket();
		if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 1))
			fail("cannot listen");
	} else if (!strncmp(where, "plug:", 5)) {
		line = plug_in();
		return;
	} else if (strncmp(where, "connect:", 8) && strncmp(where, "tty:", 4)) {
		errno = EINVAL;
		fail("connect:PATH, listen:PATH, tty:PATH or plug:PATH");
	}
	try_to_open();
}

static void lose_line(void) {
	close(line);
	line = -1;
	output_length = 0;
}

size_t board_serial_read(void *buffer, size_t most) {
	ssize_t length = line < 0 ? 0 : read(line, buffer, most);
	if (length > 0)
		return (size_t)length;
	bool is_plug = !strncmp(where, "plug:", 5); /* EIO: nobody has opened it yet */
	if (line >= 0 && !is_plug && (length == 0 || (errno != EAGAIN && errno != EINTR)))
		lose_line();
	return 0;
}

static void flush(void) {
	ssize_t written = line < 0 || !output_length ? 0 : write(line, output, output_length);
	if (written > 0) {
		output_length -= (size_t)written;
		memmove(output, output + written, output_length);
	}
}

/* Without a line the bytes go into the air. */
size_t board_serial_write(const void *bytes, size_t length) {
	size_t room = board_serial_room();
	if (line < 0)
		return length;
	if (length > room)
		length = room;
	memcpy(output + output_length, bytes, length);
	output_length += length;
	flush();
	return length;
}

size_t board_serial_room(void) {
	return sizeof(output) - output_length;
}

uint64_t board_microseconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void host_board_sleep(struct pollfd *others, size_t count, uint32_t milliseconds) {
	enum { OTHERS_MOST = 4 };
	struct pollfd polls[1 + OTHERS_MOST];
	if (line < 0 && strncmp(where, "plug:", 5)) {
		try_to_open();
		if (milliseconds > 20)
			milliseconds = 20;
	}
	polls[0] = (struct pollfd){.fd = line, .events = output_length ? POLLIN | POLLOUT : POLLIN};
	memcpy(polls + 1, others, count * sizeof(others[0]));
	poll(polls, 1 + count, (int)milliseconds);
	memcpy(others, polls + 1, count * sizeof(others[0]));
	flush();
}

/* lwIP's and the core's seams */

void *ss_lwip_malloc(size_t size);
void *ss_lwip_calloc(size_t count, size_t size);
void ss_lwip_free(void *block);
unsigned ss_lwip_random(void);
uint32_t sys_now(void);

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
	unsigned random;
	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		abort();
	return random;
}

uint32_t ss_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote, uint16_t remote_port) {
	(void)local, (void)local_port, (void)remote, (void)remote_port;
	return ss_lwip_random();
}

uint32_t sys_now(void) {
	return (uint32_t)(board_microseconds() / 1000);
}
