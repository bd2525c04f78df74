/*
 * The project's own modules, as a host's library.json describes them:
 *
 *	entry       the module that runs before the app
 *	globals     declarations of the globals that an app finds
 *	specifiers  what apps can import; a wildcard stands for each source in a folder
 */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { runAll, transform } from "./bytecode.mjs";
import { writeWhole } from "./cache.mjs";
import { findModules } from "./graph.mjs";
import { root } from "./places.mjs";

/** The specifiers with their files; a wildcard stands for each source in a folder. */
function listSpecifiers(description) {
	const result = new Map();
	for (const [specifier, file] of Object.entries(description.specifiers)) {
		if (!specifier.endsWith("/*")) {
			result.set(specifier, path.join(root, file));
			continue;
		}
		const folder = path.join(root, path.dirname(file));
		for (const name of readdirSync(folder)) {
			const [, stem] = /^(.+?)(?<!\.d)\.[tj]s$/.exec(name) ?? [];
			if (stem) result.set(specifier.replace("*", stem), path.join(folder, name));
		}
	}
	return result;
}

/**
 * Reads a library.json.
 * @returns {{entry: string, globals: string[], specifiers: Map<string, string>}} with absolute paths of modules, and
 *   whatever else is in it as it is there
 */
export function readDescription(file) {
	const description = JSON.parse(readFileSync(path.resolve(root, file), "utf8"));
	return {
		...description,
		entry: path.join(root, description.entry),
		specifiers: listSpecifiers(description),
	};
}

/** Finds the modules of a library; the result is findModules()'s. */
export function findLibraryModules({ entry, specifiers }) {
	return findModules([...new Set([entry, ...specifiers.values()])], {
		library: (specifier) => specifiers.get(specifier),
		natives: true,
	});
}

/** Translates modules of a library to JavaScript. @param graph findLibraryModules()'s */
export function translateLibraryModules(names, graph) {
	return runAll(names, async (name) => {
		const text = readFileSync(name, "utf8");
		const natives = graph.natives.has(name);
		const { code, map } = natives ? { code: text } : await transform(name, text, {});
		return { name, code, map, natives, imports: [...graph.files.get(name)] };
	});
}

/** Writes declarations for apps into a folder, and where the compiler finds them there. */
export function writeTypes({ specifiers, globals }, files, folder) {
	const config = ts.getParsedCommandLineOfConfigFile(
		path.join(root, "tsconfig.json"),
		{},
		{ ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
	);
	const sources = files.filter((file) => file.endsWith(".ts"));
	const program = ts.createProgram(sources, {
		...config.options,
		noEmit: false,
		declaration: true,
		emitDeclarationOnly: true,
		rootDir: root,
		outDir: folder,
	});
	program.emit(undefined, (name, text) => writeWhole(name, text));
	for (const file of files.filter((name) => name.endsWith(".js"))) {
		const declaration = file.replace(/\.js$/, ".d.ts");
		const copy = path.join(folder, path.relative(root, declaration));
		writeWhole(copy, readFileSync(declaration));
	}
	const texts = globals.map((file) => readFileSync(path.join(root, file), "utf8"));
	writeWhole(path.join(folder, "globals.d.ts"), texts.join("\n"));
	const paths = [...specifiers].map(([specifier, file]) => {
		const declaration = path.relative(root, file).replace(/\.[tj]s$/, ".d.ts");
		return [specifier, [path.join(folder, declaration)]];
	});
	writeWhole(path.join(folder, "paths.json"), JSON.stringify(Object.fromEntries(paths), null, "\t"));
}
