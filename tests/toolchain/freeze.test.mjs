// Programs of firmware: what runs in the simulator runs the same from flash, frozen or not; what cannot be frozen is told.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test, { before } from "node:test";
import { fileURLToPath } from "node:url";
import { buildImage } from "../../hosts/bare-metal/firmware.mjs";
import { emulatedBoards, startImage } from "../../hosts/bare-metal/qemu.mjs";
import { temporaryFolder } from "./fixtures.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const programs = path.join(root, "tests/toolchain/freeze/programs");
const preloaded = {
	language: [],
	modules: ["./modules/log-preloaded", "./modules/cycle-a", "./modules/everything"],
	state: ["./state-preloaded"],
	memory: ["./state-preloaded"],
};

function make(target) {
	execFileSync("make", ["-f", "tests/toolchain/freeze/build.mk", `build/freeze-test/${target}`], {
		cwd: root,
		stdio: ["ignore", "ignore", "inherit"],
	});
	return path.join(root, "build/freeze-test", target);
}

/** Links an app. @returns how the linker ended */
function link(app, output, options = [], library = "tests/toolchain/freeze/library.json") {
	const args = ["toolchain/link/link.mjs", "--library", library, "--output", output, ...options, app];
	return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
}

function linkOrFail(app, output, options) {
	const { status, stderr } = link(app, output, options);
	assert.equal(status, 0, stderr);
}

/** Links a program and makes an executable for this machine. @returns its path */
function build(name, options, variant) {
	const target = `${name}-${variant}`;
	linkOrFail(path.join(programs, `${name}.ts`), path.join(root, `build/freeze-test/${target}.c`), options);
	return make(target);
}

function run(program, args = [], env = {}) {
	const result = spawnSync(program, args, { encoding: "utf8", env: { ...process.env, ...env }, timeout: 300_000 });
	assert.equal(result.status, 0, result.stdout + result.stderr);
	return result.stdout;
}

const simulate = (file) => run(path.join(root, "bin/sim"), [file]);

before(() => make("libruntime.a"));

for (const [name, modules] of Object.entries(preloaded)) {
	test(`${name}: the same in the simulator, from flash, frozen, with garbage collected all the time, stripped`, () => {
		const expected = simulate(path.join(programs, `${name}.ts`));
		assert.equal(run(build(name, ["--boot"], "boot")), expected);
		const preload = modules.flatMap((module) => ["--preload", module]);
		const frozen = build(name, preload, "frozen");
		assert.equal(run(frozen), expected);
		assert.equal(run(frozen, [], { GC_STRESS: "1" }), expected);
		const stripped = build(name, ["--strip", ...preload], "stripped");
		assert.equal(run(stripped), expected);
	});
}

for (const board of emulatedBoards) {
	for (const frozen of [true, false]) {
		test(`${board}: the same, ${frozen ? "frozen" : "with builtins made at boot"}`, async () => {
			const app = path.join(programs, "all/main.ts");
			const elf = await buildImage({ board, app, name: "freeze-test", frozen });
			const image = await startImage({ board, elf, timeout: 120 });
			const lines = [];
			for await (const line of image.lines()) lines.push(line);
			assert.equal(await image.ended, 0, lines.join("\n"));
			assert.equal(`${lines.join("\n")}\n`, simulate(app));
		});
	}
}

test("a frozen heap leaves the machine a fraction of the RAM", () => {
	const memory = (program) => Number(/(\d+) bytes after creation/.exec(run(program, ["memory"]))[1]);
	assert.ok(memory(build("language", [], "frozen")) * 10 < memory(build("language", ["--boot"], "boot")));
});

test("builtins that a program cannot name are left out of it, others are not", (t) => {
	const folder = temporaryFolder(t);
	const app = path.join(folder, "main.ts");
	writeFileSync(app, `console.log([3, 1].sort(), [1]["flat" as "at"](0));\n`);
	const program = (options) => {
		const output = path.join(folder, "program.c");
		linkOrFail(app, output, options);
		return readFileSync(output, "utf8");
	};
	assert.match(program(["--no-strip"]), /fx_Array_prototype_findLastIndex/);
	const stripped = program(["--strip"]);
	for (const name of ["fx_Array_prototype_sort", "fx_Array_prototype_flat", "fx_Atomics_add"])
		assert.ok(stripped.includes(`${name},`) === !name.endsWith("_add"), name);
	for (const name of ["fx_Array_prototype_findLastIndex", "fx_String_prototype_normalize", "fx_FinalizationRegistry"])
		assert.ok(!stripped.includes(`${name},`), name);
});

test("a program has no paths of the machine that linked it, and is written only when it changes", (t) => {
	const output = path.join(temporaryFolder(t), "program.c");
	const app = path.join(programs, "modules.ts");
	linkOrFail(app, output);
	const text = readFileSync(output, "utf8");
	assert.ok(!text.includes(root), "a path");
	assert.match(text, /^\/\* modules\/lazy\.ts \*\//m);
	writeFileSync(output, text);
	linkOrFail(app, output);
	assert.equal(readFileSync(output, "utf8"), text);
});

test("what is not reached is not in the program", (t) => {
	const output = path.join(temporaryFolder(t), "program.c");
	const app = path.join(programs, "language.ts");
	assert.equal(link(app, output, [], "hosts/bare-metal/library.json").status, 0);
	const text = readFileSync(output, "utf8");
	assert.match(text, /xs_console_write/);
	assert.doesNotMatch(text, /secure.sockets/i);
});

/** Links an app whose module lib.ts, preloaded, has this text. @returns the message about it, with status 1 */
function refusal(t, lib, options = ["--preload", "./lib"]) {
	const folder = path.join(temporaryFolder(t), "app");
	mkdirSync(folder);
	writeFileSync(path.join(folder, "main.ts"), `import * as lib from "./lib.ts";\nconsole.log(lib);\n`);
	writeFileSync(path.join(folder, "lib.ts"), lib);
	const { status, stderr } = link(path.join(folder, "main.ts"), path.join(folder, "program.c"), options);
	assert.equal(status, 1, stderr);
	return stderr;
}

test("an object that cannot be frozen is told with its module and line", (t) => {
	const weak = `export const other = 1;\nconst cache = { inner: [{ weak: new WeakMap() }] };\nexport const get = () => cache;\n`;
	assert.match(
		refusal(t, weak),
		/lib\.ts\(2\): error: cannot be frozen: cache\.inner\.weak \(a WeakMap\) of module lib\.ts /,
	);
	assert.match(
		refusal(t, "\nexport const p = new Promise(() => {});\n"),
		/lib\.ts\(2\): .* p \(a Promise\) .* is pending/,
	);
	const generator = "function* g() { yield 1; }\nclass A { static it = g(); }\nA.it.next();\nexport { A };\n";
	assert.match(
		refusal(t, generator),
		/lib\.ts\(2\): .*\bit \(a generator or an async function\) .* has begun to run/,
	);
	const key = "const list = [1];\nexport const weak = { set: new WeakSet([list]), list };\n";
	assert.match(refusal(t, key), /lib\.ts\(2\): error: cannot be frozen: weak\.set \(a WeakSet\)/);
});

test("a native function that is called while freezing is told with the calls under way", (t) => {
	const message = refusal(t, "function f() {\n\tsetTimeout(() => 1, 10);\n}\n\nf();\nexport {};\n");
	assert.match(message, /cannot be frozen: .*native function xs_timers_\w+ was called/);
	assert.match(message, /at f \(.*lib\.ts:2\)\n at \(.*lib\.ts:5\)/);
});

test("what a preloaded module throws, rejects or waits for is told", (t) => {
	assert.match(refusal(t, `\nthrow new TypeError("no good");\n`), /TypeError: no good\n at \(.*lib\.ts:2\)/);
	assert.match(
		refusal(t, `void Promise.reject(new Error("lost"));\nexport {};\n`),
		/unhandled rejection .*Error: lost/,
	);
	assert.match(refusal(t, "await new Promise(() => {});\nexport {};\n"), /lib\.ts\(1\): .*top-level await/);
});

test("wrong types, modules and numbers are told", (t) => {
	assert.match(refusal(t, `export const x: number = "text";\n`), /lib\.ts\(1,14\): error TS2322/);
	assert.match(refusal(t, "export {};\n", ["--preload", "./none"]), /preload: the app has no module "\.\/none"/);
	const folder = temporaryFolder(t);
	writeFileSync(path.join(folder, "main.ts"), "export {};\n");
	const withCreation = (creation) => {
		writeFileSync(path.join(folder, "manifest.json"), JSON.stringify({ creation }));
		return link(path.join(folder, "main.ts"), path.join(folder, "program.c"));
	};
	assert.match(withCreation({ stackCount: -1 }).stderr, /creation: stackCount is .*, not -1/);
	assert.match(withCreation({ stacks: 1 }).stderr, /creation: "stacks" is not known/);
	for (const args of [[], ["--unknown", "a.ts"], ["--library", "none.json", "--output", "x.c", "a.ts"]])
		assert.equal(spawnSync(process.execPath, ["toolchain/link/link.mjs", ...args], { cwd: root }).status, 2);
});
