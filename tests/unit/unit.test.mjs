// Runs the unit tests of the core: each tests/unit/test_*.c is a program, built by build.mk with AddressSanitizer and
// UBSan, which prints TAP: a line "ok N - name" or "not ok N - name" per test, and what went wrong as comments after it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL(".", import.meta.url));
const root = join(sources, "../..");

/** Runs a program. @returns {Promise<{status: number | null, signal: string | null, output: string}>} */
function runProgram(file) {
	return new Promise((resolve, reject) => {
		const child = spawn(file, { stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
			});
		}
		child.on("error", () => reject(new Error(`${file} could not be run: make units builds it`)));
		child.on("close", (status, signal) => resolve({ status, signal, output }));
	});
}

/** Splits TAP into its tests, each with the comments that follow it. */
function parse(output) {
	const found = [];
	for (const line of output.split("\n")) {
		const [, failed, title] = /^(not )?ok \d+ - (\w+)$/.exec(line) ?? [];
		if (title) found.push({ good: !failed, title: title.replaceAll("_", " "), words: [] });
		else found.at(-1)?.words.push(line.replace(/^# ?/, ""));
	}
	return found;
}

const names = readdirSync(sources).flatMap((name) => /^(test_.*)\.c$/.exec(name)?.[1] ?? []);
const suites = [
	...names.map((name) => ({ name, title: name, folder: "build/unit" })),
	...names
		.filter((name) => name.startsWith("test_tls_"))
		.map((name) => ({ name, title: `${name} with firmware's configuration`, folder: "build/unit-firmware" })),
];

for (const { name, title: suite, folder } of suites) {
	const { status, signal, output } = await runProgram(join(root, folder, name));
	const results = parse(output);
	describe(`unit: ${suite}`, () => {
		for (const { good, title, words } of results) test(title, () => assert.ok(good, words.join("\n")));
		test("ran to its end", () => {
			const planned = Number(/^1\.\.(\d+)$/m.exec(output)?.[1]);
			assert.equal(
				results.length,
				planned,
				`${name} ended (${signal ?? status}) before its last test\n${output}`,
			);
			const allGood = results.every(({ good }) => good);
			assert.equal(status, allGood ? 0 : 1, output);
		});
	});
}
