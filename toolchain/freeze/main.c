/*
 * The freezer's command line, which toolchain/link/link.mjs writes:
 *
 *	freeze [--boot | --strip] --output FILE --startup NAME [--preload NAME]... [--key NAME]... --creation NUMBER,... ARCHIVE
 *
 * Ends with 0, 1 (the program cannot be made; a message says why) or 2 (wrong use).
 */
#include "heap.h"
#include "print.h"

enum { exit_failure = 1, exit_usage = 2 };

freeze_settings settings;
sim_archive archive;

void fail(const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(exit_failure);
}

void fail_with(txMachine *the, const char *what, const txSlot *exception) {
	fxBeginHost(the);
	mxPushSlot(exception);
	if (mxIsReference(exception)) {
		mxGetID(fxID(the, (txString) "stack"));
	}
	const char *text = fxToString(the, the->stack);
	fail("%s: %s", what, text);
}

static void usage(void) {
	fputs("usage: freeze [--boot | --strip] --output FILE --startup NAME [--preload NAME]... [--key NAME]... "
		  "--creation NUMBER,... "
		  "ARCHIVE\n",
		stderr);
	exit(exit_usage);
}

static void parse_creation(const char *text) {
	txCreation *creation = &settings.creation;
	txSize *const numbers[] = {&creation->initialChunkSize, &creation->incrementalChunkSize,
		&creation->initialHeapCount, &creation->incrementalHeapCount, &creation->stackCount, &creation->initialKeyCount,
		&creation->incrementalKeyCount, &creation->nameModulo, &creation->symbolModulo};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		char *end;
		*numbers[i] = (txSize)strtol(text, &end, 10);
		if (end == text || *numbers[i] < 0)
			usage();
		text = *end == ',' ? end + 1 : end;
	}
	if (*text || creation->nameModulo == 0 || creation->symbolModulo == 0)
		usage();
}

static const char *parse_options(int count, char **values) {
	const char *input = NULL;
	settings.preload = calloc((size_t)count, sizeof *settings.preload);
	settings.keys = calloc((size_t)count, sizeof *settings.keys);
	for (int i = 1; i < count; i++) {
		const char *option = values[i];
		const char *value = i + 1 < count ? values[i + 1] : NULL;
		if (!strcmp(option, "--boot")) {
			settings.boot = true;
			continue;
		}
		if (!strcmp(option, "--strip")) {
			settings.strip = true;
			continue;
		}
		if (option[0] != '-') {
			if (input)
				usage();
			input = option;
			continue;
		}
		if (!value)
			usage();
		if (!strcmp(option, "--output"))
			settings.output = value;
		else if (!strcmp(option, "--startup"))
			settings.startup = value;
		else if (!strcmp(option, "--preload"))
			settings.preload[settings.preload_count++] = value;
		else if (!strcmp(option, "--key"))
			settings.keys[settings.key_count++] = value;
		else if (!strcmp(option, "--creation"))
			parse_creation(value);
		else
			usage();
		i++;
	}
	if (!input || !settings.output || !settings.startup || !settings.creation.nameModulo)
		usage();
	return input;
}

int main(int count, char **values) {
	const char *input = parse_options(count, values);
	if (!sim_archive_open(&archive, input))
		return exit_usage;
	txMachine *the = make_machine();
	if (settings.boot)
		collect_keys(the);
	else
		collect_heap(the);
	FILE *file = fopen(settings.output, "w");
	if (!file)
		fail("%s: %s", settings.output, strerror(errno));
	print_program(the, file);
	if (ferror(file) | fclose(file))
		fail("%s: %s", settings.output, strerror(errno));
	return 0;
}
