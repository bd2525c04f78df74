/*
 * The option --pcap: every frame on the simulated link, in libpcap's file format with nanoseconds, for Wireshark. Times are
 * those of the scaled clock. Each frame is in the file before it is handed on, so that a crash leaves what led to it.
 */
#include "../clock.h"
#include "network.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LINK_ETHERNET = 1, LONGEST = 262144 };

static FILE *file;
static int64_t start; /* of the capture, by the wall clock, in nanoseconds */

struct file_head {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, longest, link;
};

struct frame_head {
	uint32_t seconds, nanoseconds, captured, length;
};

bool sim_pcap_open(const char *path) {
	static const struct file_head head = {0xa1b23c4d, 2, 4, 0, 0, LONGEST, LINK_ETHERNET};
	struct timespec now;
	file = fopen(path, "wbe");
	if (!file || fwrite(&head, sizeof(head), 1, file) != 1 || fflush(file)) {
		fprintf(stderr, "sim: --pcap: %s cannot be written: %s\n", path, strerror(errno));
		return false;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	start = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	return true;
}

void sim_pcap_write(const void *frame, size_t length) {
	static int64_t first = -1;
	if (!file)
		return;
	int64_t now = sim_clock_nanoseconds();
	if (first < 0)
		first = now;
	int64_t time = start + now - first;
	const struct frame_head head = {
		(uint32_t)(time / 1000000000), (uint32_t)(time % 1000000000), (uint32_t)length, (uint32_t)length};
	if (fwrite(&head, sizeof(head), 1, file) == 1 && fwrite(frame, length, 1, file) == 1 && !fflush(file))
		return;
	fprintf(stderr, "sim: --pcap: %s: no more frames are written\n", strerror(errno));
	fclose(file);
	file = NULL;
}
