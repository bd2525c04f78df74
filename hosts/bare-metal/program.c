/*
 * The life of a program's machine, and its modules: which one an import means, and how bytecode in flash becomes a module
 * of the engine. See program.h.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "../engine/refusals.h"
#include "board.h"
#include "program.h"
#include "program_data.h"

enum { path_size = C_PATH_MAX, stack_reserve = 1024 /* for interrupts, and functions in C below the last check */ };

/* The engine declares it without parameters. */
extern char *fxCStackLimit(void);
char *fxCStackLimit(void) {
	return (char *)board_stack_limit + stack_reserve;
}

txMachine *bare_program_create(struct bare_machine *host) {
	return bare_program_data.create(host);
}

const char *bare_program_name(void) {
	return bare_program_data.main;
}

void bare_program_start(txMachine *the, xsCallback done, xsCallback failed) {
	xsBeginHost(the);
	{
		xsmcVars(3);
		xsAwaitImport((txString)bare_program_data.startup, XS_IMPORT_NAMESPACE);
		xsVar(0) = xsAwaitImport((txString)bare_program_data.main, XS_IMPORT_ASYNC);
		xsVar(1) = xsNewHostFunction(done, 1);
		xsVar(2) = xsNewHostFunction(failed, 1);
		xsmcCall_noResult(xsVar(0), xsID("then"), &xsVar(1), &xsVar(2), NULL);
	}
	xsEndHost(the);
}

static const bare_module *find_module(txID name) {
	const bare_module *module = bare_program_data.modules;
	for (txSize i = 0; i < bare_program_data.module_count; i++, module++) {
		if (module->name == name)
			return module;
	}
	return NULL;
}

/* Called by fxRunScript() for a module with natives: answers an array of them, in the order of its HOST atom. */
static void build_natives(txMachine *the) {
	const txSlot *instance = mxFunctionInstanceHome(mxFunction->value.reference)->value.home.module;
	const bare_module *module = find_module(mxModuleInstanceInternal(instance)->value.module.id);
	fxBuildHosts(the, module->native_count, module->natives);
	mxPullSlot(mxResult);
}

/* import.meta.url, for a module that asks for import.meta. */
static void set_url(txMachine *the, txSlot *module, const char *name) {
	char url[path_size + sizeof "file:///"];
	if (!(mxModuleInternal(module)->flag & XS_IMPORT_META_FLAG))
		return;
	snprintf(url, sizeof url, "file:///%s", name);
	txSlot *property = fxLastProperty(the, mxModuleMeta(module)->value.reference);
	fxNextStringProperty(the, property, url, fxNewNameX(the, (txString) "url"), XS_NO_FLAG);
}

void fxLoadModule(txMachine *the, txSlot *module, txID module_id) {
	const bare_module *found = find_module(module_id);
	if (!found || !found->code)
		return;
	txString name = fxGetKeyName(the, module_id);
	txScript script = {
		.callback = found->native_count ? build_natives : NULL,
		.codeBuffer = (txS1 *)found->code,
		.codeSize = found->code_size,
		.path = name,
	};
	fxResolveModule(the, module, module_id, &script, NULL, NULL);
	set_url(the, module, name);
}

/* Removes "." and ".." from a path, in place. */
static void normalize(char *path) {
	char *to = path;
	for (const char *from = path; *from;) {
		size_t length = strcspn(from, "/");
		if (length == 2 && from[0] == '.' && from[1] == '.') {
			if (to > path)
				to--;
			while (to > path && to[-1] != '/')
				to--;
		} else if (length > 0 && !(length == 1 && from[0] == '.')) {
			memmove(to, from, length);
			to += length;
			if (from[length])
				*to++ = '/';
		}
		from += length + (from[length] == '/');
	}
	*to = 0;
}

static txID find_by_name(txMachine *the, const char *name) {
	for (txSize i = 0; i < bare_program_data.module_count; i++) {
		txID id = bare_program_data.modules[i].name;
		if (!strcmp(fxGetKeyName(the, id), name))
			return id;
	}
	return XS_NO_ID;
}

/* A specifier made up at run time can name modules that the program imports elsewhere. */
static txID find_by_path(txMachine *the, const char *importer, const char *specifier) {
	static const char *const endings[] = {"", ".ts", ".js", ".mts", ".mjs", ".json", "/index.ts", "/index.js"};
	char path[path_size];
	txID id = XS_NO_ID;
	if (!strncmp(specifier, "file://", 7))
		specifier += 7;
	const char *slash = specifier[0] == '.' ? strrchr(importer, '/') : NULL;
	int folder = slash ? (int)(slash - importer) + 1 : 0;
	if (specifier[0] != '.' && specifier[0] != '/')
		return XS_NO_ID;
	if ((size_t)folder + strlen(specifier) + sizeof "/index.ts" >= sizeof path)
		return XS_NO_ID;
	snprintf(path, sizeof path, "%.*s%s", folder, importer, specifier);
	normalize(path);
	size_t length = strlen(path);
	for (size_t i = 0; i < sizeof endings / sizeof *endings && id == XS_NO_ID; i++) {
		strcpy(path + length, endings[i]);
		id = find_by_name(the, path);
	}
	return id;
}

static txID find_import(const bare_import *imports, txSize count, const char *specifier) {
	for (txSize i = 0; i < count; i++) {
		if (!strcmp(imports[i].specifier, specifier))
			return imports[i].module;
	}
	return XS_NO_ID;
}

txID fxFindModule(txMachine *the, txSlot *realm, txID module_id, txSlot *slot) {
	(void)realm;
	const char *specifier = slot->value.string;
	if (module_id == XS_NO_ID) /* bare_program_start() */
		return find_by_name(the, specifier);
	const bare_module *importer = find_module(module_id);
	const char *importer_name = fxGetKeyName(the, module_id);
	txID id = importer ? find_import(importer->imports, importer->import_count, specifier) : XS_NO_ID;
	if (id == XS_NO_ID)
		id = find_import(bare_program_data.specifiers, bare_program_data.specifier_count, specifier);
	if (id == XS_NO_ID)
		id = find_by_path(the, importer_name, specifier);
	if (id == XS_NO_ID)
		engine_throw_not_found(the, importer_name, specifier);
	return id;
}
