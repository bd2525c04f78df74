/*
 * Bundles the npm packages of an app: one module for each entry that the app imports, and modules for what they share.
 */
import path from "node:path";
import * as esbuild from "esbuild";
import { CompileError, formatErrors, packageFields, target } from "./bytecode.mjs";

/** The names that a module imports of a specifier, from the canonical form that esbuild prints. */
export function importedNames(code, specifier) {
	const names = new Set();
	for (const [, list, from] of code.matchAll(/^(?:import|export) (?:[\w$]+, )?\{([^}]*)\} from "([^"]*)";$/gm)) {
		if (from !== specifier) continue;
		for (const item of list.split(",")) names.add(item.trim().split(" as ")[0]);
	}
	names.delete("");
	names.delete("default");
	return names;
}

/** A CommonJS file says nowhere what it exports; so that names can be imported, those that are get exported. */
function facade(file, names) {
	const list = [...names].map((name) => `export const ${name} = all.${name};\n`);
	return `import all from ${JSON.stringify(file)};\nexport default all;\n${list.join("")}`;
}

function libraryPlugin(library) {
	return {
		name: "library",
		setup(build) {
			build.onResolve({ filter: /.*/ }, (args) => library(args.path) && { path: args.path, external: true });
		},
	};
}

function facadePlugin(entries) {
	return {
		name: "facade",
		setup(build) {
			build.onResolve({ filter: /^facade:/ }, (args) => ({ path: args.path.slice(7), namespace: "facade" }));
			build.onLoad({ filter: /.*/, namespace: "facade" }, (args) => ({
				contents: facade(args.path, entries.get(args.path)),
				resolveDir: path.dirname(args.path),
			}));
		},
	};
}

async function bundle(options) {
	try {
		return await esbuild.build({
			bundle: true,
			write: false,
			metafile: true,
			format: "esm",
			...packageFields,
			target,
			charset: "utf8",
			define: { "process.env.NODE_ENV": '"production"' },
			logLevel: "silent",
			...options,
		});
	} catch (error) {
		throw new CompileError(formatErrors(error), { cause: error });
	}
}

/**
 * @param {Map<string, Set<string>>} entries files to the names imported of them
 * @param {(specifier: string) => string | undefined} library the module that a specifier of the library means
 * @param {string} folder where the modules' text will be, for people who follow a stack
 * @returns {Promise<{modules: {name: string, code: string, imports: [string, string][]}[], names: Map<string, string>,
 *   inputs: string[]}>} names: from entries to modules; inputs: files that were read
 */
export async function bundlePackages(entries, library, folder) {
	const files = [...entries.keys()];
	const options = { outdir: folder, plugins: [facadePlugin(entries), libraryPlugin(library)] };
	const { metafile } = await bundle({ ...options, entryPoints: files });
	const formats = new Map(Object.entries(metafile.inputs).map(([file, input]) => [path.resolve(file), input.format]));
	const result = await bundle({
		...options,
		splitting: true,
		entryPoints: files.map((file, index) => ({
			in: formats.get(file) === "cjs" ? `facade:${file}` : file,
			out: `${index}-${path.basename(file, path.extname(file))}`,
		})),
	});
	const names = new Map();
	const modules = result.outputFiles.map(({ path: name, text: code }) => {
		const output = Object.entries(result.metafile.outputs).find(([file]) => path.resolve(file) === name)[1];
		if (output.entryPoint) names.set(path.resolve(output.entryPoint.replace(/^facade:/, "")), name);
		const imports = output.imports.map(({ path: to, external }) => {
			if (external) return [to, library(to)];
			return [`./${path.relative(folder, path.resolve(to))}`, path.resolve(to)];
		});
		return { name, code, imports };
	});
	return { modules, names, inputs: [...formats.keys()] };
}
