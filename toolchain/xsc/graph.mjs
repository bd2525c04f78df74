/*
 * Finds the modules that can be reached from some files, and what each of their imports means. esbuild resolves, so
 * imports work as TypeScript users write them: with or without an extension, ./x.js for ./x.ts, paths of a tsconfig.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { CompileError, formatErrors, packageFields } from "./bytecode.mjs";

const extensions = [".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".json"];
const inPackage = `${path.sep}node_modules${path.sep}`;

/** @returns whether a file of the library is written with the engine's `@ "name"` syntax, which esbuild cannot read. */
function hasNatives(file) {
	return file.endsWith(".js") && /@\s*"\w+"/.test(readFileSync(file, "utf8"));
}

const workerScheme = "worker:";

/**
 * The specifiers in `new Worker("...")`, where the class has a name that ends so, or extends such a class in the same
 * file. What stands in a comment or a string is found, too, which does no harm.
 * @returns {string[]}
 */
function workersOf(text) {
	const classes = new Set();
	for (const [, name] of text.matchAll(/\bclass\s+([\w$]+)\s+extends\s+[\w$.]*Worker\b/g)) classes.add(name);
	const specifiers = new Set();
	for (const [, name, , specifier] of text.matchAll(/\bnew\s+([\w$.]+)\s*\(\s*(["'`])([^"'`\\$\n]+)\2/g))
		if (name.endsWith("Worker") || classes.has(name)) specifiers.add(specifier);
	return [...specifiers];
}

/** What a relative import could have meant before what it means: when one of these appears, it means something else. */
function overlooked(folder, specifier, found) {
	const base = path.resolve(folder, specifier);
	const stem = /\.[mc]?jsx?$/.test(base) ? base.replace(/\.([mc]?)jsx?$/, ".$1") : undefined;
	const candidates = [
		base,
		...(stem === undefined ? [] : [`${stem}ts`, `${stem}tsx`]),
		...extensions.map((extension) => base + extension),
		...extensions.map((extension) => path.join(base, `index${extension}`)),
	];
	const end = candidates.indexOf(found);
	return candidates.slice(0, end < 0 ? candidates.length : end).filter((file) => !existsSync(file));
}

/**
 * @param {string[]} entries absolute paths
 * @param {{library: (specifier: string) => string | undefined, natives?: boolean}} options
 *   library: the module that a specifier of the library means; natives: allow `@ "name"` in .js files
 * @returns {Promise<{files: Map<string, Map<string, string>>, natives: Set<string>, packages: Set<string>,
 *   absent: Set<string>, workers: Set<string>}>} files: per file its imports, from specifiers to the names of modules;
 *   natives: those of them with `@ "name"`; packages: entry files in node_modules that are imported; absent: files that
 *   would change the result; workers: files that workers start with
 */
export async function findModules(entries, { library, natives = false }) {
	const graph = { files: new Map(), natives: new Set(), packages: new Set(), absent: new Set(), workers: new Set() };

	function importsOf(file) {
		if (!graph.files.has(file)) graph.files.set(file, new Map());
		return graph.files.get(file);
	}

	/* A worker's module is imported as any other or, as names of manifests are, by the name of a file beside the importer. */
	async function resolveWorker(build, { path: marked, importer, resolveDir, kind }) {
		const specifier = marked.slice(workerScheme.length);
		for (const name of [specifier, `./${specifier}`]) {
			const options = { importer, resolveDir, kind, pluginData: "ask esbuild" };
			const found = await build.resolve(name, options);
			if (/^\.\.?(\/|$)/.test(name))
				overlooked(resolveDir, name, found.path).forEach((file) => graph.absent.add(file));
			if (found.errors.length > 0 || found.external || found.path.includes(inPackage)) continue;
			importsOf(importer).set(specifier, found.path);
			importsOf(found.path);
			graph.workers.add(found.path);
			return found;
		}
		return { path: marked, external: true }; // the app finds out at run time
	}

	/* Workers are imports to esbuild, whose output nobody sees. */
	function load({ path: file }) {
		const text = readFileSync(file, "utf8");
		const workers = natives ? [] : workersOf(text);
		if (workers.length === 0) return undefined;
		const loader = path.extname(file).replace(/^\.[mc]?/, "");
		const imports = workers.map((specifier) => `\nimport(${JSON.stringify(workerScheme + specifier)});`);
		return { contents: text + imports.join(""), loader };
	}

	async function resolve(build, args) {
		const { importer, resolveDir, kind } = args;
		if (kind === "entry-point" || args.pluginData === "ask esbuild") return undefined;
		if (args.path.startsWith(workerScheme)) return resolveWorker(build, args);
		const imports = importsOf(importer);
		const external = { path: args.path, external: true };
		const ours = library(args.path);
		if (ours !== undefined) {
			imports.set(args.path, ours);
			return external;
		}
		const relative = /^\.\.?(\/|$)/.test(args.path);
		const found = await build.resolve(args.path, { importer, resolveDir, kind, pluginData: "ask esbuild" });
		const missing = found.errors.length > 0 || found.external;
		if (relative) overlooked(resolveDir, args.path, found.path).forEach((file) => graph.absent.add(file));
		else if (missing) graph.absent.add(path.join(resolveDir, "node_modules", args.path));
		if (missing) return external; // the app finds out at run time, as in node
		imports.set(args.path, found.path);
		if (found.path.includes(inPackage)) {
			graph.packages.add(found.path);
			return external;
		}
		if (natives && hasNatives(found.path)) {
			importsOf(found.path);
			graph.natives.add(found.path);
			return external;
		}
		importsOf(found.path);
		return found;
	}

	for (const entry of entries) importsOf(entry);
	const sources = entries.filter((entry) => !(natives && hasNatives(entry)));
	entries.filter((entry) => !sources.includes(entry)).forEach((entry) => graph.natives.add(entry));
	try {
		await esbuild.build({
			entryPoints: sources,
			bundle: true,
			write: false,
			outdir: "/",
			format: "esm",
			...packageFields,
			treeShaking: false,
			resolveExtensions: extensions,
			logLevel: "silent",
			plugins: [
				{
					name: "graph",
					setup(build) {
						build.onResolve({ filter: /.*/ }, (args) => resolve(build, args));
						build.onLoad({ filter: /\.[mc]?[jt]sx?$/ }, load);
					},
				},
			],
		});
	} catch (error) {
		throw new CompileError(formatErrors(error), { cause: error });
	}
	return graph;
}
