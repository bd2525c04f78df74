/*
 * See last_words.h.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "last_words.h"

enum { calls_shown = 10 };

/* One call: its function's name, and where in the source it is. */
static void print_call(txMachine *the, txSlot *frame, engine_printer print) {
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

void engine_print_calls(txMachine *the, engine_printer print) {
	int count = 0;
	for (txSlot *frame = the->frame; frame && frame->next; frame = frame->next) {
		if (count++ < calls_shown)
			print_call(the, frame, print);
	}
	if (count > calls_shown) {
		char more[48];
		snprintf(more, sizeof more, "    ... and %d more calls\n", count - calls_shown);
		print(more);
	}
}

char *engine_describe(txMachine *the, const txSlot *describe, const txSlot *value) {
	char *volatile text = NULL;
	mxTry(the) {
		mxPushUndefined();
		mxPush(*describe);
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
