/*
 * Type-checks an app, as tsc would with its tsconfig.json. What the simulator supplies, its modules and globals, is
 * known whatever that says.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { CompileError } from "./bytecode.mjs";
import { root, typesFolder } from "./places.mjs";

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
const formatHost = {
	getCanonicalFileName: (name) => name,
	getCurrentDirectory: ts.sys.getCurrentDirectory,
	getNewLine: () => "\n",
};

function format(diagnostics) {
	const print = process.stderr.isTTY ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
	return print(diagnostics, formatHost).trimEnd();
}

/**
 * Reads a tsconfig.json.
 * @returns {{options: object, declarations: string[], inputs: string[]}} declarations: the .d.ts files it includes;
 *   inputs: files that were read
 */
export function readConfig(file) {
	const inputs = [];
	const readFile = (name) => {
		if (name.endsWith(".json")) inputs.push(name);
		return ts.sys.readFile(name);
	};
	const config = ts.getParsedCommandLineOfConfigFile(file, {}, { ...host, readFile });
	const errors = config.errors.filter((error) => error.code !== 18002 && error.code !== 18003); // no input files
	if (errors.length > 0) throw new CompileError(format(errors));
	const foreign = !file.startsWith(root + path.sep);
	const declarations = foreign ? config.fileNames.filter((name) => /\.d\.[mc]?ts$/.test(name)) : [];
	return { options: config.options, declarations, inputs };
}

function checkOptions(options, types) {
	const paths = JSON.parse(readFileSync(path.join(types, "paths.json"), "utf8"));
	const base = options.baseUrl ?? options.pathsBasePath ?? "";
	const own = Object.entries(options.paths ?? {}).map(([name, list]) => [
		name,
		list.map((item) => path.resolve(base, item)),
	]);
	return {
		target: ts.ScriptTarget.ES2022,
		lib: ["lib.es2022.d.ts"],
		types: [],
		esModuleInterop: true,
		resolveJsonModule: true,
		...options,
		/* What the simulator does, whatever the app does elsewhere. */
		module: ts.ModuleKind.ESNext,
		moduleResolution: ts.ModuleResolutionKind.Bundler,
		moduleDetection: ts.ModuleDetectionKind.Force,
		allowImportingTsExtensions: true,
		allowJs: true,
		isolatedModules: true,
		skipLibCheck: true,
		noEmit: true,
		composite: undefined,
		incremental: undefined,
		tsBuildInfoFile: undefined,
		declaration: undefined,
		paths: { ...Object.fromEntries(own), ...paths },
	};
}

/**
 * Checks an app. Throws a CompileError with tsc's messages.
 * @param {string[]} files those that it and its workers start with
 * @param {ReturnType<typeof readConfig>} config
 * @param {string} types the folder with the declarations of what the host supplies; see writeTypes()
 * @returns {string[]} files that were read
 */
export function check(files, config, types = typesFolder) {
	const globals = path.join(types, "globals.d.ts");
	const program = ts.createProgram([globals, ...config.declarations, ...files], checkOptions(config.options, types));
	const diagnostics = ts.getPreEmitDiagnostics(program);
	if (diagnostics.length > 0) throw new CompileError(format(ts.sortAndDeduplicateDiagnostics(diagnostics)));
	const ours = path.dirname(path.dirname(ts.getDefaultLibFilePath({})));
	return program
		.getSourceFiles()
		.map((file) => file.fileName)
		.filter((file) => !file.startsWith(ours) && !file.startsWith(types));
}
