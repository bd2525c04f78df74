/*
 * A capture of frames as pcapng with nanoseconds, for Wireshark, if wanted with the secrets that decrypt it. One file in a
 * process.
 */
#ifndef USERNET_CAPTURE_H
#define USERNET_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What the frames are: https://www.tcpdump.org/linktypes.html */
enum capture_link { CAPTURE_ETHERNET = 1, CAPTURE_IP = 101 };

/**
 * Begins a file that only its owner may read. Before threads start.
 * @param program its name, in front of messages on stderr; static
 * @param nanoseconds the clock of the frames, monotonic; the first frame is put at the wall clock's time
 * @return false, after a message, when it cannot be written
 */
bool capture_open(const char *program, const char *path, enum capture_link link, int64_t (*nanoseconds)(void));

/** Makes room for secrets, before the first frame. @return false, after a message, when it cannot be written. */
bool capture_begin_secrets(void);

/** @return whether there is a file with room for secrets. */
bool capture_wants_secrets(void);

/** Adds a line of a key log in the format of SSLKEYLOGFILE, without its end. One thread at a time. */
void capture_add_secret(const char *line);

/** Adds a frame if there is a file, and writes it out, so that a crash leaves what led to it. One thread at a time. */
void capture_write(const void *frame, size_t length);

#endif
