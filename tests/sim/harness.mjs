/*
 * Runs applications in the simulator for tests: one process per call, everything it printed, how it ended and how long
 * it took. A run that does not end is killed after `timeout`, and the result says so.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import path from "node:path";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The command under test; SIM_VARIANT in the environment chooses the build (release, asan, tsan). */
export const command = path.join(root, "bin", "sim");

/**
 * Starts an application and returns at once.
 * @param {string} app path of a .ts or .js file, relative to the caller's working directory or absolute
 * @param {string[]} [args] the application's arguments
 * @param {{flags?: string[], env?: Record<string, string>, cwd?: string, input?: string, timeout?: number}} [options]
 *   flags: of bin/sim, before the application; env: added to the environment; input: written to stdin, which is then
 *   closed; timeout: milliseconds until SIGKILL, 30000 by default
 * @returns {{child: import("node:child_process").ChildProcess, line: (pattern: RegExp) => Promise<RegExpMatchArray>,
 *   end: Promise<{code: number | null, signal: string | null, stdout: string, stderr: string, ms: number, timedOut: boolean}>}}
 *   line: resolves when a line of stdout matches, rejects when the process ends first
 */
export function startSim(app, args = [], options = {}) {
	const { flags = [], env = {}, cwd, input, timeout = 30000 } = options;
	const started = performance.now();
	const child = spawn(command, [...flags, app, ...args], {
		cwd,
		env: { ...process.env, ...env },
		stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
	});
	const result = { code: null, signal: null, stdout: "", stderr: "", ms: 0, timedOut: false };
	const waiting = new Set();
	child.stdout.setEncoding("utf8").on("data", (text) => {
		result.stdout += text;
		for (const look of waiting) look();
	});
	child.stderr.setEncoding("utf8").on("data", (text) => {
		result.stderr += text;
	});
	if (input !== undefined) child.stdin.on("error", () => {}).end(input);
	const timer = setTimeout(() => {
		result.timedOut = true;
		child.kill("SIGKILL");
	}, timeout);
	const end = new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) => {
			clearTimeout(timer);
			result.code = code;
			result.signal = signal;
			result.ms = performance.now() - started;
			resolve(result);
			for (const look of waiting) look(true);
		});
	});
	function line(pattern) {
		return new Promise((resolve, reject) => {
			function look(ended) {
				const found = result.stdout
					.split("\n")
					.slice(0, -1)
					.find((text) => pattern.test(text));
				if (found === undefined && !ended) return;
				waiting.delete(look);
				if (found !== undefined) resolve(found.match(pattern));
				else reject(new Error(`ended without a line ${pattern}:\n${result.stdout}${result.stderr}`));
			}
			waiting.add(look);
			look(false);
		});
	}
	return { child, line, end };
}

/** Runs an application until it ends; parameters and result as startSim's. */
export function runSim(app, args = [], options = {}) {
	return startSim(app, args, options).end;
}
