/*
 * Prints the heap as C: slots by number, so that the compiler of the target decides about addresses and sizes.
 */
#include "print.h"

#include "modules.h"

#include <math.h>

extern const txTypeDispatch gxTypeDispatches[];

void print_text(FILE *file, const char *text) {
	fputc('"', file);
	for (bool hexadecimal = false; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		bool plain = byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\' && byte != '?';
		if (plain && hexadecimal && isxdigit(byte))
			fputs("\"\"", file); /* else the digit would belong to the escape before */
		if (plain)
			fputc(byte, file);
		else
			fprintf(file, "\\x%02x", byte);
		hexadecimal = !plain;
	}
	fputc('"', file);
}

void print_slot_address(FILE *file, const txSlot *slot) {
	const frozen_slot *found = slot ? frozen(slot) : NULL;
	if (slot && !found)
		fail("a slot of kind %d was overlooked", slot->kind);
	if (!found)
		fputs("0", file);
	else
		fprintf(file, found->place == in_ram ? "RAM(%d)" : "AT(%d)", (int)found->index);
}

/* Chunks are numbered as they come. */
static const void **chunks;
static size_t chunk_count;

static int chunk_number(const void *chunk) {
	for (size_t i = chunk_count; i-- > 0;) {
		if (chunks[i] == chunk)
			return (int)i;
	}
	fail("a chunk was overlooked");
}

static int new_chunk(const void *chunk) {
	if (!(chunk_count & (chunk_count - 1)))
		chunks = realloc(chunks, (chunk_count ? chunk_count * 2 : 1) * sizeof *chunks);
	if (!chunks)
		fail("out of memory");
	chunks[chunk_count] = chunk;
	return (int)chunk_count++;
}

/* With a head, from which the start-up code knows how much to copy. */
static void print_bytes(FILE *file, const char *storage, const void *bytes, size_t size) {
	size_t words = (size + 3) / 4;
	fprintf(file,
		"static %sstruct {\n\ttxChunk chunk;\n\ttxU4 data[%zu];\n} chunk_%d = {{.size = sizeof(txChunk) + %zu}, {",
		storage, words, new_chunk(bytes), words * 4);
	for (size_t i = 0; i < words; i++) {
		txU4 word = 0;
		memcpy(&word, (const char *)bytes + 4 * i, size - 4 * i < 4 ? size - 4 * i : 4);
		fprintf(file, "%u,", word);
	}
	fputs("}};\n", file);
}

static void print_number(FILE *file, double number) {
	if (isnan(number))
		fputs("__builtin_nan(\"\")", file);
	else if (isinf(number))
		fputs(number < 0 ? "-__builtin_inf()" : "__builtin_inf()", file);
	else
		fprintf(file, "%a", number);
}

static void print_pair(
	FILE *file, const char *field, const char *first, const txSlot *a, const char *second, const txSlot *b) {
	fprintf(file, "%s = {.%s = ", field, first);
	print_slot_address(file, a);
	fprintf(file, ", .%s = ", second);
	print_slot_address(file, b);
	fputs("}", file);
}

static void print_code_address(FILE *file, const txSlot *slot) {
	const freeze_module *module = module_of_code(slot->value.code.address);
	if (module)
		fprintf(file, "(txByte *)code_%d + %d", (int)(module - modules),
			(int)((const txU1 *)slot->value.code.address - module->code));
	else if (slot->value.code.address == (const txByte *)gxNoCode)
		fputs("(txByte *)gxNoCode", file);
	else
		fail("bytecode was overlooked");
}

static void print_value(FILE *file, txSlot *slot) {
	txValue *value = &slot->value;
	switch (slot->kind) {
	case XS_BOOLEAN_KIND:
		fprintf(file, "boolean = %d", value->boolean);
		break;
	case XS_INTEGER_KIND:
	case XS_PROMISE_KIND:
		fprintf(file, "integer = %d", (int)value->integer);
		break;
	case XS_NUMBER_KIND:
	case XS_DATE_KIND:
		fputs("number = ", file);
		print_number(file, value->number);
		break;
	case XS_STRING_KIND:
	case XS_STRING_X_KIND:
		fputs("string = (txString)", file);
		print_text(file, value->string);
		break;
	case XS_SYMBOL_KIND:
		fprintf(file, "symbol = %d", value->symbol);
		break;
	case XS_BIGINT_KIND:
	case XS_BIGINT_X_KIND:
		fprintf(file, "bigint = {.data = (txU4 *)chunk_%d.data, .size = %d, .sign = %d}",
			chunk_number(value->bigint.data), value->bigint.size, value->bigint.sign);
		break;
	case XS_REFERENCE_KIND:
		fputs("reference = ", file);
		print_slot_address(file, value->reference);
		break;
	case XS_CLOSURE_KIND:
		fputs("closure = ", file);
		print_slot_address(file, value->closure);
		break;
	case XS_INSTANCE_KIND:
		fputs("instance = {.prototype = ", file);
		print_slot_address(file, value->instance.prototype);
		fputs("}", file);
		break;
	case XS_ARRAY_KIND:
		if (array_capacity(slot))
			fprintf(file, "array = {.address = (txSlot *)array_%d.items, .length = %u}",
				chunk_number(value->array.address), value->array.length);
		else
			fprintf(file, "array = {.length = %u}", value->array.length);
		break;
	case XS_ARRAY_BUFFER_KIND:
		fprintf(file, "arrayBuffer = {.address = (txByte *)chunk_%d.data}", chunk_number(value->arrayBuffer.address));
		break;
	case XS_BUFFER_INFO_KIND:
		fprintf(file, "bufferInfo = {.length = %d, .maxLength = %d}", (int)value->bufferInfo.length,
			(int)value->bufferInfo.maxLength);
		break;
	case XS_CALLBACK_KIND:
	case XS_CALLBACK_X_KIND:
		fprintf(file, "callback = {.address = (txCallback)%s, .closures = ",
			function_name((void *)value->callback.address, "a function"));
		print_slot_address(file, value->callback.closures);
		fputs("}", file);
		break;
	case XS_CODE_KIND:
	case XS_CODE_X_KIND:
		fputs("code = {.address = ", file);
		print_code_address(file, slot);
		fputs(", .closures = ", file);
		print_slot_address(file, value->code.closures);
		fputs("}", file);
		break;
	case XS_DATA_VIEW_KIND:
		fprintf(file, "dataView = {.offset = %d, .size = %d}", (int)value->dataView.offset, (int)value->dataView.size);
		break;
	case XS_TYPED_ARRAY_KIND: {
		int index = (int)(value->typedArray.dispatch - gxTypeDispatches);
		fprintf(file,
			"typedArray = {.dispatch = (txTypeDispatch *)gxTypeDispatches + %d, .atomics = (txTypeAtomics "
			"*)gxTypeAtomics + %d}",
			index, index);
		break;
	}
	case XS_HOST_KIND:
		fprintf(file, "host = {.variant = {.destructor = (txDestructor)%s}}",
			value->host.variant.destructor ? function_name((void *)value->host.variant.destructor, "a host object")
										   : "0");
		break;
	case XS_LIST_KIND:
		print_pair(file, "list", "first", value->list.first, "last", value->list.last);
		break;
	case XS_MAP_KIND:
	case XS_SET_KIND: /* the table is made anew: hashes depend on addresses */
		fprintf(file, "table = {.length = %d}", (int)value->table.length);
		break;
	case XS_MODULE_KIND:
	case XS_PROGRAM_KIND:
		fprintf(file, "module = {.id = %d}", value->module.id);
		break;
	case XS_PROXY_KIND:
		print_pair(file, "proxy", "handler", value->proxy.handler, "target", value->proxy.target);
		break;
	case XS_REGEXP_KIND:
		fprintf(file, "regexp = {.code = (txInteger *)chunk_%d.data}", chunk_number(value->regexp.code));
		break;
	case XS_ACCESSOR_KIND:
		print_pair(file, "accessor", "getter", value->accessor.getter, "setter", value->accessor.setter);
		break;
	case XS_ERROR_KIND:
		fputs("error = {.info = ", file);
		print_slot_address(file, value->error.info);
		fprintf(file, ", .which = %d}", value->error.which);
		break;
	case XS_HOME_KIND:
		print_pair(file, "home", "object", value->home.object, "module", value->home.module);
		break;
	case XS_KEY_KIND:
	case XS_KEY_X_KIND:
		fputs("key = {.string = (txString)", file);
		if (value->key.string)
			print_text(file, value->key.string);
		else
			fputs("0", file);
		fprintf(file, ", .sum = %u}", value->key.sum);
		break;
	case XS_PRIVATE_KIND:
		print_pair(file, "private", "check", value->private.check, "first", value->private.first);
		break;
	case XS_EXPORT_KIND:
		print_pair(file, "export", "closure", value->export.closure, "module", value->export.module);
		break;
	default: /* without a value: what cannot be frozen has been refused */
		fputs("integer = 0", file);
		break;
	}
}

/* Chunks in flash have no head, by which kinds the engine knows them. */
static txKind kind_in_flash(txKind kind) {
	switch (kind) {
	case XS_STRING_KIND:
		return XS_STRING_X_KIND;
	case XS_KEY_KIND:
		return XS_KEY_X_KIND;
	case XS_CODE_KIND:
		return XS_CODE_X_KIND;
	default:
		return kind;
	}
}

void print_slot(FILE *file, txSlot *slot, txID id, frozen_place place) {
	int flag = place == in_ram ? slot->flag & ~XS_MARK_FLAG : slot->flag | XS_MARK_FLAG;
	fprintf(file, "{{%d, %d, %d}}, .value.", kind_in_flash(slot->kind), flag, id);
	print_value(file, slot);
}

static void print_array(FILE *file, txSlot *array) {
	txSize count = array_capacity(array);
	if (!count)
		return;
	for (txSize i = 0; i < count; i++)
		print_chunks(file, array->value.array.address + i);
	fprintf(file,
		"static const struct {\n\ttxChunk chunk;\n\ttxSlot items[%d];\n} array_%d = {{.size = sizeof(txChunk) + %d * "
		"sizeof(txSlot)}, {\n",
		(int)count, new_chunk(array->value.array.address), (int)count);
	for (txSize i = 0; i < count; i++) {
		txSlot *item = array->value.array.address + i;
		fprintf(file, "\t{(txSlot *)%u, ", *(txIndex *)item); /* where other slots have `next` */
		print_slot(file, item, item->ID, in_flash);
		fputs("},\n", file);
	}
	fputs("}};\n", file);
}

void print_chunks(FILE *file, txSlot *slot) {
	switch (slot->kind) {
	case XS_BIGINT_KIND:
	case XS_BIGINT_X_KIND:
		/* The engine finds BigInts in RAM and in flash unequal: so they have what the garbage collector marks. */
		print_bytes(file, "", slot->value.bigint.data, slot->value.bigint.size * sizeof(txU4));
		break;
	case XS_ARRAY_KIND:
		print_array(file, slot);
		break;
	case XS_ARRAY_BUFFER_KIND:
		if (slot->value.arrayBuffer.address)
			print_bytes(file, "const ", slot->value.arrayBuffer.address, (size_t)slot->next->value.bufferInfo.length);
		break;
	case XS_REGEXP_KIND: {
		const txChunk *chunk =
			(const txChunk *)(const void *)((const txByte *)slot->value.regexp.code - sizeof(txChunk));
		print_bytes(file, "const ", slot->value.regexp.code, (size_t)chunk->size - sizeof(txChunk));
		break;
	}
	default:
		break;
	}
}
