// Runs test_slip, built with AddressSanitizer and UBSan: a line "ok NAME" or "not ok NAME" for each of its tests, and what
// went wrong as comments.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { programs } from "./harness.mjs";

const { stdout, stderr, status, signal } = spawnSync(programs.testSlip, { encoding: "utf8", timeout: 60_000 });
const results = [...(stdout ?? "").matchAll(/^(not )?ok (\w+)\n((?:# .*\n)*)/gm)];
for (const [, failed, name, words] of results)
	test(`SLIP: ${name.replaceAll("_", " ")}`, () => assert.ok(!failed, words));

test("SLIP: the program ran to its end", () => {
	assert.equal(results.length, Number(/^1\.\.(\d+)$/m.exec(stdout)?.[1]), `${signal ?? status}\n${stderr}`);
	assert.equal(status, 0, stderr);
});
