/*
 * The machine that is going to be frozen.
 */
#include "modules.h"

/* Room for anything; what the firmware's machine has is settings.creation. */
static txCreation creation = {
	.initialChunkSize = 4 * 1024 * 1024,
	.incrementalChunkSize = 1024 * 1024,
	.initialHeapCount = 256 * 1024,
	.incrementalHeapCount = 64 * 1024,
	.stackCount = 32 * 1024,
	.initialKeyCount = 8192,
	.incrementalKeyCount = 1024,
};

/* What the engine asks of its host */

void fxQueuePromiseJobs(txMachine *the) {
	the->jobs = true;
}

txScript *fxParseScript(txMachine *the, void *stream, txGetter getter, txUnsigned flags) {
	(void)stream;
	(void)getter;
	(void)flags;
	mxEvalError((txString) "no compiler at run time: eval and new Function are not available");
	return NULL;
}

void fxAbort(txMachine *the, int status) {
	switch (status) {
	case XS_UNHANDLED_EXCEPTION_EXIT:
		fail_with(the, "uncaught while preloading", &mxException);
	case XS_UNHANDLED_REJECTION_EXIT:
		fail_with(the, "unhandled rejection while preloading", &mxException);
	case XS_STACK_OVERFLOW_EXIT:
		fail("stack overflow while preloading: too many calls inside each other");
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		fail("out of memory while preloading");
	default:
		fail("the JavaScript engine failed (%d)", status);
	}
}

static void build_natives(txMachine *the) {
	const txSlot *instance = mxFunctionInstanceHome(mxFunction->value.reference)->value.home.module;
	const freeze_module *module = find_module_by_id(mxModuleInstanceInternal(instance)->value.module.id);
	fxBuildHosts(the, module->native_count, module->natives);
	mxPullSlot(mxResult);
}

/* import.meta.url; the same as in hosts/bare-metal/program.c. */
static void set_url(txMachine *the, txSlot *module, const char *name) {
	char url[C_PATH_MAX];
	if (!(mxModuleInternal(module)->flag & XS_IMPORT_META_FLAG))
		return;
	snprintf(url, sizeof url, "file:///%s", name);
	txSlot *property = fxLastProperty(the, mxModuleMeta(module)->value.reference);
	fxNextStringProperty(the, property, url, fxNewNameC(the, (txString) "url"), XS_NO_FLAG);
}

void fxLoadModule(txMachine *the, txSlot *module, txID id) {
	const freeze_module *found = find_module_by_id(id);
	if (!found)
		return;
	txScript script = {
		.callback = found->native_count ? build_natives : NULL,
		.codeBuffer = (txS1 *)found->code,
		.codeSize = found->code_size,
		.path = (txString)found->name,
	};
	fxResolveModule(the, module, id, &script, NULL, NULL);
	set_url(the, module, found->name);
}

txID fxFindModule(txMachine *the, txSlot *realm, txID id, txSlot *slot) {
	(void)realm;
	const char *specifier = slot->value.string;
	const freeze_module *importer = id == XS_NO_ID ? NULL : find_module_by_id(id);
	const freeze_module *module = importer ? find_import(importer, specifier) : find_module(specifier);
	if (!module)
		mxReferenceError(
			(txString) "Cannot find module '%s' imported from %s", specifier, importer ? importer->name : "");
	return module->id;
}

/* Preloading */

static void run_jobs(txMachine *the) {
	while (the->jobs) {
		the->jobs = false;
		fxRunPromiseJobs(the);
	}
	fxEndJob(the);
}

static void preload(txMachine *the, const char *name) {
	fxBeginHost(the);
	mxTry(the) {
		mxPushStringC((txString)name);
		fxAwaitImport(the, XS_IMPORT_ASYNC);
		txSlot *promise = the->stack->value.reference;
		run_jobs(the);
		if (mxPromiseStatus(promise)->value.integer == mxRejectedStatus)
			fail_with(the, "uncaught while preloading", mxPromiseResult(promise));
		if (mxPromiseStatus(promise)->value.integer == mxPendingStatus)
			fail("cannot be frozen: the top-level await of module %s, which does not end", name);
		fxCheckUnhandledRejections(the, 1);
	}
	mxCatch(the) {
		fail_with(the, "uncaught while preloading", &mxException);
	}
	fxEndHost(the);
}

/* The machine as fxPrepareMachine() and fxCloneMachine() expect to find it: without what each clone makes for itself. */
static void finish(txMachine *the) {
	txSlot *realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
	txSlot *own_modules = mxOwnModules(realm)->value.reference;
	for (txSlot *module = own_modules->next; module; module = module->next) {
		find_module_by_id(mxModuleInternal(module)->value.module.id)->preloaded = true;
	}
	mxException.kind = XS_REFERENCE_KIND;
	mxException.value.reference = mxRealmClosures(realm)->value.reference;
	mxProgram.value.reference = own_modules;
	for (int i = mxHostsStackIndex; i <= mxInstanceInspectorsStackIndex; i++)
		the->stackTop[-1 - i].kind = XS_UNDEFINED_KIND;
}

txMachine *make_machine(void) {
	creation.nameModulo = settings.creation.nameModulo;
	creation.symbolModulo = settings.creation.symbolModulo;
	txMachine *the = fxCreateMachine(&creation, (txString) "freeze", NULL, XS_NO_ID);
	if (!the)
		fail("out of memory");
	for (int i = 0; i < settings.key_count; i++)
		note_name(fxNewNameC(the, (txString)settings.keys[i]));
	read_modules(the);
	if (settings.boot)
		return the;
	if (settings.strip)
		strip_builtins(the);
	for (int i = 0; i < settings.preload_count; i++)
		preload(the, settings.preload[i]);
	finish(the);
	return the;
}
