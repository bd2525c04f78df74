/*
 * libpcap's file format, see capture.h.
 */
#include "capture.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LONGEST = 262144 };

static FILE *file;
static const char *name; /* of the program */
static int64_t (*clock_nanoseconds)(void);
static int64_t start; /* of the capture, by the wall clock, in nanoseconds */

struct file_head {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, longest, link;
};

struct frame_head {
	uint32_t seconds, nanoseconds, captured, length;
};

bool capture_open(const char *program, const char *path, enum capture_link link, int64_t (*nanoseconds)(void)) {
	const struct file_head head = {0xa1b23c4d, 2, 4, 0, 0, LONGEST, link};
	struct timespec now;
	name = program;
	clock_nanoseconds = nanoseconds;
	file = fopen(path, "wbe");
	if (!file || fwrite(&head, sizeof(head), 1, file) != 1 || fflush(file)) {
		fprintf(stderr, "%s: --pcap: %s cannot be written: %s\n", name, path, strerror(errno));
		return false;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	start = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	return true;
}

void capture_write(const void *frame, size_t length) {
	static int64_t first = -1;
	if (!file)
		return;
	int64_t now = clock_nanoseconds();
	if (first < 0)
		first = now;
	int64_t time = start + now - first;
	const struct frame_head head = {
		(uint32_t)(time / 1000000000), (uint32_t)(time % 1000000000), (uint32_t)length, (uint32_t)length};
	if (fwrite(&head, sizeof(head), 1, file) == 1 && fwrite(frame, length, 1, file) == 1 && !fflush(file))
		return;
	fprintf(stderr, "%s: --pcap: %s: no more frames are written\n", name, strerror(errno));
	fclose(file);
	file = NULL;
}
