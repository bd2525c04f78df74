/*
 * Remembers what apps were compiled to. An entry lists every file that was read, by time, size and hash, and the files
 * whose appearance would change the result; it holds as long as all that is still so. Uses nothing but node itself,
 * because a start from the cache must be quick.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "./places.mjs";

function hashOf(data) {
	return createHash("sha256").update(data).digest("hex");
}

/** The folder for what an app is compiled to with some options. */
export function entryFolder(app, options) {
	return path.join(cacheFolder, hashOf(JSON.stringify([app, options])).slice(0, 32));
}

function identify(file) {
	const { mtimeMs, size } = statSync(file);
	return { time: mtimeMs, size, hash: hashOf(readFileSync(file)) };
}

/** Writes a file so that others see either the old one or the new one whole. */
export function writeWhole(file, data) {
	mkdirSync(path.dirname(file), { recursive: true });
	const temporary = `${file}.${process.pid}`;
	try {
		writeFileSync(temporary, data);
		renameSync(temporary, file);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
}

/** @returns whether a file is as it was, by its time and size or else by its content; notes a new time. */
function isUnchanged(file, known) {
	const status = statSync(file, { throwIfNoEntry: false });
	if (!status || status.size !== known.size) return false;
	if (status.mtimeMs === known.time) return true;
	if (hashOf(readFileSync(file)) !== known.hash) return false;
	known.time = status.mtimeMs;
	return true;
}

/** @returns {string | undefined} the archive of an entry that still holds */
export function look(folder) {
	const manifest = path.join(folder, "manifest.json");
	let text, entry;
	try {
		text = readFileSync(manifest, "utf8");
		entry = JSON.parse(text);
	} catch {
		return undefined;
	}
	const archive = path.join(folder, entry.archive);
	if (entry.absent.some((file) => existsSync(file)) || !existsSync(archive)) return undefined;
	if (!Object.entries(entry.inputs).every(([file, known]) => isUnchanged(file, known))) return undefined;
	const updated = JSON.stringify(entry);
	if (updated !== text) writeWhole(manifest, updated);
	return archive;
}

/**
 * Stores an archive.
 * @param {{inputs: string[], absent: string[], started: number}} origin files that were read since the time `started`,
 *   and files that would change the result
 * @returns {string} the archive's file
 */
export function store(folder, archive, { inputs, absent, started }) {
	const manifest = path.join(folder, "manifest.json");
	const name = `${hashOf(archive).slice(0, 16)}.xsa`;
	const file = path.join(folder, name);
	writeWhole(file, archive);
	const known = new Map([...new Set(inputs)].map((input) => [input, identify(input)]));
	if ([...known.values()].some(({ time }) => time >= started)) {
		rmSync(manifest, { force: true }); // perhaps it is not what was read that was identified
		return file;
	}
	/* The archive before stays one round longer, for a start that has just looked it up. */
	const before = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : {};
	if (before.previous && before.previous !== name) rmSync(path.join(folder, before.previous), { force: true });
	const previous = before.archive === name ? before.previous : before.archive;
	writeWhole(manifest, JSON.stringify({ archive: name, previous, inputs: Object.fromEntries(known), absent }));
	return file;
}
