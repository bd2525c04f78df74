/*
 * The globals' clock and alarm in the SDK's simulator on Linux.
 *
 * Not with the SDK's Timer: there its timers are called by the main machine's thread, whichever machine they are of, and a
 * Worker is then run by two threads at once. Nor with its Time, which goes back when the clock is set back.
 */
#include "../waker.h"
#include <glib.h>
#include <stdlib.h>

/* Lives as long as its machine. */
typedef struct {
	xsMachine *the;
	moddable_waker *waker;
	xsSlot callback;
} globals_alarm;

static void ring(void *context) {
	globals_alarm *alarm = context;
	xsBeginHost(alarm->the);
	xsCallFunction0(xsAccess(alarm->callback), xsGlobal);
	xsEndHost(alarm->the);
}

void xs_alarm_destructor(void *data) {
	globals_alarm *alarm = data;
	if (!alarm)
		return;
	moddable_waker_stop(alarm->waker);
	moddable_waker_free(alarm->waker);
	free(alarm);
}

void xs_alarm(xsMachine *the) {
	globals_alarm *alarm = malloc(sizeof(*alarm));
	moddable_waker *waker = alarm ? moddable_waker_new(the, ring, alarm) : NULL;
	if (!waker) {
		free(alarm);
		xsUnknownError("no memory for the alarm of the globals");
	}
	alarm->the = the;
	alarm->waker = waker;
	alarm->callback = xsArg(0);
	xsRemember(alarm->callback);
	xsmcSetHostData(xsThis, alarm);
}

void xs_alarm_arm(xsMachine *the) {
	globals_alarm *alarm = xsmcGetHostData(xsThis);
	moddable_waker_wake_in(alarm->waker, xsmcToNumber(xsArg(0)));
}

void xs_alarm_now(xsMachine *the) {
	xsmcSetNumber(xsResult, (double)g_get_monotonic_time() / 1000);
}
