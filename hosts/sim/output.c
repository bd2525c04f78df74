/*
 * The process's standard streams; see output.h.
 */
#include "output.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum { exit_unread = 128 + SIGPIPE };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void write_all(int file, const char *text, size_t length) {
	while (length) {
		ssize_t written = write(file, text, length);
		if (written >= 0) {
			text += written;
			length -= (size_t)written;
		} else if (errno == EAGAIN) /* who started us left the stream non-blocking */
			poll(&(struct pollfd){.fd = file, .events = POLLOUT}, 1, -1);
		else if (errno == EPIPE && file == STDOUT_FILENO)
			_exit(exit_unread);
		else if (errno != EINTR)
			return; /* there is no better place left to say so */
	}
}

void sim_output_write(bool error, const char *text, size_t length) {
	pthread_mutex_lock(&lock);
	write_all(error ? STDERR_FILENO : STDOUT_FILENO, text, length);
	pthread_mutex_unlock(&lock);
}
