/*
 * From an app to its program: all modules that it reaches, compiled, and frozen by build/tools/freeze.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { makeArchive } from "../xsc/archive.mjs";
import { CompileError, compile } from "../xsc/bytecode.mjs";
import { writeWhole } from "../xsc/cache.mjs";
import { translateApp } from "../xsc/compile-app.mjs";
import { findLibraryModules, readDescription, translateLibraryModules, writeTypes } from "../xsc/description.mjs";
import { root } from "../xsc/places.mjs";
import { shortNames } from "./names.mjs";

const run = promisify(execFile);
const freezer = path.join(root, "build/tools/freeze");

/** What the machine of an image is created with, in the order of the freezer's option; bytes, slots, keys. */
const defaultCreation = {
	initialChunkSize: 4096,
	incrementalChunkSize: 1024,
	initialHeapCount: 256,
	incrementalHeapCount: 64,
	stackCount: 512,
	initialKeyCount: 32,
	incrementalKeyCount: 16,
	nameModulo: 127,
	symbolModulo: 1,
};

/** Without a frozen heap the engine's own objects are on the stack, too. */
const bootCreation = { stackCount: 640 };

function creationOption(...settings) {
	const creation = Object.assign({}, defaultCreation, ...settings.filter((item) => item !== undefined));
	for (const [name, value] of Object.entries(creation)) {
		if (!(name in defaultCreation)) throw new CompileError(`link: creation: "${name}" is not known`);
		if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff)
			throw new CompileError(`link: creation: ${name} is a number of bytes, slots or keys, not ${value}`);
	}
	return Object.keys(defaultCreation)
		.map((name) => creation[name])
		.join(",");
}

/** Declarations for apps of this host, made anew when the library has changed. */
function libraryTypes(library, graph) {
	const files = [...graph.files.keys()];
	const hash = createHash("sha256").update(JSON.stringify([...library.specifiers, ...library.globals]));
	for (const file of [...files, ...library.globals.map((name) => path.join(root, name))])
		hash.update(readFileSync(file));
	const folder = path.join(root, "build/link/types", hash.digest("hex").slice(0, 16));
	if (!existsSync(path.join(folder, "paths.json"))) writeTypes(library, files, folder);
	return folder;
}

/** The modules of the library that some others reach, in the order in which they run. */
function reachedModules(graph, starts) {
	const reached = new Set();
	function reach(file) {
		if (reached.has(file) || !graph.files.has(file)) return;
		reached.add(file);
		for (const target of graph.files.get(file).values()) reach(target);
	}
	starts.forEach(reach);
	return [...reached];
}

/** The property names that the functions in C ask for: in flash they cost no RAM. */
function keysOfNatives() {
	const keys = new Set();
	for (const folder of ["modules", "hosts/bare-metal", "hosts/engine"]) {
		if (!existsSync(path.join(root, folder))) continue;
		for (const name of readdirSync(path.join(root, folder), { recursive: true })) {
			if (!name.endsWith(".c") && !name.endsWith(".h")) continue;
			const text = readFileSync(path.join(root, folder, name), "utf8");
			for (const [, key] of text.matchAll(/\bxsID\("([^"\\]+)"\)/g)) keys.add(key);
		}
	}
	return [...keys].sort();
}

/** Which of the app's modules a preload entry means: a path relative to the app, with or without an extension, or "*". */
function appPreload(entries, app, modules) {
	const folder = path.dirname(app);
	const files = modules.map(({ name }) => name).filter((name) => name !== app);
	return entries.flatMap((entry) => {
		const wanted = path.resolve(folder, entry);
		const found = entry.endsWith("*")
			? files.filter((file) => path.dirname(file) === path.dirname(wanted))
			: files.filter((file) => file === wanted || file.replace(/\.[mc]?[jt]sx?$/, "") === wanted);
		if (found.length === 0) throw new CompileError(`link: preload: the app has no module "${entry}"`);
		return found;
	});
}

/** The line of a file in which a variable or property has its name first, 1 if nowhere. */
function lineOf(file, name) {
	const lines = readFileSync(file, "utf8").split("\n");
	const word = new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`);
	return lines.findIndex((line) => word.test(line)) + 1 || 1;
}

/** The freezer's message, with files and lines instead of short names of modules. */
function locate(message, names) {
	const files = new Map([...names].map(([file, name]) => [name, path.relative(process.cwd(), file)]));
	const text = message.replace(/\((.+?):(\d+)\)$/gm, (frame, name, line) =>
		files.has(name) ? `(${files.get(name)}:${line})` : frame,
	);
	const [, object, module] =
		/^cannot be frozen: (?:([\w$]+)\S* \(.*?\)|.*?) of module (.+?)(?: \w+ |,|$)/.exec(text) ?? [];
	const file = files.get(module);
	return file ? `${file}(${object ? lineOf(file, object) : 1}): error: ${text}` : text;
}

/** Compiles modules and runs the freezer. @throws CompileError with its message */
async function freeze({ modules, names, entry, publicImports, lines, args, output }) {
	const named = modules.map((module) => ({
		...module,
		name: names.get(module.name),
		imports: module.imports
			.filter(([, target]) => names.has(target))
			.map(([key, target]) => [key, names.get(target)]),
	}));
	const codes = await compile(named, { lines });
	const compiled = named.map(({ name, imports }, index) => ({ name, imports, code: codes[index] }));
	compiled.push({ name: "", imports: publicImports, code: Buffer.alloc(0) });
	const folder = mkdtempSync(path.join(os.tmpdir(), "link-"));
	try {
		const archive = path.join(folder, "program.xsa");
		const printed = path.join(folder, "program.c");
		writeFileSync(archive, makeArchive(compiled, names.get(entry)));
		await run(freezer, [...args, "--output", printed, archive]);
		const text = readFileSync(printed, "utf8");
		if (!existsSync(output) || readFileSync(output, "utf8") !== text) writeWhole(output, text);
	} catch (error) {
		if (error.code === 1) throw new CompileError(locate(error.stderr.trimEnd(), names), { cause: error });
		throw error;
	} finally {
		if (!process.env.LINK_KEEP) rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Links an app; the file is written only when it changes.
 * @param {{app: string, library: string, output: string, boot: boolean, preload: string[], creation: object,
 *   check: boolean}} options app: absolute path; the others as in link.mjs
 */
export async function linkProgram({ app, library: file, output, boot, strip, preload, creation, check }) {
	const library = readDescription(file);
	const graph = await findLibraryModules(library);
	const packages = path.join(
		root,
		"build/link/packages",
		createHash("sha256").update(app).digest("hex").slice(0, 16),
	);
	const { modules: appModules } = await translateApp(app, {
		library: (specifier) => library.specifiers.get(specifier),
		packages,
		check,
		types: libraryTypes(library, graph),
	});
	const starts = [library.entry, ...appModules.flatMap(({ imports }) => imports.map(([, target]) => target))];
	const reached = reachedModules(graph, starts);
	const modules = [...(await translateLibraryModules(reached, graph)), ...appModules];
	const { specifiers } = library;
	const names = shortNames({ library: reached, specifiers, app: appModules.map(({ name }) => name), packages });
	const preloaded = [...reached.filter((name) => name !== library.entry), ...appPreload(preload, app, appModules)];
	const args = [
		"--startup",
		names.get(library.entry),
		"--creation",
		creationOption(boot ? bootCreation : {}, library.creation, creation),
	];
	if (boot) args.push("--boot");
	else if (strip ?? library.strip) args.push("--strip");
	if (!boot) for (const name of preloaded) args.push("--preload", names.get(name));
	for (const key of keysOfNatives()) args.push("--key", key);
	const publicImports = [...specifiers]
		.filter(([, target]) => names.has(target))
		.map(([key, target]) => [key, names.get(target)]);
	const program = { modules, names, entry: app, publicImports, args, output };
	try {
		await freeze({ ...program, lines: false });
	} catch (error) {
		if (!(error instanceof CompileError)) throw error;
		await freeze({ ...program, lines: true }); // for a message that has them
		throw error;
	}
}
