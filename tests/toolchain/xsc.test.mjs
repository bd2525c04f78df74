// xsc by itself, and the parts of the app builder that apps do not show.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { prune } from "../../toolchain/xsc/cache.mjs";
import { compiler } from "../../toolchain/xsc/places.mjs";
import { reduceSourceMap } from "../../toolchain/xsc/source-map.mjs";
import { temporaryFolder } from "./fixtures.mjs";

/** Compiles a text. @returns how xsc ended, and the atoms it wrote by their names. */
function compile(t, text, options = []) {
	const folder = temporaryFolder(t);
	const input = path.join(folder, "in.js");
	const output = path.join(folder, "out.xsb");
	writeFileSync(input, text);
	const { status, stderr } = spawnSync(compiler, ["--name", "/app.ts", "--output", output, ...options, input], {
		encoding: "utf8",
	});
	const atoms = {};
	if (status === 0) {
		const data = readFileSync(output);
		assert.equal(data.readUInt32BE(0), data.length);
		assert.equal(data.toString("latin1", 4, 8), "XS_B");
		for (let at = 8; at < data.length; at += data.readUInt32BE(at))
			atoms[data.toString("latin1", at + 4, at + 8)] = data.subarray(at + 8, at + data.readUInt32BE(at));
	}
	return { status, stderr, atoms, folder };
}

test("a module becomes bytecode with the engine's version and its symbols", (t) => {
	const { status, atoms } = compile(t, `import { a } from "./a";\nexport const unusual = a;\n`);
	assert.equal(status, 0);
	assert.deepEqual(Object.keys(atoms), ["VERS", "SYMB", "CODE"]);
	assert.ok(atoms.VERS[0] >= 13);
	assert.ok(atoms.SYMB.includes("unusual\0"));
});

test("a script cannot import, a module can", (t) => {
	assert.equal(compile(t, `import "./a";`).status, 0);
	const { status, stderr } = compile(t, `import "./a";`, ["--script"]);
	assert.equal(status, 1);
	assert.match(stderr, /^\/app\.ts:1: SyntaxError: /);
});

test("functions in C are listed, but only where they are allowed", (t) => {
	const text = `export function f(a, b) @ "xs_f";\nexport class C @ "xs_C_destructor" { constructor() @ "xs_C"; }\n`;
	const { atoms } = compile(t, text, ["--natives"]);
	assert.deepEqual(atoms.HOST.toString("latin1").match(/xs_\w+/g), ["xs_f", "xs_C_destructor", "xs_C"]);
	const { status, stderr } = compile(t, text);
	assert.equal(status, 1);
	assert.match(stderr, /^\/app\.ts:1: SyntaxError: invalid character @/);
});

test("only the first error is told, where the source map says", (t) => {
	const folder = temporaryFolder(t);
	const map = path.join(folder, "map");
	writeFileSync(map, JSON.stringify({ version: 3, sources: ["x.ts"], names: [], mappings: "AAIA;AASA;" })); // lines 5, 14
	const { status, stderr } = compile(t, `let a = 1;\nlet b = ; let c = ; )\n`, ["--map", map]);
	assert.equal(status, 1);
	assert.equal(stderr, "/app.ts:14: SyntaxError: missing expression\n");
});

test("wrong use and files that cannot be read end with 2", (t) => {
	const folder = temporaryFolder(t);
	const good = ["--name", "n", "--output", path.join(folder, "o")];
	writeFileSync(path.join(folder, "in.js"), "1;");
	writeFileSync(path.join(folder, "map"), "no map");
	for (const args of [
		[],
		[...good],
		["--name", "n", path.join(folder, "in.js")],
		[...good, "--unknown", path.join(folder, "in.js")],
		[...good, path.join(folder, "missing.js")],
		[...good, "--map", path.join(folder, "map"), path.join(folder, "in.js")],
		["--name", "n", "--output", path.join(folder, "none/o"), path.join(folder, "in.js")],
	]) {
		const { status, stderr } = spawnSync(compiler, args, { encoding: "utf8" });
		assert.equal(status, 2, args.join(" "));
		assert.match(stderr, /^(xsc|usage): /);
	}
});

test("a reduced source map has the first line of each generated line", () => {
	// three generated lines: of line 1 and 2; of nothing; of line 4, then 3
	const mappings = "AAAA,IACE;;AAEF,GADC";
	const reduced = JSON.parse(reduceSourceMap(JSON.stringify({ version: 3, sources: ["a.ts"], names: [], mappings })));
	assert.equal(reduced.mappings, "AAAA;;AAGA;");
	assert.deepEqual(reduced.sources, ["a.ts"]);
});

test("a source map of a file of nothing but types is none", () => {
	assert.equal(reduceSourceMap(`{"version":3,"sources":[],"names":[],"mappings":""}`), undefined);
});

test("a cache that is too large loses its oldest entries", (t) => {
	const folder = temporaryFolder(t);
	for (let i = 0; i < 12; i++) {
		mkdirSync(path.join(folder, String(i)));
		utimesSync(path.join(folder, String(i)), 1000 + i, 1000 + i);
	}
	prune(folder, 12);
	assert.equal(readdirSync(folder).length, 12);
	prune(folder, 10);
	assert.deepEqual(readdirSync(folder).sort(), ["10", "11", "7", "8", "9"]);
});
