/*
 * Modules: read from the archive, given the machine's keys, printed as a table.
 */
#include "modules.h"
#include "print.h"

extern void fxRemapIDs(txMachine *the, txByte *code, txSize size, txID *symbols);

freeze_module *modules;
txSize module_count;

/* The parts of an XS_B atom. */
typedef struct binary_parts {
	txU1 *version, *symbols, *code, *natives;
	txSize code_size;
} binary_parts;

static txU4 read_number(const txU1 *bytes) {
	return (txU4)bytes[0] << 24 | (txU4)bytes[1] << 16 | (txU4)bytes[2] << 8 | bytes[3];
}

static binary_parts find_parts(const sim_module *module) {
	binary_parts parts = {0};
	txU1 *end = module->code + module->code_size;
	for (txU1 *atom = module->code + sizeof(Atom); atom < end; atom += read_number(atom)) {
		txU1 *content = atom + sizeof(Atom);
		switch (read_number(atom + 4)) {
		case XS_ATOM_VERSION:
			parts.version = content;
			break;
		case XS_ATOM_SYMBOLS:
			parts.symbols = content;
			break;
		case XS_ATOM_HOSTS:
			parts.natives = content;
			break;
		case XS_ATOM_CODE:
			parts.code = content;
			parts.code_size = (txSize)(read_number(atom) - sizeof(Atom));
			break;
		}
	}
	if (!parts.version || parts.version[0] != XS_MAJOR_VERSION || parts.version[1] != XS_MINOR_VERSION)
		fail("%s: not bytecode of XS %d.%d", module->name, XS_MAJOR_VERSION, XS_MINOR_VERSION);
	return parts;
}

static void *allocate(size_t count, size_t size) {
	void *block = calloc(count ? count : 1, size);
	if (!block)
		fail("out of memory");
	return block;
}

/* A table from the module's symbols to the machine's. */
static txID *translate_symbols(txMachine *the, txU1 *atom) {
	txByte *bytes = (txByte *)atom;
	txID count;
	mxDecodeID(bytes, count);
	txID *symbols = allocate(count, sizeof *symbols);
	for (txID i = 1; i < count; i++) {
		symbols[i] = fxNewNameC(the, (txString)bytes);
		note_name(symbols[i]);
		bytes += strlen((char *)bytes) + 1;
	}
	return symbols;
}

static void read_natives(freeze_module *module, txU1 *atom, const txID *symbols) {
	txByte *bytes = (txByte *)atom;
	txID count, symbol;
	mxDecodeID(bytes, count);
	module->natives = allocate(count, sizeof *module->natives);
	module->native_count = count;
	for (txID i = 0; i < count; i++) {
		module->natives[i].length = *bytes++;
		mxDecodeID(bytes, symbol);
		module->natives[i].id = symbol == XS_NO_ID ? XS_NO_ID : symbols[symbol];
		module->natives[i].callback = native_stand_in((const char *)bytes);
		bytes += strlen((char *)bytes) + 1;
	}
}

static void read_module(txMachine *the, txSize index, freeze_module *module) {
	sim_module found;
	module->name = sim_archive_name(&archive, (size_t)index);
	module->id = fxNewNameC(the, (txString)module->name);
	sim_archive_module(&archive, module->name, &found);
	if (found.code_size == 0)
		return;
	binary_parts parts = find_parts(&found);
	txID *symbols = translate_symbols(the, parts.symbols);
	fxRemapIDs(the, (txByte *)parts.code, parts.code_size, symbols);
	note_strings(the, parts.code, parts.code_size);
	module->code = parts.code;
	module->code_size = parts.code_size;
	if (parts.natives)
		read_natives(module, parts.natives, symbols);
	free(symbols);
}

void read_modules(txMachine *the) {
	module_count = (txSize)sim_archive_count(&archive);
	modules = allocate((size_t)module_count, sizeof *modules);
	for (txSize i = 0; i < module_count; i++)
		read_module(the, i, modules + i);
}

freeze_module *find_module(const char *name) {
	for (txSize i = 0; i < module_count; i++) {
		if (modules[i].code && !strcmp(modules[i].name, name))
			return modules + i;
	}
	return NULL;
}

freeze_module *find_module_by_id(txID id) {
	for (txSize i = 0; i < module_count; i++) {
		if (modules[i].code && modules[i].id == id)
			return modules + i;
	}
	return NULL;
}

freeze_module *find_import(const freeze_module *importer, const char *specifier) {
	const char *target = sim_archive_resolve(&archive, importer->name, specifier);
	return target ? find_module(target) : NULL;
}

const freeze_module *module_of_code(const void *address) {
	const txU1 *byte = address;
	for (txSize i = 0; i < module_count; i++) {
		if (modules[i].code && modules[i].code <= byte && byte < modules[i].code + modules[i].code_size)
			return modules + i;
	}
	return NULL;
}

static void print_code_of(FILE *file, txSize index) {
	const freeze_module *module = modules + index;
	fprintf(file, "\n/* %s */\nstatic const txU1 code_%d[] = {", module->name, (int)index);
	for (txSize i = 0; i < module->code_size; i++)
		fprintf(file, i % 32 ? "%d," : "\n%d,", module->code[i]);
	fprintf(file, "\n};\n");
}

static void print_natives(FILE *file, txSize index) {
	const freeze_module *module = modules + index;
	fprintf(file, "static const txHostFunctionBuilder natives_%d[] = {\n", (int)index);
	for (txSize i = 0; i < module->native_count; i++) {
		const txHostFunctionBuilder *native = module->natives + i;
		fprintf(file, "\t{(txCallback)%s, %d, %d},\n", function_name((void *)native->callback, module->name),
			(int)native->length, native->id);
	}
	fprintf(file, "};\n");
}

/* Imports of a module whose targets are part of the program. @return how many there are. */
static int print_imports(FILE *file, const char *table, const char *name) {
	const char *specifier, *target;
	int count = 0;
	for (size_t i = 0; sim_archive_import(&archive, name, i, &specifier, &target); i++) {
		const freeze_module *module = find_module(target);
		if (!module)
			continue;
		if (count++ == 0)
			fprintf(file, "static const bare_import %s[] = {\n", table);
		fprintf(file, "\t{");
		print_text(file, specifier);
		fprintf(file, ", %d},\n", module->id);
	}
	if (count > 0)
		fprintf(file, "};\n");
	return count;
}

/* Of a preloaded module only its functions, if there are any. */
static bool is_code_needed(const freeze_module *module) {
	if (!module->code || !module->preloaded)
		return module->code;
	for (txSize i = 0; i < heap.count; i++) {
		const txSlot *slot = heap.slots[i].slot;
		bool function = slot->kind == XS_CODE_KIND || slot->kind == XS_CODE_X_KIND;
		if (function && module_of_code(slot->value.code.address) == module)
			return true;
	}
	return false;
}

void print_code(FILE *file) {
	for (txSize i = 0; i < module_count; i++) {
		if (is_code_needed(modules + i))
			print_code_of(file, i);
	}
}

void print_modules(FILE *file) {
	int *imports = allocate((size_t)module_count, sizeof *imports);
	char table[32];
	for (txSize i = 0; i < module_count; i++) {
		if (modules[i].native_count && !modules[i].preloaded)
			print_natives(file, i);
		snprintf(table, sizeof table, "imports_%d", (int)i);
		imports[i] = print_imports(file, table, modules[i].name);
	}
	fprintf(file, "\nstatic const bare_module modules[] = {\n");
	int count = 0, specifiers = 0;
	for (txSize i = 0; i < module_count; i++) {
		const freeze_module *module = modules + i;
		if (!module->code) {
			specifiers = imports[i];
			snprintf(table, sizeof table, specifiers ? "imports_%d" : "NULL", (int)i);
			continue;
		}
		count++;
		fprintf(file, "\t{%d, ", module->id);
		if (module->preloaded)
			fprintf(file, "NULL, 0, NULL, 0, ");
		else if (module->native_count)
			fprintf(
				file, "code_%d, sizeof code_%d, natives_%d, %d, ", (int)i, (int)i, (int)i, (int)module->native_count);
		else
			fprintf(file, "code_%d, sizeof code_%d, NULL, 0, ", (int)i, (int)i);
		if (imports[i])
			fprintf(file, "imports_%d, %d", (int)i, imports[i]);
		else
			fprintf(file, "NULL, 0");
		fprintf(file, "},\n");
	}
	fprintf(file, "};\n\nconst bare_program bare_program_data = {\n\t.create = %s,\n",
		settings.boot ? "bare_program_boot" : "bare_program_thaw");
	fprintf(file, "\t.modules = modules,\n\t.module_count = %d,\n", count);
	fprintf(file, "\t.specifiers = %s,\n\t.specifier_count = %d,\n", specifiers ? table : "NULL", specifiers);
	fprintf(file, "\t.startup = ");
	print_text(file, settings.startup);
	fprintf(file, ",\n\t.main = ");
	print_text(file, sim_archive_entry(&archive));
	if (heap.in_ram)
		fprintf(file, ",\n\t.ram = ram,\n\t.ram_count = %d,\n\t.roots = roots,\n\t.root_count = %d",
			(int)heap.in_ram + 1, (int)heap.roots);
	fprintf(file, ",\n\t.preparation = (txPreparation *)&preparation,\n};\n");
	free(imports);
}
