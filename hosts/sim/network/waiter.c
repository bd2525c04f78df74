/*
 * The port's waiters: a futex each, so that a wait costs nothing to set up and a signal that nobody waits for no call.
 */
#include "port.h"
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { AWAKE, ASLEEP, SIGNALED };

static void sleep_while_asleep(ss_waiter *waiter) {
	syscall(SYS_futex, &waiter->state, FUTEX_WAIT_PRIVATE, ASLEEP, NULL, NULL, 0);
}

void ss_port_await(ss_request *request, ss_waiter *waiter) {
	ss_port_post(request);
	uint32_t expected = AWAKE;
	if (!atomic_compare_exchange_strong(&waiter->state, &expected, ASLEEP))
		return;
	while (atomic_load(&waiter->state) == ASLEEP)
		sleep_while_asleep(waiter);
}

/* After the exchange the waiter's thread may go on and its stack may be another's: the address is only a key by then. */
void ss_port_signal(ss_waiter *waiter) {
	if (atomic_exchange(&waiter->state, SIGNALED) == ASLEEP)
		syscall(SYS_futex, &waiter->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
