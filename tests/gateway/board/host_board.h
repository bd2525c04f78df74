/*
 * A board that is a process on this machine: its serial line is a socket or a terminal.
 */
#ifndef HOST_BOARD_H
#define HOST_BOARD_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Opens the line: "connect:PATH" or "listen:PATH" of a Unix domain socket, "tty:PATH", or "plug:PATH", a new terminal to which
 * PATH becomes a link, as for a cable that is plugged in. If the other end goes away, the
 * line is opened again, and nothing that runs above it is told. Ends the process when it can never be opened.
 */
void host_board_open(const char *line);

/** As board_sleep(), but also until something happens on other descriptors. @param milliseconds at most so long */
void host_board_sleep(struct pollfd *others, size_t count, uint32_t milliseconds);

#endif
