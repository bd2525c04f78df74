/*
 * A message to a machine, by the SDK's way to send one from an interrupt: it never waits, but does not tell when there is no room.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "../loop.h"
#include "../tasks/tasks.h"

#include "FreeRTOS.h"
#include "queue.h"
#include "task.h"

/* of xsHost.h, which declares it only to those who do not look into a machine */
int modMessagePostToMachineFromISR(xsMachine *the, modMessageDeliver callback, void *refcon);

void moddable_lock(void) {
	taskENTER_CRITICAL();
}

void moddable_unlock(void) {
	taskEXIT_CRITICAL();
}

bool moddable_post(xsMachine *the, moddable_deliver deliver, void *refcon) {
	if (uxQueueSpacesAvailable(the->msgQueue) == 0)
		return false;
	modMessagePostToMachineFromISR(the, deliver, refcon);
	return true;
}
