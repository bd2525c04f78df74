/*
 * See clock.h. The core's milliseconds begin at 1, so that there is a time before now.
 */
#include "clock.h"
#include "board.h"
#include "port.h"

#include "lwip/sys.h"

static int64_t start; /* of the board's clock, by the wall clock, in microseconds */
static bool known;

void bare_clock_set(int64_t microseconds) {
	start = microseconds - (int64_t)board_microseconds();
	known = true;
}

bool bare_clock_read(int64_t *microseconds) {
	if (known)
		*microseconds = start + (int64_t)board_microseconds();
	return known;
}

uint64_t bare_clock_to_microseconds(uint64_t milliseconds) {
	return (milliseconds - 1) * 1000;
}

uint64_t ss_port_milliseconds(void) {
	return board_microseconds() / 1000 + 1;
}

/* lwIP's clock wraps. */
u32_t sys_now(void) {
	return (u32_t)(board_microseconds() / 1000);
}
