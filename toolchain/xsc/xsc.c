/*
 * xsc: compiles one JavaScript module or script to XS bytecode, with the engine's own parser.
 *
 *	xsc [--script] [--natives] [--no-lines] [--map FILE] --name NAME --output FILE.xsb FILE.js
 *
 * --no-lines: shorter bytecode that does not know where it comes from, for firmware.
 * The bytecode runs in place: code and strings are addressed where the loader put them, never copied into the heap.
 * Prints errors as NAME:line: SyntaxError: message; ends with 0, 1 (the source is wrong) or 2 (wrong use, no such file).
 */
#include <stdbool.h>

#include "xsScript.h"

enum { exit_wrong_source = 1, exit_usage = 2, buffer_size = 1024 * 1024, symbol_modulo = 1993 };

typedef struct options {
	const char *input, *output, *name, *map;
	bool script, natives, no_lines;
} options;

static options settings;

static FILE *open_or_exit(const char *path, const char *mode) {
	FILE *file = fopen(path, mode);
	if (!file) {
		fprintf(stderr, "xsc: %s: %s\n", path, strerror(errno));
		exit(exit_usage);
	}
	return file;
}

static void refuse_map(void *console, txString path, txInteger line, txString format, c_va_list arguments) {
	(void)console;
	(void)path;
	(void)line;
	(void)format;
	(void)arguments;
	fprintf(stderr, "xsc: %s: not a source map\n", settings.map);
	exit(exit_usage);
}

/* Reads the lines of the source map into parser->lines, so that every generated line has one of the source. */
static void read_map(txParser *parser, int lines) {
	FILE *file = open_or_exit(settings.map, "r");
	txReport report = parser->reportError;
	txString source = NULL;
	parser->reportError = refuse_map;
	parser->line = lines;
	fxParserSourceMap(parser, file, (txGetter)fgetc, 0, &source);
	parser->reportError = report;
	fclose(file);
	for (int line = 1; line <= lines; line++) {
		if (parser->lines[line] == 0)
			parser->lines[line] = parser->lines[line - 1] ? parser->lines[line - 1] : 1;
	}
}

static void initialize(txParser *parser, txParserJump *jump, txReport report) {
	fxInitializeParser(parser, NULL, buffer_size, symbol_modulo);
	parser->firstJump = jump;
	parser->reportError = report;
}

/* The line of the source for a generated one. The parser at work has failed, so the map gets one of its own. */
static int source_line(int line) {
	txParser parser;
	txParserJump jump = {0};
	if (!settings.map)
		return line;
	initialize(&parser, &jump, refuse_map);
	read_map(&parser, line);
	return parser.lines[line];
}

/* Ends at the first error: what the parser finds after it has recovered is often made up. */
static void report_error(void *console, txString path, txInteger line, txString format, c_va_list arguments) {
	(void)console;
	(void)path;
	fprintf(stderr, "%s:%d: SyntaxError: ", settings.name, source_line(line));
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	exit(exit_wrong_source);
}

/* The engine's parser calls these by name; it has nothing to warn of that matters here. */
void fxVReportError(void *console, txString path, txInteger line, txString format, c_va_list arguments) {
	report_error(console, path, line, format, arguments);
}

void fxVReportWarning(void *console, txString path, txInteger line, txString format, c_va_list arguments) {
	(void)console;
	(void)path;
	(void)line;
	(void)format;
	(void)arguments;
}

/* Profiles are not made; names of tagged templates must differ between modules, so they contain the module's. */
txID fxGenerateProfileID(void *console) {
	(void)console;
	return XS_NO_ID;
}

void fxGenerateTag(void *console, txString buffer, txInteger size, txString path) {
	static int tag;
	(void)console;
	snprintf(buffer, (size_t)size, "#%d@%s", tag++, path);
}

static txScript *compile(void) {
	txParser parser;
	txParserJump jump = {0};
	initialize(&parser, &jump, report_error);
	FILE *file = open_or_exit(settings.input, "r");
	txSymbol *name = fxNewParserSymbol(&parser, (txString)settings.name);
	/* Nodes not yet mapped are recognized by another path than the final one. */
	parser.path = settings.map ? fxNewParserSymbol(&parser, (txString)settings.input) : name;
	txUnsigned flags = (settings.no_lines ? 0 : mxDebugFlag) | (settings.script ? mxProgramFlag : 0) |
					   (settings.natives ? mxCFlag : 0);
	fxParserTree(&parser, file, (txGetter)fgetc, flags, NULL);
	fclose(file);
	parser.source = NULL; /* of a sourceURL comment: --name rules */
	if (settings.map)
		read_map(&parser, parser.line);
	parser.path = name;
	fxParserHoist(&parser);
	fxParserBind(&parser);
	txScript *script = fxParserCode(&parser);
	fxTerminateParser(&parser);
	if (!script) {
		fputs("xsc: out of memory\n", stderr);
		exit(exit_wrong_source);
	}
	return script;
}

static txU1 in_place(txU1 code) {
	switch (code) {
	case XS_CODE_CODE_1:
		return XS_CODE_CODE_ARCHIVE_1;
	case XS_CODE_CODE_2:
		return XS_CODE_CODE_ARCHIVE_2;
	case XS_CODE_CODE_4:
		return XS_CODE_CODE_ARCHIVE_4;
	case XS_CODE_STRING_1:
		return XS_CODE_STRING_ARCHIVE_1;
	case XS_CODE_STRING_2:
		return XS_CODE_STRING_ARCHIVE_2;
	case XS_CODE_STRING_4:
		return XS_CODE_STRING_ARCHIVE_4;
	default:
		return code;
	}
}

static void run_in_place(txScript *script) {
	txU1 *code = (txU1 *)script->codeBuffer;
	txU1 *end = code + script->codeSize;
	while (code < end) {
		txS1 size = gxCodeSizes[*code];
		*code = in_place(*code);
		if (size > 0)
			code += size;
		else if (size == 0)
			code += 1 + sizeof(txID);
		else if (size == -1)
			code += 2 + code[1];
		else if (size == -2) {
			txU2 length;
			memcpy(&length, code + 1, sizeof length);
			code += 3 + length;
		} else {
			txS4 length;
			memcpy(&length, code + 1, sizeof length);
			code += 5 + length;
		}
	}
}

static void write_atom(FILE *file, txU4 type, const void *data, txSize size) {
	Atom atom = {(txS4)htonl((txU4)size + sizeof atom), htonl(type)};
	fwrite(&atom, sizeof atom, 1, file);
	if (size)
		fwrite(data, (size_t)size, 1, file);
}

static void write_script(txScript *script) {
	static const txS1 version[XS_VERSION_SIZE] = {XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION, 0};
	FILE *file = open_or_exit(settings.output, "wb");
	txSize size = XS_VERSION_SIZE + script->symbolsSize + script->codeSize + 3 * (txSize)sizeof(Atom);
	if (script->hostsSize)
		size += script->hostsSize + (txSize)sizeof(Atom);
	Atom atom = {(txS4)htonl((txU4)size + sizeof atom), htonl(XS_ATOM_BINARY)};
	fwrite(&atom, sizeof atom, 1, file);
	write_atom(file, XS_ATOM_VERSION, version, sizeof version);
	write_atom(file, XS_ATOM_SYMBOLS, script->symbolsBuffer, script->symbolsSize);
	write_atom(file, XS_ATOM_CODE, script->codeBuffer, script->codeSize);
	if (script->hostsSize)
		write_atom(file, XS_ATOM_HOSTS, script->hostsBuffer, script->hostsSize);
	if (ferror(file) | fclose(file)) {
		fprintf(stderr, "xsc: %s: %s\n", settings.output, strerror(errno));
		exit(exit_usage);
	}
}

static void usage(void) {
	fputs(
		"usage: xsc [--script] [--natives] [--no-lines] [--map FILE] --name NAME --output FILE.xsb FILE.js\n", stderr);
	exit(exit_usage);
}

static void parse_options(int count, char **values) {
	for (int i = 1; i < count; i++) {
		const char *option = values[i];
		const char **value = NULL;
		if (!strcmp(option, "--script"))
			settings.script = true;
		else if (!strcmp(option, "--natives"))
			settings.natives = true;
		else if (!strcmp(option, "--no-lines"))
			settings.no_lines = true;
		else if (!strcmp(option, "--map"))
			value = &settings.map;
		else if (!strcmp(option, "--name"))
			value = &settings.name;
		else if (!strcmp(option, "--output"))
			value = &settings.output;
		else if (option[0] == '-' || settings.input)
			usage();
		else
			settings.input = option;
		if (value && !(*value = values[++i]))
			usage();
	}
	if (!settings.input || !settings.output || !settings.name)
		usage();
}

int main(int count, char **values) {
	parse_options(count, values);
	txScript *script = compile();
	run_in_place(script);
	write_script(script);
	fxDeleteScript(script);
	return 0;
}
