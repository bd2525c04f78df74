/*
 * A capture of frames in libpcap's file format with nanoseconds, for Wireshark. One file in a process.
 */
#ifndef USERNET_CAPTURE_H
#define USERNET_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What the frames are: https://www.tcpdump.org/linktypes.html */
enum capture_link { CAPTURE_ETHERNET = 1, CAPTURE_IP = 101 };

/**
 * Begins a file. Before threads start.
 * @param program its name, in front of messages on stderr; static
 * @param nanoseconds the clock of the frames, monotonic; the first frame is put at the wall clock's time
 * @return false, after a message, when it cannot be written
 */
bool capture_open(const char *program, const char *path, enum capture_link link, int64_t (*nanoseconds)(void));

/** Adds a frame if there is a file, and writes it out, so that a crash leaves what led to it. One thread at a time. */
void capture_write(const void *frame, size_t length);

#endif
