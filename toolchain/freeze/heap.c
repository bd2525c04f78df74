/*
 * The walk over the machine's heap. Objects are found breadth first, so that messages can say the shortest way to one.
 */
#include "heap.h"

frozen_heap heap;

static txSize capacity;
static txSize *table; /* from addresses to indices of heap.slots, plus 1; open addressing */
static size_t table_size;

static size_t hash(const txSlot *slot) {
	return ((uintptr_t)slot >> 4) * 0x9e3779b97f4a7c15u >> 20;
}

static void *resize(void *block, size_t size) {
	block = realloc(block, size);
	if (!block)
		fail("out of memory");
	return block;
}

static txSize *table_entry(const txSlot *slot) {
	size_t at = hash(slot) % table_size;
	while (table[at] && heap.slots[table[at] - 1].slot != slot)
		at = (at + 1) % table_size;
	return table + at;
}

frozen_slot *frozen(const txSlot *slot) {
	txSize index = table_size ? *table_entry(slot) : 0;
	return index ? heap.slots + index - 1 : NULL;
}

static void grow(void) {
	capacity = capacity ? capacity * 2 : 4096;
	heap.slots = resize(heap.slots, (size_t)capacity * sizeof *heap.slots);
	table_size = (size_t)capacity * 2 + 1;
	table = resize(table, table_size * sizeof *table);
	memset(table, 0, table_size * sizeof *table);
	for (txSize i = 0; i < heap.count; i++)
		*table_entry(heap.slots[i].slot) = i + 1;
}

static frozen_slot *visit(txSlot *slot, txSize parent) {
	if (!slot)
		return NULL;
	frozen_slot *known = frozen(slot);
	if (known)
		return known;
	if (heap.count == capacity)
		grow();
	*table_entry(slot) = heap.count + 1;
	heap.slots[heap.count] = (frozen_slot){.slot = slot, .parent = parent};
	return heap.slots + heap.count++;
}

/* A variable: what it holds may change, unless it is a constant. */
static void visit_closure(txSlot *slot, txSize parent, bool exported) {
	frozen_slot *found = visit(slot, parent);
	if (!found)
		return;
	found->closure = true;
	/* XS looks up no alias where a variable is read as a property of its module's namespace. */
	bool function = slot->kind == XS_REFERENCE_KIND && mxIsFunction(slot->value.reference);
	if (exported && !(slot->flag & XS_DONT_SET_FLAG) && !function)
		found->place = in_ram;
}

txSize array_capacity(const txSlot *array) {
	if (!array->value.array.address)
		return 0;
	const txChunk *chunk =
		(const txChunk *)(const void *)((const txByte *)array->value.array.address - sizeof(txChunk));
	txSize size = (txSize)((chunk->size - (txSize)sizeof(txChunk)) / (txSize)sizeof(txSlot));
	return size < (txSize)array->value.array.length ? size : (txSize)array->value.array.length;
}

static void refuse(txMachine *the, txSize index, const char *why) __attribute__((noreturn));
static void refuse(txMachine *the, txSize index, const char *why) {
	char text[512];
	describe_slot(the, heap.slots + index, text, sizeof text);
	fail("cannot be frozen: %s %s", text, why);
}

/* The property list of an object that changes in a way that XS knows no alias of. */
static void move_to_ram(txSlot *instance) {
	frozen_slot *found = frozen(instance);
	found->place = in_ram;
	for (txSlot *slot = instance->next, *former = instance; slot; former = slot, slot = slot->next) {
		found = visit(slot, (txSize)(frozen(former) - heap.slots));
		found->place = in_ram;
		found->follows = true;
	}
}

static void visit_list(txSlot *first, txSize parent, frozen_place place) {
	for (; first; first = first->next)
		visit(first, parent)->place = place; /* named after what has the list */
}

static void make_constant(txSlot *instance) {
	instance->flag |= XS_DONT_PATCH_FLAG;
	for (txSlot *property = instance->next; property; property = property->next)
		property->flag |= XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG;
}

/* XS refuses to write to an object in flash that is not extensible, though its properties may be writable. */
static bool is_sealed(const txSlot *instance) {
	if (!(instance->flag & XS_DONT_PATCH_FLAG))
		return false;
	for (const txSlot *property = instance->next; property; property = property->next) {
		txSize count = property->kind == XS_ARRAY_KIND ? array_capacity(property) : 0;
		for (txSize i = 0; i < count; i++) {
			if (!(property->value.array.address[i].flag & XS_DONT_SET_FLAG))
				return true;
		}
		if (!(property->flag & (XS_INTERNAL_FLAG | XS_DONT_SET_FLAG)) && property->kind != XS_ACCESSOR_KIND)
			return true;
	}
	return false;
}

static void visit_internal(txMachine *the, txSize index, txSlot *instance) {
	txSlot *internal = instance->next;
	if (is_sealed(instance))
		move_to_ram(instance);
	if (!internal || !(internal->flag & XS_INTERNAL_FLAG))
		return;
	switch (internal->kind) {
	case XS_MAP_KIND:
	case XS_SET_KIND:
		move_to_ram(instance);
		visit_list(internal->next->value.list.first, index, in_ram);
		break;
	case XS_ARRAY_BUFFER_KIND:
		move_to_ram(instance);
		break;
	case XS_REGEXP_KIND:
		if (internal->value.regexp.code[0] & (XS_REGEXP_G | XS_REGEXP_Y))
			move_to_ram(instance); /* for lastIndex */
		else
			make_constant(instance);
		break;
	case XS_PROMISE_KIND:
		if (internal->value.integer == mxPendingStatus)
			refuse(the, index, "is pending");
		move_to_ram(instance);
		break;
	case XS_STACK_KIND:
		refuse(the, index, "has begun to run");
	case XS_ARGUMENTS_SLOPPY_KIND:
	case XS_ARGUMENTS_STRICT_KIND:
		refuse(the, index, "is the arguments object of a call");
	case XS_HOST_KIND:
		if (internal->value.host.data || (internal->flag & XS_HOST_HOOKS_FLAG))
			refuse(the, index, "holds data of a native function");
		break;
	case XS_WEAK_MAP_KIND:
	case XS_WEAK_SET_KIND:
	case XS_WEAK_REF_KIND:
	case XS_FINALIZATION_REGISTRY_KIND:
		refuse(the, index, "depends on the garbage collector");
	default:
		break;
	}
}

static void visit_array(txMachine *the, txSize index, const txSlot *array);

static void visit_value(txMachine *the, txSize index, txSlot *slot) {
	txValue *value = &slot->value;
	switch (slot->kind) {
	case XS_REFERENCE_KIND:
		visit(value->reference, index);
		break;
	case XS_CLOSURE_KIND:
		visit_closure(value->closure, index, false);
		break;
	case XS_EXPORT_KIND:
		visit_closure(value->export.closure, index, true);
		visit(value->export.module, index);
		break;
	case XS_INSTANCE_KIND:
		visit(value->instance.prototype, index);
		visit_internal(the, index, slot);
		break;
	case XS_ARRAY_KIND:
		visit_array(the, index, slot);
		break;
	case XS_CALLBACK_KIND:
	case XS_CALLBACK_X_KIND:
		visit(value->callback.closures, index);
		break;
	case XS_CODE_KIND:
	case XS_CODE_X_KIND:
		visit(value->code.closures, index);
		break;
	case XS_ACCESSOR_KIND:
		visit(value->accessor.getter, index);
		visit(value->accessor.setter, index);
		break;
	case XS_HOME_KIND:
		visit(value->home.object, index);
		visit(value->home.module, index);
		break;
	case XS_PROXY_KIND:
		visit(value->proxy.handler, index);
		visit(value->proxy.target, index);
		break;
	case XS_ERROR_KIND:
		visit(value->error.info, index);
		break;
	case XS_PRIVATE_KIND:
		visit(value->private.check, index);
		visit_list(value->private.first, index, in_flash);
		break;
	case XS_UNINITIALIZED_KIND:
	case XS_UNDEFINED_KIND:
	case XS_NULL_KIND:
	case XS_BOOLEAN_KIND:
	case XS_INTEGER_KIND:
	case XS_NUMBER_KIND:
	case XS_STRING_KIND:
	case XS_STRING_X_KIND:
	case XS_SYMBOL_KIND:
	case XS_BIGINT_KIND:
	case XS_BIGINT_X_KIND:
	case XS_ARRAY_BUFFER_KIND:
	case XS_BUFFER_INFO_KIND:
	case XS_DATE_KIND:
	case XS_DATA_VIEW_KIND:
	case XS_HOST_KIND:
	case XS_KEY_KIND:
	case XS_KEY_X_KIND:
	case XS_LIST_KIND:
	case XS_MAP_KIND:
	case XS_MODULE_KIND:
	case XS_PROGRAM_KIND:
	case XS_PROMISE_KIND:
	case XS_REGEXP_KIND:
	case XS_SET_KIND:
	case XS_TYPED_ARRAY_KIND:
		break;
	case XS_WEAK_ENTRY_KIND:
		refuse(the, index, "is a key of a WeakMap or a WeakSet");
	default: {
		char why[64];
		snprintf(why, sizeof why, "is something that the freezer does not know (kind %d)", slot->kind);
		refuse(the, index, why);
	}
	}
}

static void visit_array(txMachine *the, txSize index, const txSlot *array) {
	txSize count = array_capacity(array);
	for (txSize i = 0; i < count; i++)
		visit_value(the, index, array->value.array.address + i);
}

static void visit_all(txMachine *the) {
	for (txSize i = 0; i < heap.count; i++) {
		txSlot *slot = heap.slots[i].slot;
		visit_value(the, i, slot);
		frozen_slot *next = slot->next && !frozen(slot->next) ? visit(slot->next, i) : NULL;
		if (next)
			next->follows = true;
	}
}

/* A regular expression has its code in a chunk that the garbage collector would mark in an alias of it. */
static bool is_constant_pattern(const txSlot *instance) {
	const txSlot *internal = instance->next;
	return internal && (internal->flag & XS_INTERNAL_FLAG) && internal->kind == XS_REGEXP_KIND;
}

/* A builtin that strip_builtins() has made constant. */
static bool is_constant_function(const txSlot *instance) {
	return (instance->flag & XS_DONT_PATCH_FLAG) && mxIsFunction(instance) && !mxFunctionInstanceHome(instance)->next;
}

static bool can_change(const frozen_slot *found) {
	const txSlot *slot = found->slot;
	if (found->place == in_ram)
		return false;
	if (found->closure)
		return !(slot->flag & XS_DONT_SET_FLAG);
	return slot->kind == XS_INSTANCE_KIND && !is_constant_pattern(slot) && !is_constant_function(slot);
}

/* Decides where each slot goes. */
static void number_slots(void) {
	heap.alias_count = 1; /* 0 stands for none */
	for (txSize i = 0; i < heap.count; i++) {
		frozen_slot *found = heap.slots + i;
		found->index = found->place == in_ram ? heap.in_ram++ : heap.in_flash++;
		if (can_change(found))
			found->alias = (txID)heap.alias_count++;
		found->root = found->place == in_ram && (found->closure || found->slot->kind == XS_INSTANCE_KIND);
		heap.roots += found->root;
	}
	if (heap.alias_count + heap.roots > 0xffff)
		fail("more than 65535 objects are preloaded");
}

void collect_keys(txMachine *the) {
	for (txID id = 0; id < the->keyIndex; id++)
		visit(the->keyArray[id], -1);
	number_slots();
}

void collect_heap(txMachine *the) {
	for (txSlot *slot = the->stackTop - 1; slot >= the->stackTop - mxStackIndexCount; slot--)
		visit_value(the, -1, slot);
	visit_all(the);
	collect_keys(the);
}
