/*
 * Leaves out the builtins that a program cannot name: those whose names are neither identifiers nor strings in one of its
 * modules, nor asked for in C. What is left out is neither in flash as an object nor, as nothing refers to it, as a function
 * of the engine. To be done before anything is preloaded.
 */
#include "modules.h"

static bool named[0x10000], left_out[0x10000]; /* by keys */

void note_name(txID id) {
	named[id] = true;
}

/* Names that the engine itself asks for, of objects of any kind. */
static const txID asked_for[] = {_add, _byteLength, _cause, _configurable, _constructor, _done, _dotAll, _enumerable,
	_errors, _exec, _flags, _from, _get, _global, _groups, _has, _hasIndices, _ignoreCase, _index, _indices, _input,
	_join, _keys, _lastIndex, _length, _message, _multiline, _name, _next, _prototype, _raw, _resolve, _return, _set,
	_size, _source, _stack, _sticky, _then, _throw, _toISOString, _toJSON, _toLocaleString, _toString, _unicode, _value,
	_valueOf, _writable};

/* Constructors of what comes into being without being named: by literals, by the engine, by functions in C. */
static const txID unnamed[] = {_AggregateError, _Array, _ArrayBuffer, _AsyncFunction, _BigInt, _Boolean, _Date, _Error,
	_EvalError, _Function, _Infinity, _NaN, _Number, _Object, _Promise, _RangeError, _ReferenceError, _RegExp, _String,
	_Symbol, _SyntaxError, _TypeError, _URIError, _undefined};

static bool is_among(txID id, const txID *ids, size_t count) {
	for (size_t i = 0; i < count; i++) {
		if (ids[i] == id)
			return true;
	}
	return false;
}

static bool is_needed(txID id) {
	return id < XS_SYMBOL_ID_COUNT || named[id] || is_among(id, asked_for, sizeof asked_for / sizeof *asked_for) ||
		   is_among(id, unnamed, sizeof unnamed / sizeof *unnamed);
}

static void unlink_property(txSlot *instance, txID id) {
	for (txSlot **address = &instance->next; *address; address = &(*address)->next) {
		if ((*address)->ID == id && !((*address)->flag & XS_INTERNAL_FLAG)) {
			*address = (*address)->next;
			return;
		}
	}
}

/* Intrinsics have places on the machine's stack, where the engine finds them without their names. */
static void strip_intrinsics(txMachine *the) {
	for (txID id = XS_SYMBOL_ID_COUNT; id < XS_INTRINSICS_COUNT; id++) {
		txSlot *slot = &the->stackPrototypes[-1 - id];
		if (is_needed(id))
			continue;
		txSlot *prototype = mxIsReference(slot) ? slot->value.reference->next : NULL;
		while (prototype && prototype->ID != _prototype)
			prototype = prototype->next;
		if (prototype && mxIsReference(prototype))
			unlink_property(prototype->value.reference, _constructor);
		slot->kind = XS_UNDEFINED_KIND;
		left_out[id] = true;
	}
}

static void strip_properties(txSlot *instance) {
	txSlot **address = &instance->next, *property;
	while ((property = *address)) {
		bool kept = (property->flag & XS_INTERNAL_FLAG) || property->ID == XS_NO_ID || is_needed(property->ID);
		if (kept) {
			address = &property->next;
			continue;
		}
		left_out[property->ID] = true;
		*address = property->next;
	}
}

/* Functions that are no constructors have neither name nor length, and stay as they are: so they need no alias. */
static void strip_function(txMachine *the, txSlot *instance) {
	if (!mxIsFunction(instance) || instance == mxFunctionPrototype.value.reference ||
		(instance->flag & XS_CAN_CONSTRUCT_FLAG))
		return;
	unlink_property(instance, _length);
	unlink_property(instance, _name);
	if (!mxFunctionInstanceHome(instance)->next)
		instance->flag |= XS_DONT_PATCH_FLAG;
}

/* Nothing has these names any more; made up at run time they get keys of their own. */
static void strip_keys(txMachine *the) {
	for (txSize i = 0; i < the->nameModulo; i++) {
		txSlot **address = &the->nameTable[i], *key;
		while ((key = *address)) {
			if (!left_out[key->ID]) {
				address = &key->next;
				continue;
			}
			*address = key->next;
			the->keyArray[key->ID] = NULL;
		}
	}
}

void strip_builtins(txMachine *the) {
	const txSlot *hooks = mxIsReference(&mxHookInstance) ? mxHookInstance.value.reference : NULL;
	strip_intrinsics(the);
	for (txSlot *block = the->firstHeap; block; block = block->next) {
		for (txSlot *slot = block + 1; slot < block->value.reference; slot++) {
			if (slot->kind != XS_INSTANCE_KIND || slot == hooks)
				continue;
			strip_properties(slot);
			strip_function(the, slot);
		}
	}
	strip_keys(the);
}

/* Strings in bytecode may name properties, too. */
void note_strings(txMachine *the, const txU1 *code, txSize size) {
	const txU1 *end = code + size;
	while (code < end) {
		txU1 operation = *code;
		txS1 length = gxCodeSizes[operation];
		const txU1 *next;
		if (length > 0)
			next = code + length;
		else if (length == 0)
			next = code + 1 + sizeof(txID);
		else if (length == -1)
			next = code + 2 + code[1];
		else if (length == -2)
			next = code + 3 + (code[1] | code[2] << 8);
		else
			next = code + 5 + (code[1] | code[2] << 8 | code[3] << 16 | code[4] << 24);
		int head = operation == XS_CODE_STRING_ARCHIVE_1 || operation == XS_CODE_STRING_1   ? 2
				   : operation == XS_CODE_STRING_ARCHIVE_2 || operation == XS_CODE_STRING_2 ? 3
																							: 0;
		txID id = head ? fxFindName(the, (txString)code + head) : XS_NO_ID;
		if (id != XS_NO_ID)
			note_name(id);
		code = next;
	}
}
