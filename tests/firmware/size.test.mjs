/*
 * Size and cost of the images are what docs/size.md says.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("no figure is more than 2 % worse than docs/size.md says", () => {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "hosts/bare-metal/size.mjs")], {
		encoding: "utf8",
	});
	assert.equal(status, 0, stdout + stderr);
});
