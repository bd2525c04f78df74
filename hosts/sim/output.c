/*
 * The process's standard streams; see output.h.
 */
#include "output.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { capacity = 64 * 1024, exit_unread = 128 + SIGPIPE };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char buffer[capacity];
static size_t used;

static void write_all(int file, const char *text, size_t length) {
	while (length) {
		ssize_t written = write(file, text, length);
		if (written >= 0) {
			text += written;
			length -= (size_t)written;
		}
		else if (errno == EAGAIN) /* who started us left the stream non-blocking */
			poll(&(struct pollfd){.fd = file, .events = POLLOUT}, 1, -1);
		else if (errno == EPIPE && file == STDOUT_FILENO)
			_exit(exit_unread);
		else if (errno != EINTR)
			return; /* there is no better place left to say so */
	}
}

static void flush(void) {
	size_t length = used;
	used = 0;
	write_all(STDOUT_FILENO, buffer, length);
}

void sim_output_write(bool error, const char *text, size_t length) {
	pthread_mutex_lock(&lock);
	if (error || length > capacity - used)
		flush();
	if (error)
		write_all(STDERR_FILENO, text, length);
	else if (length > capacity)
		write_all(STDOUT_FILENO, text, length);
	else {
		memcpy(buffer + used, text, length);
		used += length;
	}
	pthread_mutex_unlock(&lock);
}

void sim_output_flush(void) {
	pthread_mutex_lock(&lock);
	flush();
	pthread_mutex_unlock(&lock);
}

void sim_output_flush_last(void) {
	struct timespec patience;
	clock_gettime(CLOCK_REALTIME, &patience);
	patience.tv_sec += 1;
	if (pthread_mutex_timedlock(&lock, &patience))
		return;
	flush();
	pthread_mutex_unlock(&lock);
}
