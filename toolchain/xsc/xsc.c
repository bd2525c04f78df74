/*
 * xsc: compiles one JavaScript module or script to XS bytecode, with the engine's own parser.
 *
 *	xsc [--script] [--natives] [--map FILE] --name NAME --output FILE.xsb FILE.js
 *
 * The bytecode runs in place: code and strings are addressed where the loader put them, never copied into the heap.
 * Prints errors as NAME:line: SyntaxError: message; ends with 0, 1 (the source is wrong) or 2 (wrong use, no such file).
 */
#include <stdbool.h>

#include "xsScript.h"

enum { buffer_size = 1024 * 1024, symbol_modulo = 1993, message_size = 512 };

typedef struct options {
	const char *input, *output, *name, *map;
	bool script, natives;
} options;

/* The first error found; the parser's recovery from it makes up others. */
static struct {
	int line;
	char message[message_size];
} first_error;

static void report_error(void *console, txString path, txInteger line, txString format, c_va_list arguments) {
	(void)console;
	(void)path;
	if (first_error.message[0])
		return;
	first_error.line = line;
	vsnprintf(first_error.message, sizeof first_error.message, format, arguments);
}

/* The engine's parser calls these by name; xsc installs report_error instead and has nothing to warn of. */
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

static FILE *open_or_exit(const char *path, const char *mode) {
	FILE *file = fopen(path, mode);
	if (!file) {
		fprintf(stderr, "xsc: %s: %s\n", path, strerror(errno));
		exit(2);
	}
	return file;
}

/* Reads the lines of the source map into parser->lines, so that every generated line has one of the source. */
static bool read_map(txParser *parser, const char *path, int lines) {
	FILE *file = open_or_exit(path, "r");
	txString source = NULL;
	parser->line = lines;
	fxParserSourceMap(parser, file, (txGetter)fgetc, 0, &source);
	fclose(file);
	if (!source)
		return false;
	for (int line = 1; line <= lines; line++) {
		if (parser->lines[line] == 0)
			parser->lines[line] = parser->lines[line - 1] ? parser->lines[line - 1] : 1;
	}
	return true;
}

static txScript *compile(const options *options, txParser *parser) {
	txScript *volatile script = NULL;
	txParserJump jump = {0};
	FILE *file = open_or_exit(options->input, "r");
	parser->firstJump = &jump;
	if (setjmp(jump.jmp_buf) == 0) {
		txSymbol *name = fxNewParserSymbol(parser, (txString)options->name);
		/* Nodes not yet mapped are recognized by another path than the final one. */
		parser->path = options->map ? fxNewParserSymbol(parser, (txString)options->input) : name;
		txUnsigned flags = mxDebugFlag | (options->script ? mxProgramFlag : 0) | (options->natives ? mxCFlag : 0);
		fxParserTree(parser, file, (txGetter)fgetc, flags, NULL);
		parser->source = NULL; /* of a sourceURL comment: --name rules */
		if (options->map && !first_error.message[0] && !read_map(parser, options->map, parser->line)) {
			fprintf(stderr, "xsc: %s: not a source map\n", options->map);
			exit(2);
		}
		parser->path = name;
		if (!first_error.message[0]) {
			fxParserHoist(parser);
			fxParserBind(parser);
		}
		if (!first_error.message[0])
			script = fxParserCode(parser);
	}
	fclose(file);
	return script;
}

/* Parses the map again, after a parse that failed, only to say where in the source the error is. */
static int source_line(const options *options, int line) {
	if (!options->map)
		return line;
	txParser parser;
	txParserJump jump = {0};
	volatile int result = line;
	fxInitializeParser(&parser, NULL, buffer_size, symbol_modulo);
	parser.reportError = report_error;
	parser.firstJump = &jump;
	if (setjmp(jump.jmp_buf) == 0 && read_map(&parser, options->map, line + 1))
		result = parser.lines[line];
	fxTerminateParser(&parser);
	return result;
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

static void write_script(const options *options, txScript *script) {
	static const txS1 version[XS_VERSION_SIZE] = {XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION, 0};
	FILE *file = open_or_exit(options->output, "wb");
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
		fprintf(stderr, "xsc: %s: %s\n", options->output, strerror(errno));
		exit(2);
	}
}

static void usage(void) {
	fputs("usage: xsc [--script] [--natives] [--map FILE] --name NAME --output FILE.xsb FILE.js\n", stderr);
	exit(2);
}

static options parse_options(int count, char **values) {
	options result = {0};
	for (int i = 1; i < count; i++) {
		const char *option = values[i];
		const char **value = NULL;
		if (!strcmp(option, "--script"))
			result.script = true;
		else if (!strcmp(option, "--natives"))
			result.natives = true;
		else if (!strcmp(option, "--map"))
			value = &result.map;
		else if (!strcmp(option, "--name"))
			value = &result.name;
		else if (!strcmp(option, "--output"))
			value = &result.output;
		else if (option[0] == '-' || result.input)
			usage();
		else
			result.input = option;
		if (value && !(*value = values[++i]))
			usage();
	}
	if (!result.input || !result.output || !result.name)
		usage();
	return result;
}

int main(int count, char **values) {
	options options = parse_options(count, values);
	txParser parser;
	fxInitializeParser(&parser, NULL, buffer_size, symbol_modulo);
	parser.reportError = report_error;
	txScript *script = compile(&options, &parser);
	fxTerminateParser(&parser);
	if (!script) {
		fprintf(stderr, "%s:%d: SyntaxError: %s\n", options.name, source_line(&options, first_error.line),
			first_error.message[0] ? first_error.message : "out of memory");
		return 1;
	}
	run_in_place(script);
	write_script(&options, script);
	fxDeleteScript(script);
	return 0;
}
