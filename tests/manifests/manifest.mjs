/*
 * Reads manifests of the Moddable SDK as its mcconfig does, as far as ours use them, and without the SDK: what is included
 * from the SDK itself is left out.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The entry of `platforms` that counts: of "esp32/esp32c3", then of "esp32", then of "...". */
function platformOf(platforms = {}, name) {
	const parts = name.split("/");
	for (; parts.length > 0; parts.pop()) {
		const found = platforms[parts.join("/")];
		if (found) return found;
	}
	return platforms["..."] ?? {};
}

function listOf(value) {
	if (value === undefined) return [];
	return Array.isArray(value) ? value : [value];
}

function nameOf(file) {
	return file.endsWith(".d.ts") ? path.basename(file, ".d.ts") : path.basename(file, path.extname(file));
}

/** The files that an entry of `modules` stands for: "./name" those of any extension, "./name.c" that one, "./pre*" many. */
function filesOf(folder, source) {
	const wanted = path.basename(source);
	const parent = path.resolve(folder, path.dirname(source));
	if (!existsSync(parent)) return [];
	const star = wanted.indexOf("*");
	return readdirSync(parent)
		.filter((file) =>
			star < 0 ? nameOf(file) === wanted || file === wanted : nameOf(file).startsWith(wanted.slice(0, star)),
		)
		.map((file) => path.join(parent, file));
}

/**
 * Reads a manifest with all that it includes.
 * @param {string} file
 * @param {string} platform as mcconfig's -p takes it
 * @returns {{manifests: string[], modules: Map<string, string[]>, sources: string[], folders: string[], preload: string[],
 *   errors: string[], missing: string[], variables: Map<string, string>}} modules: files of each specifier; sources: of C;
 *   folders: that are only to be looked for headers; missing: what is named and is not there
 */
export function readManifest(file, platform) {
	const all = {
		manifests: [],
		modules: new Map(),
		sources: [],
		folders: [],
		preload: [],
		errors: [],
		missing: [],
		variables: new Map(),
	};

	function take(folder, target, source) {
		if (source.startsWith("$(")) return;
		if (source.endsWith("/")) {
			const headers = path.resolve(folder, source);
			(existsSync(headers) ? all.folders : all.missing).push(headers);
			return;
		}
		const files = filesOf(folder, source);
		if (files.length === 0) all.missing.push(path.resolve(folder, source));
		for (const found of files) {
			if (found.endsWith(".c")) {
				if (!all.sources.includes(found)) all.sources.push(found);
			} else if (/\.(ts|js)$/.test(found)) {
				const specifier = target.includes("*") ? target.replace("*", nameOf(found)) : target;
				all.modules.set(specifier, [...(all.modules.get(specifier) ?? []), found]);
			}
		}
	}

	function parse(manifest) {
		if (all.manifests.includes(manifest)) return;
		all.manifests.push(manifest);
		if (!existsSync(manifest)) {
			all.missing.push(manifest);
			return;
		}
		const folder = path.dirname(manifest);
		const content = JSON.parse(readFileSync(manifest, "utf8"));
		for (const part of [content, platformOf(content.platforms, platform)]) {
			for (const [name, value] of Object.entries(part.build ?? {})) {
				all.variables.set(name, value.startsWith("./") ? path.resolve(folder, value) : value);
			}
			for (const include of listOf(part.include)) {
				if (!include.startsWith("$(MOD")) parse(path.resolve(folder, include));
			}
			for (const [target, sources] of Object.entries(part.modules ?? {})) {
				for (const source of listOf(sources)) take(folder, target, source);
			}
			all.preload.push(...listOf(part.preload));
			if (part.error) all.errors.push(part.error);
		}
	}

	parse(path.resolve(file));
	return all;
}
