/*
 * Settings of terminals, at any speed. The kernel's own interface has speeds as numbers; its header cannot be read
 * together with <termios.h>.
 */
#include "opener.h"
#include <asm/termbits.h>
#include <errno.h>
#include <sys/ioctl.h>

#ifndef TCGETS2
#include <asm/ioctls.h>
#endif

bool tty_make_raw(int fd, uint32_t baud, bool rtscts) {
	struct termios2 settings;
	if (ioctl(fd, TCGETS2, &settings))
		return false;
	settings.c_iflag = IGNBRK | IGNPAR;
	settings.c_oflag = 0;
	settings.c_lflag = 0;
	settings.c_cflag &= ~(tcflag_t)(CSIZE | CSTOPB | PARENB | CRTSCTS | HUPCL);
	settings.c_cflag |= CS8 | CREAD | CLOCAL | (rtscts ? CRTSCTS : 0);
	settings.c_cc[VMIN] = 1;
	settings.c_cc[VTIME] = 0;
	if (baud) {
		settings.c_cflag &= ~(tcflag_t)(CBAUD | CBAUD << IBSHIFT);
		settings.c_cflag |= BOTHER | BOTHER << IBSHIFT;
		settings.c_ospeed = settings.c_ispeed = baud;
	}
	return ioctl(fd, TCSETS2, &settings) == 0 && ioctl(fd, TCFLSH, TCIFLUSH) == 0;
}
