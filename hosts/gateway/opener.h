/*
 * How the line is opened: a file descriptor that does not block, when there is somebody at the other end.
 */
#ifndef GATEWAY_OPENER_H
#define GATEWAY_OPENER_H

#include "line.h"

/** Looks at the settings, and makes what stays: a listening socket, a pseudo terminal. @return false after a message. */
bool opener_start(const struct line_settings *settings);
void opener_stop(void);

/** Tries to open the line. @return a descriptor, the caller's from now on, or -1; errno */
int opener_try(void);

/** @return whether an errno of opener_try() may go away when a cable is plugged in, or a program starts. */
bool opener_may_wait(int error);

/** @return a descriptor to poll for reading, at which somebody new may come at any time: opener_try() then; -1: none. */
int opener_get_listener(void);

/**
 * Sets a terminal to raw bytes, 8N1.
 * @param baud bits per second; 0: as they are
 * @param rtscts whether the lines RTS and CTS hold up the sender
 * @return success; errno
 */
bool tty_make_raw(int fd, uint32_t baud, bool rtscts);

#endif
