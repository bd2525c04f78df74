/*
 * Functions: those of the engine have their own names; natives of the firmware do not exist on the host, so that each is
 * stood in for by a function that tells which one was called.
 */
#include "freeze.h"

#include <dlfcn.h>

/* clang-format off */
#define SIXTEEN(make, n) \
	make(n##0) make(n##1) make(n##2) make(n##3) make(n##4) make(n##5) make(n##6) make(n##7) \
	make(n##8) make(n##9) make(n##a) make(n##b) make(n##c) make(n##d) make(n##e) make(n##f)
#define ALL(make) \
	SIXTEEN(make, 0x0) SIXTEEN(make, 0x1) SIXTEEN(make, 0x2) SIXTEEN(make, 0x3) \
	SIXTEEN(make, 0x4) SIXTEEN(make, 0x5) SIXTEEN(make, 0x6) SIXTEEN(make, 0x7) \
	SIXTEEN(make, 0x8) SIXTEEN(make, 0x9) SIXTEEN(make, 0xa) SIXTEEN(make, 0xb) \
	SIXTEEN(make, 0xc) SIXTEEN(make, 0xd) SIXTEEN(make, 0xe) SIXTEEN(make, 0xf)
#define DEFINE(n) static void native_##n(txMachine *the) { refuse(the, n); }
#define LIST(n) native_##n,
/* clang-format on */

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
