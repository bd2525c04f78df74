/*
 * A message to a machine, by the SDK's way to send one from an interrupt: it never waits, and tells when there is no room.
 */
#include "../tasks/tasks.h"
#include "xsHost.h"

bool moddable_post(xsMachine *the, moddable_deliver deliver, void *refcon) {
	return modMessagePostToMachineFromISR(the, deliver, refcon) == 0;
}
