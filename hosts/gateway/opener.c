/*
 * How the line is opened, see opener.h.
 */
#include "opener.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const struct line_settings *settings;
static struct sockaddr_storage address;
static socklen_t address_length;
static int listener = -1, master = -1, slave = -1;
static bool made_file; /* the socket or the link at `where` is ours */

static bool complain(const char *what) {
	fprintf(stderr, "gateway: %s: %s\n", settings->where, what);
	return false;
}

static const char *get_socket_path(void) {
	return strncmp(settings->where, "unix:", 5) ? NULL : settings->where + 5;
}

/* Numbers only: no resolver is asked. */
static bool parse_tcp(const char *text) {
	char host[64];
	const char *colon = strrchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : 0;
	if (length > 1 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	if (!colon || length == 0 || length >= sizeof(host))
		return false;
	memcpy(host, text, length);
	host[length] = 0;
	struct addrinfo *found, hints = {
								.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
								.ai_socktype = SOCK_STREAM,
							};
	if (getaddrinfo(host, colon + 1, &hints, &found))
		return false;
	memcpy(&address, found->ai_addr, found->ai_addrlen);
	address_length = found->ai_addrlen;
	freeaddrinfo(found);
	return true;
}

static bool parse_address(void) {
	const char *path = get_socket_path();
	if (!path) {
		if (!strncmp(settings->where, "tcp:", 4) && parse_tcp(settings->where + 4))
			return true;
		return complain("not unix:PATH or tcp:ADDRESS:PORT, for example tcp:127.0.0.1:5555");
	}
	struct sockaddr_un *local = (struct sockaddr_un *)&address;
	local->sun_family = AF_UNIX;
	if (!*path || strlen(path) >= sizeof(local->sun_path))
		return complain("the path is empty, or too long for a socket (107 bytes)");
	strcpy(local->sun_path, path);
	address_length = sizeof(*local);
	return true;
}

static int make_socket(void) {
	int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && address.ss_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	return fd;
}

/* A socket that nobody listens at any more was left by a process that was killed. */
static void remove_left_socket(const char *path) {
	struct stat status;
	if (lstat(path, &status) || !S_ISSOCK(status.st_mode))
		return;
	int fd = make_socket();
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, address_length) && errno == ECONNREFUSED)
		unlink(path);
	close(fd);
}

static bool start_listening(void) {
	const char *path = get_socket_path();
	if (path)
		remove_left_socket(path);
	listener = make_socket();
	if (listener < 0)
		return complain(strerror(errno));
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	if (bind(listener, (struct sockaddr *)&address, address_length))
		return complain(strerror(errno));
	made_file = path != NULL;
	if (listen(listener, 4))
		return complain(strerror(errno));
	fprintf(stderr, "gateway: listening at %s\n", settings->where);
	return true;
}

/* The slave stays open, so that nothing happens to the master when boards come and go. */
static bool start_pty(void) {
	const char *name;
	master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (master < 0 || grantpt(master) || unlockpt(master) || !(name = ptsname(master)))
		return complain(strerror(errno));
	slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || !tty_make_raw(slave, 0, false))
		return complain(strerror(errno));
	struct stat status;
	if (lstat(settings->where, &status) == 0 && S_ISLNK(status.st_mode))
		unlink(settings->where);
	if (symlink(name, settings->where))
		return complain(strerror(errno));
	made_file = true;
	fprintf(stderr, "gateway: %s is %s\n", settings->where, name);
	return true;
}

bool opener_start(const struct line_settings *wanted) {
	settings = wanted;
	switch (settings->kind) {
	case LINE_CONNECT:
		return parse_address();
	case LINE_LISTEN:
		return parse_address() && start_listening();
	case LINE_PTY:
		return start_pty();
	default:
		return true;
	}
}

void opener_stop(void) {
	const char *path = get_socket_path();
	if (made_file)
		unlink(path ? path : settings->where);
	const int descriptors[] = {listener, master, slave};
	for (size_t i = 0; i < sizeof(descriptors) / sizeof(descriptors[0]); i++) {
		if (descriptors[i] >= 0)
			close(descriptors[i]);
	}
}

static int fail(int fd, int error) {
	close(fd);
	errno = error;
	return -1;
}

static int try_tty(void) {
	int fd = open(settings->where, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || tty_make_raw(fd, settings->baud, settings->rtscts))
		return fd;
	return fail(fd, errno);
}

static int try_to_connect(void) {
	int error = 0, fd = make_socket();
	socklen_t length = sizeof(error);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, address_length) == 0)
		return fd;
	if (errno != EINPROGRESS)
		return fail(fd, errno);
	if (poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, 1000) != 1)
		return fail(fd, ETIMEDOUT);
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
	return error ? fail(fd, error) : fd;
}

int opener_try(void) {
	switch (settings->kind) {
	case LINE_TTY:
		return try_tty();
	case LINE_CONNECT:
		return try_to_connect();
	case LINE_PTY:
		return fcntl(master, F_DUPFD_CLOEXEC, 0);
	default:
		return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	}
}

bool opener_may_wait(int error) {
	static const int temporary[] = {
		ENOENT, ENXIO, EIO, ENODEV, EBUSY, EAGAIN, EINTR, ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH};
	for (size_t i = 0; i < sizeof(temporary) / sizeof(temporary[0]); i++) {
		if (error == temporary[i])
			return true;
	}
	return false;
}

int opener_get_listener(void) {
	return listener;
}
