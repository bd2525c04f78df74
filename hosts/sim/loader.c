/*
 * Modules: which one an import means, and how its bytecode becomes a module of the engine. Code runs where the archive
 * is mapped; only its symbols are translated to the machine's, once.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "../engine/refusals.h"
#include "machine.h"
#include "natives.h"

enum { path_size = 4096 };

extern void fxRemapIDs(txMachine *the, txByte *code, txSize size, txID *symbols);

/* The parts of an XS_B atom. */
typedef struct binary_parts {
	uint8_t *version, *symbols, *code, *hosts;
	uint32_t code_size;
} binary_parts;

static uint32_t read_number(const uint8_t *bytes) {
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool find_parts(const sim_module *module, binary_parts *parts) {
	uint8_t *atom = module->code + sizeof(Atom);
	uint8_t *end = module->code + module->code_size;
	while (atom + sizeof(Atom) <= end) {
		uint32_t size = read_number(atom);
		uint8_t *content = atom + sizeof(Atom);
		if (size < sizeof(Atom) || size > (size_t)(end - atom))
			return false;
		switch (read_number(atom + 4)) {
		case XS_ATOM_VERSION:
			parts->version = content;
			break;
		case XS_ATOM_SYMBOLS:
			parts->symbols = content;
			break;
		case XS_ATOM_HOSTS:
			parts->hosts = content;
			break;
		case XS_ATOM_CODE:
			parts->code = content;
			parts->code_size = size - sizeof(Atom);
			break;
		}
		atom += size;
	}
	return parts->version && parts->version[0] == XS_MAJOR_VERSION && parts->version[1] == XS_MINOR_VERSION &&
		   parts->symbols && parts->code;
}

/* A table from the module's symbols to the machine's; to be freed by the caller. */
static txID *translate_symbols(txMachine *the, uint8_t *atom) {
	txByte *bytes = (txByte *)atom;
	txID count;
	mxDecodeID(bytes, count);
	txID *symbols = sim_xs_allocate((size_t)count * sizeof *symbols);
	if (!symbols)
		fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	symbols[0] = XS_NO_ID;
	for (txID i = 1; i < count; i++) {
		symbols[i] = fxNewNameC(the, (txString)bytes);
		bytes += strlen((char *)bytes) + 1;
	}
	return symbols;
}

static int compare_natives(const void *name, const void *native) {
	return strcmp(name, ((const sim_native *)native)->name);
}

/* Called by fxRunScript() for a module with natives: answers an array of them, in the order of its HOST atom. */
static void build_hosts(txMachine *the) {
	txByte *bytes = (txByte *)the->host->hosts;
	txID count, symbol;
	mxDecodeID(bytes, count);
	txHostFunctionBuilder *builders = sim_xs_clear_allocate(count, sizeof *builders);
	if (!builders)
		fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	for (txID i = 0; i < count; i++) {
		builders[i].length = *bytes++;
		mxDecodeID(bytes, symbol);
		builders[i].id = symbol == XS_NO_ID ? XS_NO_ID : the->host->symbols[symbol];
		const sim_native *native = bsearch(bytes, sim_natives, sim_native_count, sizeof *sim_natives, compare_natives);
		if (!native) {
			sim_xs_free(builders);
			mxReferenceError((txString) "the simulator has no function \"%s\"", (char *)bytes);
		}
		builders[i].callback = (txCallback)native->function;
		bytes += strlen((char *)bytes) + 1;
	}
	fxBuildHosts(the, count, builders);
	sim_xs_free(builders);
	mxPullSlot(mxResult);
}

static bool find_module(txMachine *the, const char *name, sim_module *module) {
	return sim_archive_module(&the->host->app, name, module) || sim_archive_module(&the->host->library, name, module);
}

/* import.meta.url: the path as a URL, percent-encoded where a URL needs it. */
static void set_url(txMachine *the, txSlot *meta, const char *path) {
	static const char plain[] = "/-._~!$&'()*+,;=:@";
	char url[path_size * 3 + 8] = "file://";
	size_t length = strlen(url);
	for (; *path && length < sizeof url - 4; path++) {
		if (isalnum((unsigned char)*path) || strchr(plain, *path))
			url[length++] = *path;
		else
			length += (size_t)snprintf(url + length, 4, "%%%02X", (unsigned char)*path);
	}
	url[length] = 0;
	txSlot *property = fxLastProperty(the, meta);
	fxNextStringProperty(the, property, url, fxNewNameC(the, (txString) "url"), XS_NO_FLAG);
}

void fxLoadModule(txMachine *the, txSlot *module, txID module_id) {
	txString name = fxGetKeyName(the, module_id);
	sim_module found;
	binary_parts parts = {0};
	if (!find_module(the, name, &found))
		return;
	if (!find_parts(&found, &parts))
		mxSyntaxError((txString) "not bytecode of XS %d.%d", XS_MAJOR_VERSION, XS_MINOR_VERSION);
	txID *symbols = translate_symbols(the, parts.symbols);
	fxRemapIDs(the, (txByte *)parts.code, (txSize)parts.code_size, symbols);
	the->host->symbols = symbols;
	the->host->hosts = parts.hosts;
	txScript script = {
		.callback = parts.hosts ? build_hosts : NULL,
		.codeBuffer = (txS1 *)parts.code,
		.codeSize = (txSize)parts.code_size,
		.path = name,
	};
	mxTry(the) {
		set_url(the, mxModuleInstanceMeta(module->value.reference)->value.reference, name);
		fxResolveModule(the, module, module_id, &script, NULL, NULL);
		sim_xs_free(symbols);
	}
	mxCatch(the) {
		sim_xs_free(symbols);
		fxJump(the);
	}
}

/* Removes "." and ".." from an absolute path, in place. */
static void normalize(char *path) {
	char *to = path;
	for (char *from = path; *from;) {
		size_t length = strcspn(from + 1, "/") + 1;
		if (length == 3 && !strncmp(from, "/..", 3)) {
			while (to > path && *--to != '/')
				continue;
		} else if (!(length == 2 && from[1] == '.') && length > 1) {
			memmove(to, from, length);
			to += length;
		}
		from += length;
	}
	*to = 0;
}

/* A specifier made up at run time can name modules that the app imports elsewhere. */
static bool find_by_path(txMachine *the, const char *importer, const char *specifier, sim_module *module) {
	static const char *const endings[] = {"", ".ts", ".js", ".mts", ".mjs", ".json", "/index.ts", "/index.js"};
	char path[path_size];
	if (!strncmp(specifier, "file://", 7))
		specifier += 7;
	if (strlen(specifier) + strlen(importer) + sizeof "/index.ts" >= sizeof path)
		return false;
	if (specifier[0] == '/')
		strcpy(path, specifier);
	else if (specifier[0] == '.')
		sprintf(path, "%.*s/%s", (int)(strrchr(importer, '/') - importer), importer, specifier);
	else
		return false;
	normalize(path);
	size_t length = strlen(path);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		strcpy(path + length, endings[i]);
		if (find_module(the, path, module))
			return true;
	}
	return false;
}

/* The module that a specifier means in an importer, or NULL. */
static const char *find_target(txMachine *the, const char *importer, const char *specifier) {
	sim_machine *machine = the->host;
	sim_module module;
	const char *target = sim_archive_resolve(&machine->app, importer, specifier);
	if (!target)
		target = sim_archive_resolve(&machine->library, importer, specifier);
	if (!target) /* the library's public names, for a specifier made up at run time */
		target = sim_archive_resolve(&machine->library, "", specifier);
	bool found = target ? find_module(the, target, &module) : find_by_path(the, importer, specifier, &module);
	return found ? module.name : NULL;
}

txID fxFindModule(txMachine *the, txSlot *realm, txID module_id, txSlot *slot) {
	(void)realm;
	const char *importer = module_id == XS_NO_ID ? "/" : fxGetKeyName(the, module_id);
	const char *name = find_target(the, importer, slot->value.string);
	if (!name)
		engine_throw_not_found(the, importer, slot->value.string);
	return fxNewNameC(the, (txString)name);
}

/*
 * Classes may come between the native and the app's `new`, and extend each other across modules: the innermost call of a
 * module that knows the specifier is the one.
 */
const char *sim_find_imported(txMachine *the, const char *specifier) {
	const char *importer = "/";
	for (txSlot *frame = the->frame; frame && frame->next; frame = frame->next) {
		txSlot *function = frame + 3;
		sim_module module;
		txID id = mxFrameToEnvironment(frame)->ID;
		if (function->kind != XS_REFERENCE_KIND || !mxIsFunction(function->value.reference) || id == XS_NO_ID)
			continue;
		importer = fxGetKeyName(the, id);
		const char *name = NULL;
		if (sim_archive_module(&the->host->app, importer, &module))
			name = find_target(the, importer, specifier);
		if (name)
			return name;
	}
	engine_throw_not_found(the, importer, specifier);
}
