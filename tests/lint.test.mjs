// `make lint`, as one of the tests.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("our files pass lint", () => {
	const script = fileURLToPath(new URL("../toolchain/lint.sh", import.meta.url));
	const { status, stdout, stderr } = spawnSync("bash", [script], { encoding: "utf8" });
	assert.equal(status, 0, stdout + stderr);
});
