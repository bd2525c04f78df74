/*
 * pcapng, see capture.h; its blocks: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html
 *
 * Wireshark wants secrets before the frames that they decrypt, but a handshake's first secret is known only when the frame
 * with the ServerHello is in the file. So room is kept for them: a Decryption Secrets Block of empty lines, which are filled.
 */
#include "capture.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SECTION = 0x0a0d0d0a, INTERFACE = 1, FRAME = 6, SECRETS = 10 }; /* types of blocks */
enum { TLS_KEY_LOG = 0x544c534b, NANOSECONDS = 9 };

/* Room of one block for secrets, and when the next one is begun; a handshake needs 1100 bytes at most. */
enum { SECRETS_ROOM = 32768, SECRETS_LOW = 8192 };

static FILE *file;
static const char *name; /* of the program */
static int64_t (*clock_nanoseconds)(void);
static int64_t start; /* of the capture, by the wall clock, in nanoseconds */
static long secrets_at;
static size_t secrets_left;

/* @return whether it could be written. @param head what stands before `content`, which is padded to 32 bits. */
static bool write_block(uint32_t type, const void *head, size_t head_length, const void *content, size_t length) {
	static const uint8_t zeros[4];
	size_t padding = -length % 4;
	const uint32_t begin[] = {type, (uint32_t)(12 + head_length + length + padding)};
	return fwrite(begin, sizeof(begin), 1, file) == 1 && fwrite(head, head_length, 1, file) == 1 &&
		   fwrite(content, 1, length, file) == length && fwrite(zeros, 1, padding, file) == padding &&
		   fwrite(&begin[1], sizeof(begin[1]), 1, file) == 1;
}

static bool begin_secrets(void) {
	static char room[SECRETS_ROOM];
	const uint32_t head[] = {TLS_KEY_LOG, sizeof(room)};
	memset(room, '\n', sizeof(room));
	secrets_at = ftell(file) + 16;
	secrets_left = sizeof(room);
	return secrets_at >= 16 && write_block(SECRETS, head, sizeof(head), room, sizeof(room));
}

static bool write_heads(enum capture_link link_type) {
	const struct {
		uint32_t magic;
		uint16_t major, minor;
		int64_t length;
	} section = {0x1a2b3c4d, 1, 0, -1};
	const struct {
		uint16_t link, reserved;
		uint32_t longest;
		uint16_t option, length;
		uint8_t resolution, padding[3];
		uint32_t end;
	} interface = {.link = (uint16_t)link_type, .option = 9 /* if_tsresol */, .length = 1, .resolution = NANOSECONDS};
	return write_block(SECTION, &section, sizeof(section), "", 0) &&
		   write_block(INTERFACE, &interface, sizeof(interface), "", 0) && !fflush(file);
}

static bool give_up(const char *what) {
	fprintf(stderr, "%s: --pcap: %s: %s\n", name, what, strerror(errno));
	if (file)
		fclose(file);
	file = NULL;
	return false;
}

bool capture_open(const char *program, const char *path, enum capture_link link, int64_t (*nanoseconds)(void)) {
	struct timespec now;
	name = program;
	clock_nanoseconds = nanoseconds;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	file = fd < 0 ? NULL : fdopen(fd, "w");
	clock_gettime(CLOCK_REALTIME, &now);
	start = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	if (file && write_heads(link))
		return true;
	fprintf(stderr, "%s: --pcap: %s cannot be written: %s\n", name, path, strerror(errno));
	return false;
}

bool capture_begin_secrets(void) {
	return (begin_secrets() && !fflush(file)) || give_up("no secrets can be written");
}

bool capture_wants_secrets(void) {
	return file && secrets_left;
}

void capture_write(const void *frame, size_t length) {
	static int64_t first = -1;
	if (!file)
		return;
	int64_t now = clock_nanoseconds();
	if (first < 0)
		first = now;
	int64_t time = start + now - first;
	const uint32_t head[] = {0, (uint32_t)(time >> 32), (uint32_t)time, (uint32_t)length, (uint32_t)length};
	if (!write_block(FRAME, head, sizeof(head), frame, length) || fflush(file))
		give_up("no more frames are written");
}

void capture_add_secret(const char *line) {
	size_t length = strlen(line);
	if (!file || length >= secrets_left)
		return;
	if (fseek(file, secrets_at, SEEK_SET) || fwrite(line, length, 1, file) != 1 || fseek(file, 0, SEEK_END)) {
		give_up("no more frames are written");
		return;
	}
	secrets_at += (long)length + 1;
	secrets_left -= length + 1;
	if ((secrets_left < SECRETS_LOW && !begin_secrets()) || fflush(file))
		give_up("no more frames are written");
}
