/*
 * Applications made up by a test, in a folder outside of the repository that is gone after it.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runSim, startSim } from "../harness.mjs";

/**
 * Writes files into a new folder.
 * @param {import("node:test").TestContext} t
 * @param {Record<string, string> | string} files by name, or the text of main.ts
 * @returns {{folder: string, write: (name: string, text: string) => void, run: typeof runSim, start: typeof startSim}}
 *   run, start: as the harness's, with the app's path relative to the folder; types are only checked with {check: true}
 */
export function makeProject(t, files) {
	const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sim test ")));
	t.after(() => rmSync(folder, { recursive: true, force: true }));

	function write(name, text) {
		const file = path.join(folder, name);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
	function withDefaults({ check = false, flags = [], ...options }) {
		return { cwd: folder, flags: check ? flags : ["--no-check", ...flags], ...options };
	}

	for (const [name, text] of Object.entries(typeof files === "string" ? { "main.ts": files } : files))
		write(name, text);
	return {
		folder,
		write,
		run: (app, args = [], options = {}) => runSim(app, args, withDefaults(options)),
		start: (app, args = [], options = {}) => startSim(app, args, withDefaults(options)),
	};
}

/** Runs files as makeProject() writes them; the app is main.ts. */
export function runProject(t, files, args = [], options = {}) {
	return makeProject(t, files).run("main.ts", args, options);
}
