/* How bin/sim is called, and how an app ends. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { command, runSim } from "../harness.mjs";
import { makeProject, runProject } from "./project.mjs";

test("an app gets its arguments", async (t) => {
	const app = `import { args } from "sim"; console.log(JSON.stringify(args));`;
	const { stdout, code } = await runProject(t, app, ["a b", "", "--mtu", "ä\n'\""]);
	assert.equal(stdout, `${JSON.stringify(["a b", "", "--mtu", "ä\n'\""])}\n`);
	assert.equal(code, 0);
});

test("an app that has nothing more to do ends with 0", async (t) => {
	const { stdout, stderr, code, ms } = await runProject(t, "");
	assert.deepEqual({ stdout, stderr, code }, { stdout: "", stderr: "", code: 0 });
	assert.ok(ms < 10000);
});

test("exit leaves at once with its code, after all output", async (t) => {
	const app = `import { exit } from "sim";
		setTimeout(() => console.log("never"), 60000);
		console.log("x".repeat(200000));
		exit(7);
		console.log("never");`;
	const { stdout, code, ms } = await runProject(t, app);
	assert.equal(code, 7);
	assert.equal(stdout, `${"x".repeat(200000)}\n`);
	assert.ok(ms < 10000);
});

test("exit without a code is success", async (t) => {
	const { code } = await runProject(t, `import { exit } from "sim"; setInterval(() => exit(), 1);`);
	assert.equal(code, 0);
});

test("a JavaScript app runs", async (t) => {
	const { run } = makeProject(t, {
		"app.js": `import { double } from "./lib.mjs"; console.log(double(4));`,
		"lib.mjs": "export const double = (n) => 2 * n;",
	});
	assert.equal((await run("app.js")).stdout, "8\n");
});

test("paths may have spaces and quotes, and be relative to any folder", async (t) => {
	const { run, folder } = makeProject(t, { "a b/it's $x.ts": `console.log(import.meta.url);` });
	const { stdout } = await run("it's $x.ts", [], { cwd: path.join(folder, "a b") });
	assert.equal(stdout, `file://${folder.replaceAll(" ", "%20")}/a%20b/it's%20$x.ts\n`);
	assert.equal((await run("a b/../a b/it's $x.ts")).stdout, stdout);
});

test("an app behind a symbolic link is where it really is", async (t) => {
	const { run, folder } = makeProject(t, {
		"real/main.ts": `import { name } from "./name"; console.log(name);`,
		"real/name.ts": `export const name = "real";`,
	});
	symlinkSync(path.join(folder, "real/main.ts"), path.join(folder, "link.ts"));
	assert.equal((await run("link.ts")).stdout, "real\n");
});

test("bin/sim works through a symbolic link", async (t) => {
	const { folder } = makeProject(t, `console.log("yes");`);
	symlinkSync(command, path.join(folder, "my sim"));
	const { stdout } = spawnSync(path.join(folder, "my sim"), ["--no-check", "main.ts"], {
		cwd: folder,
		encoding: "utf8",
	});
	assert.equal(stdout, "yes\n");
});

test("--help tells every option", async () => {
	const { stdout, code } = await runSim("--help");
	assert.equal(code, 0);
	for (const option of ["--mtu", "--clock-scale", "--dns", "--heap-limit", "--trace", "--no-check"])
		assert.match(stdout, new RegExp(`^  ${option}\\b`, "m"));
});

const wrongUses = [
	["no app", [], /which application/],
	["an unknown option", ["--nonsense", "main.ts"], /unknown option --nonsense/],
	["an option without its value", ["--mtu"], /--mtu needs a value/],
	["an MTU that is none", ["--mtu", "9000x", "main.ts"], /--mtu: "9000x" is not a number of bytes/],
	["an MTU that is too small", ["--mtu=100", "main.ts"], /--mtu: "100"/],
	["a clock that runs backwards", ["--clock-scale", "-1", "main.ts"], /--clock-scale: "-1"/],
	["a DNS server that is no address", ["--dns", "localhost", "main.ts"], /--dns: "localhost"/],
	["a DNS port that is too large", ["--dns", "127.0.0.1:70000", "main.ts"], /--dns: "127.0.0.1:70000"/],
	["a heap limit that is too small", ["--heap-limit", "10K", "main.ts"], /--heap-limit: "10K"/],
	["an app that is not there", ["missing.ts"], /missing\.ts: no such file/],
	["an app that is a folder", ["."], /\.: not a file/],
	["an app that is something else", ["notes.txt"], /notes\.txt: not a TypeScript or JavaScript file/],
];
for (const [name, args, message] of wrongUses) {
	test(`${name} is refused with 2`, (t) => {
		const { folder } = makeProject(t, { "main.ts": `console.log("ran");`, "notes.txt": "" });
		const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
		assert.equal(status, 2);
		assert.equal(stdout, "");
		assert.match(stderr, message);
		assert.equal(stderr.trim().split("\n").length, 1);
	});
}

test("a copy of the app elsewhere is another app", async (t) => {
	const { run, folder } = makeProject(t, {
		"a/main.ts": `import { n } from "./n"; console.log(n);`,
		"a/n.ts": "export const n = 1;",
		"b/n.ts": "export const n = 2;",
	});
	mkdirSync(path.join(folder, "b"), { recursive: true });
	copyFileSync(path.join(folder, "a/main.ts"), path.join(folder, "b/main.ts"));
	assert.equal((await run("a/main.ts")).stdout, "1\n");
	assert.equal((await run("b/main.ts")).stdout, "2\n");
});
