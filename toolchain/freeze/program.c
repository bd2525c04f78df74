/*
 * The file: what the compiler of the target needs, bytecode, slots, keys, modules.
 */
#include "modules.h"
#include "print.h"

static void print_slots(FILE *file, frozen_place place) {
	for (txSize i = 0; i < heap.count; i++) {
		const frozen_slot *found = heap.slots + i;
		if (found->place != place)
			continue;
		bool own_id = !found->closure && found->slot->kind != XS_INSTANCE_KIND;
		fputs("\t{", file);
		print_slot_address(file, found->slot->next);
		fputs(", ", file);
		print_slot(file, found->slot, own_id ? found->slot->ID : found->alias, place);
		fputs("},\n", file);
	}
}

static void print_addresses(FILE *file, const char *name, txSlot **slots, txSize count) {
	fprintf(file, "\nstatic txSlot *const %s[] = {\n", name);
	for (txSize i = 0; i < count; i++) {
		fputs(i % 8 ? " " : "\n\t", file);
		print_slot_address(file, slots[i]);
		fputc(',', file);
	}
	fputs("\n};\n", file);
}

static void print_stack(FILE *file, txMachine *the) {
	fputs("\nstatic const txSlot stack[] = {\n", file);
	for (txSlot *slot = the->stackTop - mxStackIndexCount; slot < the->stackTop; slot++) {
		fputs("\t{0, ", file);
		print_slot(file, slot, slot->ID, in_flash);
		fputs("},\n", file);
	}
	fputs("};\n", file);
}

static void print_roots(FILE *file) {
	fputs("\nstatic txSlot *const roots[] = {", file);
	txSize count = 0;
	for (txSize i = 0; i < heap.count; i++) {
		if (!heap.slots[i].root)
			continue;
		fputs(count++ % 8 ? " " : "\n\t", file);
		print_slot_address(file, heap.slots[i].slot);
		fputc(',', file);
	}
	fputs("\n};\n", file);
}

static void print_creation(FILE *file) {
	const txCreation *creation = &settings.creation;
	fprintf(file, "\t.creation = {%d, %d, %d, %d, %d, %d, %d, %d, %d, 0, 0, 0},\n", (int)creation->initialChunkSize,
		(int)creation->incrementalChunkSize, (int)creation->initialHeapCount, (int)creation->incrementalHeapCount,
		(int)creation->stackCount, (int)creation->initialKeyCount, (int)creation->incrementalKeyCount,
		(int)creation->nameModulo, (int)creation->symbolModulo);
}

static void print_preparation(FILE *file, txMachine *the) {
	fputs("\nstatic const txPreparation preparation = {\n", file);
	fprintf(file, "\t.version = {%d, %d, %d},\n", XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION);
	if (!settings.boot)
		fprintf(file, "\t.aliasCount = %d,\n\t.stackCount = %d,\n\t.stack = (txSlot *)stack,\n",
			(int)(heap.alias_count + heap.roots), mxStackIndexCount);
	fprintf(file, "\t.heapCount = %d,\n\t.heap = (txSlot *)flash,\n", (int)heap.in_flash);
	fprintf(file, "\t.keyCount = %d,\n\t.keys = (txSlot **)keys,\n", the->keyIndex);
	fprintf(file, "\t.nameModulo = %d,\n\t.names = (txSlot **)names,\n", (int)the->nameModulo);
	fprintf(file, "\t.symbolModulo = %d,\n\t.symbols = (txSlot **)symbols,\n", (int)the->symbolModulo);
	fprintf(file, "\t.profileID = %d,\n", the->profileID);
	print_creation(file);
	fputs("};\n", file);
}

void print_program(txMachine *the, FILE *file) {
	fputs("/* Printed by toolchain/freeze. */\n#include \"xsAll.h\"\n\n#include \"program_data.h\"\n\n", file);
	print_native_declarations(file);
	print_code(file);
	fputs("\n#define AT(n) ((txSlot *)flash + n)\n", file);
	fprintf(file, "static const txSlot flash[%d];\n", (int)heap.in_flash);
	if (heap.in_ram)
		fprintf(file, "#define RAM(n) (ram + 1 + n)\nstatic txSlot ram[%d];\n", (int)heap.in_ram + 1);
	for (txSize i = 0; i < heap.count; i++)
		print_chunks(file, heap.slots[i].slot);
	fprintf(file, "\nstatic const txSlot flash[%d] = {\n", (int)heap.in_flash);
	print_slots(file, in_flash);
	fputs("};\n", file);
	if (heap.in_ram) {
		fprintf(file, "\nstatic txSlot ram[%d] = {\n\t{0}, /* the engine's head of a block of slots */\n",
			(int)heap.in_ram + 1);
		print_slots(file, in_ram);
		fputs("};\n", file);
		print_roots(file);
	}
	if (!settings.boot)
		print_stack(file, the);
	print_addresses(file, "keys", the->keyArray, the->keyIndex);
	print_addresses(file, "names", the->nameTable, the->nameModulo);
	print_addresses(file, "symbols", the->symbolTable, the->symbolModulo);
	print_preparation(file, the);
	print_modules(file);
}
