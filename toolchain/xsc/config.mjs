/*
 * Which tsconfig.json is an app's: the one beside or above it, else app.tsconfig.json. Apps of the project itself have
 * the project's.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { target } from "./bytecode.mjs";
import { root } from "./places.mjs";

/** Both are plain JSON, without `extends`, so that they can be read without loading TypeScript. */
const plain = [path.join(root, "toolchain/xsc/app.tsconfig.json"), path.join(root, "tsconfig.json")];

/** @returns {{file: string, absent: string[]}} absent: the files that would be it if they existed */
export function findConfig(app) {
	const absent = [];
	for (let folder = path.dirname(app); ; folder = path.dirname(folder)) {
		const file = path.join(folder, "tsconfig.json");
		if (existsSync(file)) return { file, absent };
		absent.push(file);
		if (folder === path.dirname(folder)) return { file: plain[0], absent };
	}
}

/** @returns {object | undefined} the options of a file that can be read as it is */
export function readPlainOptions(file) {
	return plain.includes(file) ? JSON.parse(readFileSync(file, "utf8")).compilerOptions : undefined;
}

/** The options that matter to the translation to JavaScript, for esbuild. */
export function translationOptions({ experimentalDecorators, useDefineForClassFields, verbatimModuleSyntax }) {
	return { experimentalDecorators, useDefineForClassFields, verbatimModuleSyntax, target };
}
