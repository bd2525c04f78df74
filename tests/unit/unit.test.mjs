// Runs the unit tests of the core: each tests/unit/test_*.c is a program, built with AddressSanitizer and UBSan, which
// prints a line "ok NAME" or "not ok NAME" per check (TAP's numbers and plan are allowed) and whose exit status says
// whether all went well. A sanitizer's complaint ends the program with another status.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL(".", import.meta.url));
const programs = join(sources, "../../build/sim/asan/unit");

for (const source of readdirSync(sources).filter((name) => /^test_.*\.c$/.test(name))) {
	const name = source.slice(0, -2);
	test(`unit: ${name}`, async (t) => {
		const { status, signal, stdout, stderr, error } = spawnSync(join(programs, name), {
			encoding: "utf8",
			timeout: 120_000,
		});
		assert.equal(error, undefined, `${name} could not be run: make builds it`);
		const checks = [...stdout.matchAll(/^(not )?ok\b(?: \d+)?[ -]*(.*)$/gm)];
		for (const [line, failed, title] of checks) {
			await t.test(title || line, () => assert.ok(!failed, `${line}\n${stderr}`));
		}
		assert.ok(checks.length > 0, `${name} reported no check\n${stdout}${stderr}`);
		assert.equal(signal ?? status, 0, stdout + stderr);
	});
}
