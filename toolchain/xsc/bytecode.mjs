/*
 * From the text of one module to bytecode: esbuild takes the types away, xsc compiles.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { compiler } from "./places.mjs";
import { reduceSourceMap } from "./source-map.mjs";

const run = promisify(execFile);
const loaders = { ".mts": "ts", ".cts": "ts", ".mjs": "js", ".cjs": "js" };

/** What XS understands; newer syntax is translated. */
export const target = "es2022";

/** How npm packages say which of their files are for an engine like this. */
export const packageFields = { platform: "neutral", mainFields: ["module", "main"], conditions: ["xs", "import"] };

/** The mistakes are the user's, and the message says all. */
export class CompileError extends Error {}

/** A file's text as JavaScript, with a source map. */
export async function transform(file, text, tsconfig) {
	const extension = path.extname(file);
	try {
		return await esbuild.transform(text, {
			loader: loaders[extension] ?? extension.slice(1),
			format: "esm",
			target,
			sourcefile: file,
			sourcemap: "external",
			sourcesContent: false,
			charset: "utf8",
			supported: { "import-attributes": false },
			tsconfigRaw: { compilerOptions: tsconfig },
			logLevel: "silent",
		});
	} catch (error) {
		throw new CompileError(formatErrors(error), { cause: error });
	}
}

/** esbuild's errors, as tsc would print them. */
export function formatErrors(error) {
	if (!Array.isArray(error.errors)) throw error;
	const lines = error.errors.map(({ text, location, notes }) => {
		const place = location ? `${location.file}(${location.line},${location.column + 1}): ` : "";
		return [`${place}error: ${text}`, ...notes.map((note) => `  ${note.text}`)].join("\n");
	});
	return lines.join("\n");
}

/** Runs tasks, as many at once as there are processors; their results in order. Fails after all that ran have ended. */
export async function runAll(items, task) {
	const results = new Array(items.length);
	const errors = [];
	let next = 0;
	async function worker() {
		while (next < items.length && errors.length === 0) {
			const index = next++;
			try {
				results[index] = await task(items[index]);
			} catch (error) {
				errors.push(error);
			}
		}
	}
	await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
	if (errors.length > 0) throw errors[0];
	return results;
}

/**
 * Compiles modules.
 * @param {{name: string, code: string, map?: string, natives?: boolean}[]} modules name: shown in stacks, an absolute path
 * @param {{lines?: boolean}} options lines: the bytecode knows them, for the stacks of errors
 * @returns {Promise<Buffer[]>} their bytecode
 */
export async function compile(modules, { lines = true } = {}) {
	const folder = await mkdtemp(path.join(os.tmpdir(), "xsc-"));
	try {
		return await runAll(
			modules.map((module, index) => ({ ...module, lines, base: path.join(folder, String(index)) })),
			compileOne,
		);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function compileOne({ name, code, map, natives, lines, base }) {
	await writeFile(`${base}.js`, code);
	const options = ["--name", name, "--output", `${base}.xsb`];
	if (natives) options.push("--natives");
	if (!lines) options.push("--no-lines");
	const reduced = map && reduceSourceMap(map);
	if (reduced) {
		await writeFile(`${base}.map`, reduced);
		options.push("--map", `${base}.map`);
	}
	try {
		await run(compiler, [...options, `${base}.js`]);
	} catch (error) {
		if (error.code === 1) throw new CompileError(error.stderr.trimEnd(), { cause: error });
		throw error;
	}
	return readFile(`${base}.xsb`);
}
