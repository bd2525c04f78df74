/*
 * Remembers what apps were compiled to. An entry lists every file that was read, by time, size and hash, and the files
 * whose appearance would change the result; it holds as long as all that is still so. Where nothing was touched at all,
 * bin/sim finds that out by itself, from the entry's file `quick`, and saves starting node.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "./places.mjs";

const maxEntries = 1000;

function hashOf(data) {
	return createHash("sha256").update(data).digest("hex");
}

/** The folder for what an app is compiled to; bin/sim knows it too. */
export function entryFolder(app, { types }) {
	return path.join(cacheFolder, hashOf(`${app}\n${types ? "" : "--no-check"}`));
}

/** When a file was changed, as `stat -c %.9Y` has it. */
function timeOf({ mtimeNs }) {
	const digits = String(mtimeNs).padStart(10, "0");
	return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function identify(file) {
	const status = statSync(file, { bigint: true });
	return { time: timeOf(status), size: String(status.size), hash: hashOf(readFileSync(file)) };
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
	const status = statSync(file, { throwIfNoEntry: false, bigint: true });
	if (!status || String(status.size) !== known.size) return false;
	if (timeOf(status) === known.time) return true;
	if (hashOf(readFileSync(file)) !== known.hash) return false;
	known.time = timeOf(status);
	return true;
}

/**
 * Writes an entry down. `quick` has, a line each: the archive, the number of inputs, their paths, then the time and
 * size of each, then the paths that must not exist.
 */
function writeEntry(folder, entry) {
	const files = Object.keys(entry.inputs);
	const stamps = Object.values(entry.inputs).map(({ time, size }) => `${time} ${size}`);
	const lines = [entry.archive, String(files.length), ...files, ...stamps, ...entry.absent];
	writeWhole(path.join(folder, "manifest.json"), JSON.stringify(entry));
	if (lines.some((line) => line.includes("\n"))) rmSync(path.join(folder, "quick"), { force: true });
	else writeWhole(path.join(folder, "quick"), `${lines.join("\n")}\n`);
}

/** @returns {string | undefined} the archive of an entry that still holds */
export function look(folder) {
	let text, entry;
	try {
		text = readFileSync(path.join(folder, "manifest.json"), "utf8");
		entry = JSON.parse(text);
	} catch {
		return undefined;
	}
	const archive = path.join(folder, entry.archive);
	if (entry.absent.some((file) => existsSync(file)) || !existsSync(archive)) return undefined;
	if (!Object.entries(entry.inputs).every(([file, known]) => isUnchanged(file, known))) return undefined;
	if (JSON.stringify(entry) !== text) writeEntry(folder, entry);
	return archive;
}

/** Halves a cache that has more entries than that: those go that were written longest ago. */
export function prune(cache, most = maxEntries) {
	const entries = readdirSync(cache).map((name) => path.join(cache, name));
	if (entries.length <= most) return;
	const time = (entry) => statSync(entry, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	const byAge = entries.map((entry) => ({ entry, time: time(entry) })).sort((a, b) => a.time - b.time);
	for (const { entry } of byAge.slice(0, entries.length - most / 2)) rmSync(entry, { recursive: true, force: true });
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
	prune(cacheFolder);
	const known = new Map([...new Set(inputs)].map((input) => [input, identify(input)]));
	if ([...known.values()].some(({ time }) => Number(time) * 1000 >= started)) {
		for (const item of [manifest, path.join(folder, "quick")]) rmSync(item, { force: true });
		return file; // perhaps it is not what was read that was identified
	}
	/* The archive before stays one round longer, for a start that has just looked it up. */
	const before = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : {};
	if (before.previous && before.previous !== name) rmSync(path.join(folder, before.previous), { force: true });
	const previous = before.archive === name ? before.previous : before.archive;
	writeEntry(folder, { archive: name, previous, inputs: Object.fromEntries(known), absent });
	return file;
}
