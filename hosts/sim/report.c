/*
 * The last words of an app that fails.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "machine.h"
#include "output.h"
#include "report.h"

enum { frames_shown = 10 };

static void print(const char *text) {
	sim_output_write(true, text, strlen(text));
}

/* One call: its function's name, and where in the source it is. */
static void print_frame(txMachine *the, txSlot *frame) {
	txSlot *function = frame + 3;
	txSlot *environment = mxFrameToEnvironment(frame);
	if (function->kind != XS_REFERENCE_KIND || !mxIsFunction(function->value.reference) || environment->ID == XS_NO_ID)
		return;
	txSlot *name = mxBehaviorGetProperty(the, function->value.reference, mxID(_name), 0, XS_OWN);
	bool named = name && (name->kind == XS_STRING_KIND || name->kind == XS_STRING_X_KIND) && name->value.string[0];
	char line[16];
	snprintf(line, sizeof line, ":%d", (int)environment->value.environment.line);
	print("    at ");
	if (named) {
		print(name->value.string);
		print(" (");
	}
	print(fxGetKeyName(the, environment->ID));
	print(line);
	print(named ? ")\n" : "\n");
}

static void print_frames(txMachine *the) {
	int count = 0;
	for (txSlot *frame = the->frame; frame && frame->next; frame = frame->next) {
		if (count++ < frames_shown)
			print_frame(the, frame);
	}
	if (count > frames_shown) {
		char more[48];
		snprintf(more, sizeof more, "    ... and %d more calls\n", count - frames_shown);
		print(more);
	}
}

void sim_machine_abort(sim_machine *machine, const char *message) {
	if (!machine->dying && !sim_is_leaving()) {
		machine->dying = true;
		print(message);
		print("\n");
		print_frames(machine->the);
	}
	sim_leave(machine, 1);
}

/* A value as console.error() prints it, or, if not even that works, as the engine's own text for it. */
static char *describe(txMachine *the, txSlot *value) {
	sim_machine *machine = the->host;
	char *volatile text = NULL;
	mxTry(the) {
		mxPushUndefined();
		mxPush(machine->describe);
		mxCall();
		mxPushSlot(value);
		mxRunCount(1);
		text = strdup(fxToString(the, the->stack));
		mxPop();
	}
	mxCatch(the) {
		mxTry(the) {
			mxPushSlot(value);
			text = strdup(fxToString(the, the->stack));
			mxPop();
		}
		mxCatch(the) {
			text = strdup("an exception that cannot be printed");
		}
	}
	return text;
}

char *sim_machine_describe(sim_machine *machine, const xsSlot *error) {
	return describe(machine->the, (txSlot *)error);
}

void sim_machine_fail(sim_machine *machine, const char *what, const xsSlot *error) {
	txMachine *the = machine->the;
	if (machine->dying || sim_is_leaving())
		sim_leave(machine, 1);
	machine->dying = true;
	fxBeginHost(the);
	mxPushSlot(error);
	print(what);
	print(" ");
	char *text = describe(the, the->stack);
	print(text ? text : "an exception, and no memory to print it");
	free(text);
	print("\n");
	sim_leave(machine, 1);
}
