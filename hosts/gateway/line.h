/*
 * The serial line to the board: a tty, a pseudo terminal, or a socket of an emulator; SLIP packets on it. When the other
 * end goes away, the line waits until it comes back.
 *
 *   line.c    packets and bytes on an open line
 *   opener.c  how a line is opened, and opened again
 *   tty.c     settings of terminals
 */
#ifndef GATEWAY_LINE_H
#define GATEWAY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum line_kind { LINE_NONE, LINE_TTY, LINE_PTY, LINE_CONNECT, LINE_LISTEN };

struct line_settings {
	enum line_kind kind;
	const char *where;                              /* path of a terminal; "unix:PATH" or "tcp:ADDRESS:PORT" */
	uint32_t baud;                                  /* of a tty, in bits per second */
	bool rtscts;                                    /* whether a tty obeys RTS and CTS */
	void (*receive)(uint8_t *bytes, size_t length); /* takes a packet from the board; may change the bytes */
	int64_t (*nanoseconds)(void);                   /* a monotonic clock */
};

struct line_counters {
	uint64_t bytes_in, bytes_out;
	uint64_t packets_in, packets_out;
	uint64_t broken; /* packets from the board with an impossible byte */
	uint64_t long_;  /* packets from the board that are longer than any may be */
	uint64_t lost;   /* packets to the board: there was no line, or it is too slow */
};

extern struct line_counters line_counters;

/** @return false, after a message on stderr, when the line can never be opened. A board may also come later. */
bool line_start(const struct line_settings *settings);
void line_stop(void);

/** Queues a packet for the board. One that finds no line, or too much waiting for it, is lost: TCP will send it again. */
void line_send(const uint8_t *bytes, size_t length);

#define LINE_POLLS 2
struct pollfd;

/** Writes what to poll for. @return how many, up to LINE_POLLS. @param milliseconds lowered to when the line wants to run. */
size_t line_fill(struct pollfd *polls, uint32_t *milliseconds);

/** Does what poll() found, in the array of the last line_fill(). */
void line_dispatch(const struct pollfd *polls, size_t count);

#endif
