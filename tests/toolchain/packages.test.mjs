// The script that installs Debian packages: the real script, with stand-ins only for the programs that would change the
// machine (apt-get, sudo) or that say who runs it (id).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./fixtures.mjs";

const script = fileURLToPath(new URL("../../toolchain/vendor/packages.sh", import.meta.url));

/** Runs the script where nothing is found but `programs` (names and texts) and a few that it needs itself. */
function run(t, programs, group = "lint") {
	const folder = temporaryFolder(t);
	for (const name of ["bash", "cat", "env", "mktemp", "rm", "tail"])
		symlinkSync(`/usr/bin/${name}`, join(folder, name));
	for (const [name, text] of Object.entries(programs)) {
		writeFileSync(join(folder, name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
	}
	const log = join(folder, "log");
	const env = { PATH: folder, LOG: log };
	const { status, stdout, stderr } = spawnSync("/bin/bash", [script, group], { env, encoding: "utf8" });
	return { status, stdout, stderr, calls: existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [] };
}

const log = 'echo "${0##*/} $*" >>"$LOG"';
const install = "apt-get install -o DPkg::Lock::Timeout=600 --no-install-recommends -y clang-format-14 shellcheck";

test("nothing is done when all is there", (t) => {
	const result = run(t, { "clang-format-14": "", shellcheck: "", "apt-get": log, id: "echo 0" });
	assert.deepEqual(result, { status: 0, stdout: "", stderr: "", calls: [] });
});

test("without rights the command is printed, and it stops", (t) => {
	const result = run(t, { "apt-get": log, id: "echo 1000", sudo: "exit 1" });
	assert.equal(result.status, 1);
	assert.ok(result.stderr.includes(`\n    sudo apt-get update && sudo ${install}\n`), result.stderr);
	assert.deepEqual(result.calls, []);
});

test("root installs what is missing, and only that", (t) => {
	const result = run(t, { "clang-format-14": "", "apt-get": log, id: "echo 0" });
	assert.equal(result.status, 0, result.stderr);
	assert.deepEqual(result.calls, [install.replace("clang-format-14 ", "")]);
});

test("sudo without a password is used; stale lists are updated once", (t) => {
	const apt = `${log}; [ "$1" = install ] && ! grep -q update "$LOG" && exit 100; exit 0`;
	const sudo = `shift; [ "$*" = true ] || exec "$@"`;
	const result = run(t, { "apt-get": apt, grep: '[[ $(<"$LOG") = *update* ]]', id: "echo 1000", sudo });
	assert.equal(result.status, 0, result.stderr);
	assert.deepEqual(result.calls, [install, "apt-get -qq update", install]);
});

test("when apt-get fails, its words and the command are shown", (t) => {
	const result = run(t, { "apt-get": 'echo "E: no such host" >&2; exit 100', id: "echo 0" });
	assert.equal(result.status, 1);
	assert.match(result.stderr, /E: no such host/);
	assert.ok(result.stderr.includes(install), result.stderr);
});

test("a system without apt-get is told what is missing", (t) => {
	const result = run(t, { id: "echo 0" });
	assert.equal(result.status, 1);
	assert.match(result.stderr, /Missing: clang-format-14 shellcheck .*This system has no apt-get/);
});
