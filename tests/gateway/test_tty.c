/*
 * hosts/gateway/tty.c: settings of terminals, on a pseudo terminal.
 */
#include "../../hosts/gateway/opener.h"
#include "tap.h"
#include <asm/termbits.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int master, slave;

static struct termios2 get(void) {
	struct termios2 settings;
	check(ioctl(slave, TCGETS2, &settings) == 0);
	return settings;
}

static void start(void) {
	master = posix_openpt(O_RDWR | O_NOCTTY);
	check(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	check(slave >= 0);
}

test(any_speed_can_be_set) {
	static const uint32_t speeds[] = {300, 115200, 123456, 1000000, 12000000};
	start();
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++) {
		check(tty_make_raw(slave, speeds[i], false));
		check_equal(get().c_ospeed, speeds[i]);
		check_equal(get().c_ispeed, speeds[i]);
	}
}

test(without_a_speed_it_stays) {
	start();
	check(tty_make_raw(slave, 57600, false));
	check(tty_make_raw(slave, 0, false));
	check_equal(get().c_ospeed, 57600);
}

test(flow_control_is_what_was_asked_for) {
	start();
	check(tty_make_raw(slave, 115200, true));
	check(get().c_cflag & CRTSCTS);
	check(tty_make_raw(slave, 115200, false));
	check(!(get().c_cflag & CRTSCTS));
}

test(all_bytes_pass_unchanged_both_ways) {
	uint8_t bytes[256], got[256];
	start();
	check(tty_make_raw(slave, 115200, false));
	for (int i = 0; i < 256; i++)
		bytes[i] = (uint8_t)i;
	check_equal(write(master, bytes, sizeof(bytes)), sizeof(bytes));
	check_equal(read(slave, got, sizeof(got)), sizeof(got));
	for (int i = 0; i < 256; i++)
		check_equal(got[i], i);
	check_equal(write(slave, bytes, sizeof(bytes)), sizeof(bytes));
	check_equal(read(master, got, sizeof(got)), sizeof(got));
	for (int i = 0; i < 256; i++)
		check_equal(got[i], i);
}

test(what_is_no_terminal_is_refused) {
	int fd = open("/dev/null", O_RDWR);
	check(!tty_make_raw(fd, 115200, false));
}
