/*
 * Threads that wait for the network run it themselves meanwhile. Such a lender finds what arrives without being woken by
 * another thread, which on a desktop takes longer than all the rest of a short message's way.
 *
 * The network's own thread stands by: it looks every now and then whether lenders still come, and takes over when none
 * did for a while, when some thread could not lend itself and sleeps, and when there are requests, because those may be
 * handshakes, which must not hold up the thread of an application.
 */
#include "../clock.h"
#include "network.h"
#include "port.h"
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* of a sleeper */
enum { AWAKE, WOKEN, ASLEEP, LENT };

/* How long the network may go without anybody looking after it, while an application has better to do than to wait. */
#define PATIENCE_NANOSECONDS 4000000

static atomic_bool allowed;
static atomic_uint asleep; /* sleepers in state ASLEEP */
static atomic_uint visits; /* of those that want to lend themselves */
static atomic_bool lent;   /* one of them runs the network */

/* the network's thread */
static _Atomic uint32_t calls; /* its futex */
static atomic_bool standing_by, resting;
static unsigned visits_at_takeover;

static void wait_on(_Atomic uint32_t *futex, uint32_t value, const struct timespec *timeout) {
	syscall(SYS_futex, futex, FUTEX_WAIT_PRIVATE, value, timeout, NULL, 0);
}

static void wake_one(_Atomic uint32_t *futex) {
	syscall(SYS_futex, futex, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void sim_lending_allow(bool allow) {
	atomic_store(&allowed, allow);
}

/* Calls the network's thread back if it stands by. @return whether it did. */
static bool call_back(void) {
	atomic_fetch_add(&calls, 1);
	if (!atomic_load(&standing_by))
		return false;
	wake_one(&calls);
	return true;
}

void sim_thread_call(void) {
	if (!call_back())
		sim_turn_wake();
}

/* In the context, of the network's thread. */
static bool may_stand_by(void) {
	if (sim_context_has_requests())
		return false;
	if (atomic_load(&lent))
		return true;
	return atomic_load(&allowed) && !atomic_load(&asleep) && atomic_load(&visits) != visits_at_takeover;
}

bool sim_thread_is_lent(void) {
	return atomic_load(&lent);
}

bool sim_thread_stand_by(void) {
	static const struct timespec patience = {.tv_nsec = PATIENCE_NANOSECONDS};
	if (!may_stand_by())
		return false;
	/* somebody of whose sockets a request took care may be polling for others than there are now */
	sim_turn_revise();
	sim_context_leave();
	atomic_store(&standing_by, true);
	bool come = true;
	unsigned seen = atomic_load(&visits);
	for (;;) {
		uint32_t call = atomic_load(&calls);
		atomic_store(&resting, !come);
		bool leads = atomic_load(&lent);
		bool wanted = !come || !atomic_load(&allowed) || atomic_load(&asleep);
		if (sim_context_has_requests() || (wanted && !leads))
			break;
		wait_on(&calls, call, come ? &patience : NULL);
		unsigned now = atomic_load(&visits);
		come = now != seen;
		seen = now;
	}
	atomic_store(&standing_by, false);
	atomic_store(&resting, false);
	visits_at_takeover = seen;
	sim_context_enter();
	return true;
}

static int64_t left(int64_t deadline) {
	if (deadline == INT64_MAX)
		return INT64_MAX;
	int64_t now = sim_clock_nanoseconds();
	return deadline > now ? deadline - now : 0;
}

/* Runs the network until the sleeper is woken or the deadline has passed. @return false if another thread must do it. */
static bool lend(_Atomic uint32_t *sleeper, int64_t deadline) {
	if (!atomic_load(&allowed) || !sim_context_try_enter())
		return false;
	atomic_fetch_add(&visits, 1);
	bool able = !sim_turn_is_polling() && !atomic_load(&lent);
	if (able) {
		atomic_store(&lent, true);
		for (;;) {
			uint32_t wait = sim_turn_run(false);
			if (atomic_load(sleeper) != LENT || left(deadline) == 0)
				break;
			able = !sim_context_has_requests() && atomic_load(&allowed);
			if (!able)
				break;
			int64_t milliseconds = left(deadline) / 1000000 + 1;
			sim_turn_poll(milliseconds < wait ? (uint32_t)milliseconds : wait);
		}
		atomic_store(&lent, false);
	}
	sim_context_leave();
	if (atomic_load(&resting) || atomic_load(&asleep) || !atomic_load(&allowed))
		call_back();
	return able;
}

/* Waits for a wake-up as other threads do. The state is LENT. */
static void sleep_until(_Atomic uint32_t *sleeper, int64_t deadline) {
	uint32_t expected = LENT;
	atomic_fetch_add(&asleep, 1);
	if (!atomic_compare_exchange_strong(sleeper, &expected, ASLEEP)) {
		atomic_fetch_sub(&asleep, 1);
		return;
	}
	if (!atomic_load(&lent))
		call_back();
	while (atomic_load(sleeper) == ASLEEP) {
		struct timespec span, *timeout = NULL;
		if (deadline != INT64_MAX) {
			int milliseconds = sim_clock_wait_milliseconds(left(deadline));
			span = (struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000};
			timeout = &span;
		}
		wait_on(sleeper, ASLEEP, timeout);
		if (left(deadline) == 0)
			break;
	}
}

void sim_sleep(_Atomic uint32_t *sleeper, int64_t deadline) {
	uint32_t expected = AWAKE;
	if (atomic_compare_exchange_strong(sleeper, &expected, LENT) && !lend(sleeper, deadline))
		sleep_until(sleeper, deadline);
	if (atomic_exchange(sleeper, AWAKE) == ASLEEP)
		atomic_fetch_sub(&asleep, 1);
}

/* After the exchange the sleeper's thread may go on and the memory may be another's: the address is only a key by then. */
void sim_wake(_Atomic uint32_t *sleeper) {
	switch (atomic_exchange(sleeper, WOKEN)) {
	case ASLEEP:
		atomic_fetch_sub(&asleep, 1);
		wake_one(sleeper);
		break;
	case LENT:
		sim_turn_wake();
		break;
	default:
		break;
	}
}
