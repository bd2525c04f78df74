// What the scripts of this folder share: failures with a text for people, and running other programs.
import { spawnSync } from "node:child_process";

/** A failure that the user can do something about: its message is all that is shown. */
export class Failure extends Error {}

/**
 * Runs a program without a terminal and without translations, and waits for it.
 * @returns {{status: number | null, output: string, errors: string, missing: boolean}} `missing`: there is no such program.
 */
export function run(command, args, options = {}) {
	const result = spawnSync(command, args, {
		stdio: ["ignore", "pipe", "pipe"],
		encoding: "utf8",
		maxBuffer: 64 << 20,
		...options,
		env: { ...process.env, LC_ALL: "C", ...options.env },
	});
	return {
		status: result.status,
		output: result.stdout ?? "",
		errors: result.stderr ?? "",
		missing: result.error?.code === "ENOENT",
	};
}

/** Runs a program which has to succeed; `purpose` says in the failure's text what it was for. */
export function mustRun(purpose, command, args, options) {
	const result = run(command, args, options);
	if (result.missing) throw new Failure(`${purpose}: the program ${command} is not installed`);
	if (result.status !== 0)
		throw new Failure(`${purpose}: ${command} failed\n${quote(result.errors || result.output)}`);
	return result;
}

/** @returns the last lines of another program's output, indented. */
export function quote(text, lines = 12) {
	return text
		.trim()
		.split("\n")
		.slice(-lines)
		.map((line) => `    ${line}`)
		.join("\n");
}
