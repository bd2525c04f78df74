/*
 * Says where an object is, for messages: the way from a variable or an export of a module to it.
 */
#include "heap.h"
#include "modules.h"

enum { longest_way = 16 };

static const char *kind_of(const txSlot *slot) {
	const txSlot *internal = slot->kind == XS_INSTANCE_KIND ? slot->next : slot;
	if (!internal || (internal != slot && !(internal->flag & XS_INTERNAL_FLAG)))
		return "an object";
	switch (internal->kind) {
	case XS_PROMISE_KIND:
		return "a Promise";
	case XS_STACK_KIND:
		return "a generator or an async function";
	case XS_ARGUMENTS_SLOPPY_KIND:
	case XS_ARGUMENTS_STRICT_KIND:
		return "arguments";
	case XS_HOST_KIND:
		return "an object of a native class";
	case XS_WEAK_MAP_KIND:
		return "a WeakMap";
	case XS_WEAK_SET_KIND:
		return "a WeakSet";
	case XS_WEAK_REF_KIND:
		return "a WeakRef";
	case XS_FINALIZATION_REGISTRY_KIND:
		return "a FinalizationRegistry";
	default:
		return "an object";
	}
}

static const char *module_name(txMachine *the, const txSlot *slot) {
	if (slot->kind == XS_MODULE_KIND)
		return fxGetKeyName(the, slot->value.module.id);
	if (slot->kind != XS_CODE_KIND && slot->kind != XS_CODE_X_KIND)
		return NULL;
	const freeze_module *module = module_of_code(slot->value.code.address);
	return module ? module->name : NULL;
}

/* The name of a property or a variable. */
static const char *name_of(txMachine *the, const txSlot *slot) {
	if (slot->ID == XS_NO_ID || (slot->flag & XS_INTERNAL_FLAG) || slot->kind == XS_INSTANCE_KIND)
		return NULL;
	return fxGetKeyName(the, slot->ID);
}

void describe_slot(txMachine *the, const frozen_slot *found, char *text, size_t size) {
	const char *way[longest_way], *module = NULL;
	int steps = 0;
	for (const frozen_slot *at = found; at && !module; at = at->parent < 0 ? NULL : heap.slots + at->parent) {
		module = module_name(the, at->slot);
		if (module || at->follows || at->parent < 0)
			continue;
		const char *name = name_of(the, heap.slots[at->parent].slot);
		if (name && steps < longest_way)
			way[steps++] = name;
	}
	size_t length = (size_t)snprintf(text, size, module ? "" : "globalThis");
	while (steps > 0 && length < size) {
		steps--;
		length += (size_t)snprintf(text + length, size - length, length ? ".%s" : "%s", way[steps]);
	}
	if (length < size)
		length += (size_t)snprintf(text + length, size - length, " (%s)", kind_of(found->slot));
	if (module && length < size)
		snprintf(text + length, size - length, " of module %s", module);
}
