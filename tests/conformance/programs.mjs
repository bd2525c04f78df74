/*
 * Runs the C programs of the conformance tests, which conformance.mk builds with sanitizers.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Sanitizers end with a status of their own, and say where. */
const environment = {
	TSAN_OPTIONS: "halt_on_error=1:exitcode=66",
	ASAN_OPTIONS: "exitcode=66",
	UBSAN_OPTIONS: "print_stacktrace=1",
};

function programFile(variant, name) {
	return path.join(root, "build/sim", variant, "conformance", name);
}

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {("plain" | "tls")[]} over what it may be run over
 * @property {string} server which server it wants: see servers.mjs
 */

/** @returns {Case[]} the cases, in the order of the program */
export function listCases() {
	const overs = { plain: ["plain"], tls: ["tls"], both: ["plain", "tls"] };
	return execFileSync(programFile("asan", "conformance"), ["--list"], { encoding: "utf8" })
		.trim()
		.split("\n")
		.map((line) => line.split("\t"))
		.map(([name, over, server]) => ({ name, over: overs[over], server }));
}

/**
 * Runs a program; rejects with what it printed unless it ends with status 0.
 * @param {"asan" | "tsan" | "release"} variant
 * @param {string} name of a file in tests/conformance/c, without .c
 * @param {(string | number)[]} args
 * @param {{options?: string, timeout?: number}} [more] options: SIM_OPTIONS; timeout: milliseconds, 120000 by default
 * @returns {Promise<string>} what it wrote to stdout
 */
export async function run(variant, name, args, { options = "", timeout = 120_000 } = {}) {
	const child = spawn(programFile(variant, name), args.map(String), {
		env: { ...process.env, ...environment, SIM_OPTIONS: options },
		stdio: ["ignore", "pipe", "pipe"],
		timeout,
		killSignal: "SIGKILL",
	});
	let stdout = "";
	let stderr = "";
	child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
	child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
	const [status, signal] = await new Promise((resolve, reject) => {
		child.on("error", () => reject(new Error(`${name} (${variant}) could not be run: make builds it`)));
		child.on("close", (...end) => resolve(end));
	});
	assert.equal(signal ?? status, 0, stdout + stderr);
	return stdout;
}
