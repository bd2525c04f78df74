/*
 * Compiles an app to an archive: types checked, its own files translated one by one, npm packages bundled.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { makeArchive } from "./archive.mjs";
import { compile, runAll, transform } from "./bytecode.mjs";
import { store, writeWhole } from "./cache.mjs";
import { findConfig, readPlainOptions, translationOptions } from "./config.mjs";
import { findModules } from "./graph.mjs";
import { readLibrary } from "./library.mjs";
import { bundlePackages, importedNames } from "./packages.mjs";
import { compiler, libraryIndex, root } from "./places.mjs";

/** Files of the project that the result depends on. */
function toolFiles() {
	const sources = [
		"archive",
		"build-app",
		"bytecode",
		"check",
		"compile-app",
		"config",
		"graph",
		"packages",
		"source-map",
	];
	return [
		compiler,
		libraryIndex,
		...sources.map((name) => path.join(root, `toolchain/xsc/${name}.mjs`)),
		...["esbuild", "typescript"].map((name) => path.join(root, `node_modules/${name}/package.json`)),
	];
}

async function bundle(graph, modules, library, folder) {
	const entries = new Map([...graph.packages].map((file) => [file, new Set()]));
	for (const { name, code } of modules) {
		for (const [specifier, target] of graph.files.get(name)) {
			const names = entries.get(target);
			if (names) importedNames(code, specifier).forEach((item) => names.add(item));
		}
	}
	const bundled = await bundlePackages(entries, library, folder);
	for (const { name, code } of bundled.modules) writeWhole(name, code);
	return bundled;
}

/**
 * Translates all modules of an app to JavaScript, after checking their types.
 * @param {string} app absolute path
 * @param {{library: (specifier: string) => string | undefined, packages: string, check: boolean, types?: string}} options
 *   library: the module that a specifier of the library means; packages: folder for the text of bundled packages;
 *   check: the types; types: declarations of what the host supplies
 * @returns {Promise<{modules: object[], inputs: string[], absent: string[]}>} modules: for compile(), with their imports;
 *   inputs: files that were read; absent: files that would change the result
 */
export async function translateApp(app, { library, packages, check: checked, types }) {
	const { file: configFile, absent } = findConfig(app);
	let options = readPlainOptions(configFile);
	const inputs = [configFile];
	/* What is wrong with a type is said first. */
	const [{ value: graph, reason }] = await Promise.allSettled([findModules([app], { library })]);
	if (checked || !options) {
		const { check, readConfig } = await import("./check.mjs"); // which loads TypeScript
		const config = readConfig(configFile);
		options = config.options;
		inputs.push(...config.inputs);
		if (checked) inputs.push(...check([app, ...(graph?.workers ?? [])], config, types));
	}
	if (reason) throw reason;
	const translation = translationOptions(options);
	const modules = await runAll([...graph.files.keys()], async (name) => {
		const { code, map } = await transform(name, readFileSync(name, "utf8"), translation);
		return { name, code, map, imports: [...graph.files.get(name)] };
	});
	if (graph.packages.size > 0) {
		const { modules: bundles, names, inputs: files } = await bundle(graph, modules, library, packages);
		for (const module of modules)
			module.imports = module.imports.map(([specifier, target]) => [specifier, names.get(target) ?? target]);
		modules.push(...bundles);
		inputs.push(...files);
	}
	return { modules, inputs: [...inputs, ...graph.files.keys()], absent: [...absent, ...graph.absent] };
}

/**
 * @param {string} app absolute path
 * @param {{folder: string, types: boolean}} options folder: of the cache; types: check them
 * @returns {Promise<string>} the archive's file
 */
export async function compileApp(app, { folder, types }) {
	const started = Date.now();
	const packages = path.join(folder, "packages");
	const { modules, inputs, absent } = await translateApp(app, { library: readLibrary(), packages, check: types });
	const codes = await compile(modules);
	const archive = makeArchive(
		modules.map(({ name, imports }, index) => ({ name, imports, code: codes[index] })),
		app,
	);
	return store(folder, archive, { inputs: [...toolFiles(), ...inputs], absent, started });
}
