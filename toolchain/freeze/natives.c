/*
 * Functions: those of the engine have their own names; natives of the firmware do not exist on the host, so that each is
 * stood in for by a function that tells which one was called.
 */
#include "freeze.h"

#include <dlfcn.h>

#define SIXTEEN(do, n) \
	do(n##0) do(n##1) do(n##2) do(n##3) do(n##4) do(n##5) do(n##6) do(n##7) \
	do(n##8) do(n##9) do(n##a) do(n##b) do(n##c) do(n##d) do(n##e) do(n##f)
#define ALL(do) \
	SIXTEEN(do, 0x0) SIXTEEN(do, 0x1) SIXTEEN(do, 0x2) SIXTEEN(do, 0x3) SIXTEEN(do, 0x4) SIXTEEN(do, 0x5) \
	SIXTEEN(do, 0x6) SIXTEEN(do, 0x7) SIXTEEN(do, 0x8) SIXTEEN(do, 0x9) SIXTEEN(do, 0xa) SIXTEEN(do, 0xb) \
	SIXTEEN(do, 0xc) SIXTEEN(do, 0xd) SIXTEEN(do, 0xe) SIXTEEN(do, 0xf)
#define DEFINE(n) static void native_##n(txMachine *the) { refuse(the, n); }
#define LIST(n) native_##n,

static const char *names[256];
static size_t count;

static void refuse(txMachine *the, int index) {
	char what[256];
	snprintf(what, sizeof what, "the native function %s was called, which only exists at run time", names[index]);
	mxPush(mxErrorConstructor);
	mxNew();
	mxPushStringC(what);
	mxRunCount(1);
	fail_with(the, "cannot be frozen", the->stack);
}

ALL(DEFINE)

static const txCallback stand_ins[] = {ALL(LIST)};

txCallback native_stand_in(const char *name) {
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(names[i], name))
			return stand_ins[i];
	}
	if (count == sizeof names / sizeof *names)
		fail("the program has more than %zu native functions", count);
	names[count] = name;
	return stand_ins[count++];
}

static const char *native_name(const void *function) {
	for (size_t i = 0; i < count; i++) {
		if ((const void *)stand_ins[i] == function)
			return names[i];
	}
	return NULL;
}

const char *function_name(const void *function, const char *what) {
	Dl_info info;
	const char *name = native_name(function);
	if (name)
		return name;
	if (!dladdr(function, &info) || !info.dli_sname || info.dli_saddr != function)
		fail("%s: its function has no name in the engine", what);
	return info.dli_sname;
}

void print_native_declarations(FILE *file) {
	for (size_t i = 0; i < count; i++)
		fprintf(file, "extern void %s(void);\n", names[i]);
}
