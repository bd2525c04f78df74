/*
 * A program with a frozen heap: the engine's and the preloaded modules' objects are used where they are, in flash. The
 * engine makes its own version of one, an alias, when that is about to change. Objects whose contents it does not alias
 * (Map, Set, ArrayBuffer, ...) are in RAM from the start; what cannot be written down as data is made here.
 */
#include "xsAll.h"

#include "program_data.h"

/* The hash table of a Map or a Set. Hashes of objects depend on their addresses. */
static void make_table(txMachine *the, txSlot *table) {
	txSize length = table->value.table.length;
	txSlot **address = fxNewChunk(the, length * (txSize)sizeof *address);
	memset(address, 0, (size_t)length * sizeof *address);
	table->value.table.address = address;
	for (txSlot *key = table->next->value.list.first; key; key = key->next) {
		txSlot *entry = fxNewSlot(the);
		txSlot copy = *key; /* fxSumEntry() normalizes it */
		txU4 sum = fxSumEntry(the, &copy);
		txSlot **first = address + (sum & (txU4)(length - 1));
		entry->kind = XS_ENTRY_KIND;
		entry->value.entry.slot = key;
		entry->value.entry.sum = sum;
		entry->next = *first;
		*first = entry;
		if (table->kind == XS_MAP_KIND)
			key = key->next; /* its value */
	}
}

/* Moves a chunk from flash, where its head tells its size, to the heap. */
static void *copy_chunk(txMachine *the, void *bytes) {
	const txChunk *chunk = (const txChunk *)bytes - 1;
	txSize size = chunk->size - (txSize)sizeof *chunk;
	return bytes ? memcpy(fxNewChunk(the, size), bytes, (size_t)size) : NULL;
}

static void complete(txMachine *the, txSlot *slot) {
	switch (slot->kind) {
	case XS_MAP_KIND:
	case XS_SET_KIND:
		make_table(the, slot);
		break;
	case XS_ARRAY_KIND:
		slot->value.array.address = copy_chunk(the, slot->value.array.address);
		for (txIndex i = 0; slot->value.array.address && i < slot->value.array.length; i++)
			slot->value.array.address[i].flag &= (txFlag)~XS_MARK_FLAG;
		break;
	case XS_ARRAY_BUFFER_KIND:
		slot->value.arrayBuffer.address = copy_chunk(the, slot->value.arrayBuffer.address);
		break;
	case XS_REGEXP_KIND:
		slot->value.regexp.code = copy_chunk(the, slot->value.regexp.code);
		break;
	default:
		break;
	}
}

/* Gives the block of slots to the engine, and tells the garbage collector about those that flash refers to. */
static void add_ram(txMachine *the) {
	const bare_program *program = &bare_program_data;
	the->collectFlag &= ~XS_COLLECTING_FLAG; /* it cannot cope with what is not yet complete */
	for (txSize i = 1; i < program->ram_count; i++)
		complete(the, program->ram + i);
	program->ram->next = the->firstHeap;
	program->ram->value.reference = program->ram + program->ram_count;
	the->firstHeap = program->ram;
	the->maximumHeapCount += program->ram_count - 1;
	the->currentHeapCount += program->ram_count - 1;
	if (the->peakHeapCount < the->currentHeapCount)
		the->peakHeapCount = the->currentHeapCount;
	txSize first = (txSize)the->aliasCount - program->root_count;
	for (txSize i = 0; i < program->root_count; i++)
		the->aliasArray[first + i] = program->roots[i];
	the->collectFlag |= XS_COLLECTING_FLAG;
}

/* Called by the engine's sources as toolchain/freeze/engine-fixes.mjs changes them. */
extern txSlot *bare_own_version(txMachine *the, txSlot *instance, txBoolean make);

/**
 * Finds what of an object can be written to.
 * @param make whether an object in flash is to be given a version in RAM if it has none yet.
 */
txSlot *bare_own_version(txMachine *the, txSlot *instance, txBoolean make) {
	if (!(instance->flag & XS_MARK_FLAG) || instance->ID == XS_NO_ID)
		return instance;
	txSlot *alias = the->aliasArray[instance->ID];
	if (alias)
		return alias;
	return make ? fxAliasInstance(the, instance) : instance;
}

txMachine *bare_program_thaw(struct bare_machine *host) {
	txMachine *the = fxPrepareMachine(NULL, bare_program_data.preparation, (txString) "program", host, NULL);
	if (the && bare_program_data.ram)
		add_ram(the);
	return the;
}
