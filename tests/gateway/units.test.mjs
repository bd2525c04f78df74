// Runs the unit tests, each test_*.c a program built with AddressSanitizer and UBSan: a line "ok NAME" or "not ok NAME" for
// each of its tests, what went wrong as comments before it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "./harness.mjs";

const sources = readdirSync(fileURLToPath(new URL(".", import.meta.url))).filter((name) => /^test_.*\.c$/.test(name));

for (const program of sources.map((name) => path.basename(name, ".c"))) {
	const { stdout, stderr, status, signal } = spawnSync(path.join(build, program), {
		encoding: "utf8",
		timeout: 300_000,
	});
	const results = [...(stdout ?? "").matchAll(/((?:^# .*\n)*)^(not )?ok (\w+)$/gm)];
	for (const [, words, failed, name] of results)
		test(`${program}: ${name.replaceAll("_", " ")}`, () => assert.ok(!failed, words + stderr));
	test(`${program} ran to its end`, () => {
		assert.equal(results.length, Number(/^1\.\.(\d+)$/m.exec(stdout)?.[1]), `${signal ?? status}\n${stderr}`);
		assert.ok(results.length > 0 && status === 0, stderr);
	});
}
