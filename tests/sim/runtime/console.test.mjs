/* console and trace. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { command } from "../harness.mjs";
import { makeProject, runProject } from "./project.mjs";

/** What node prints for the same expression, since that is what it is to look like. */
const likeNode = [
	`"text", 1, -0, 1.5, NaN, true, null, undefined, 10n, Symbol("s")`,
	`["text", 'it\\'s', "line\\nfeed", "tab\\t"]`,
	`{ a: 1, "b-c": { d: [1, [2, [3, [4]]]] }, [Symbol("k")]: 2 }`,
	`{}, [], [[]], [undefined, null], [, 1, , ,]`,
	`new Map([["a", { b: 1 }], [{ c: 2 }, new Set([1, "x"])]]), new Set(), new Map()`,
	`new Uint8Array([1, 2, 3]), new Float64Array([0.5, -0]), new BigInt64Array([1n]), new Uint8Array(0)`,
	`new Uint8Array([1, 255]).buffer`,
	`new Date(0), /a+/gi, new WeakMap()`,
	`function named() {}, () => {}, class A {}, class B extends Array {}, Math.max, async () => {}`,
	`Object.create(null), Object.assign(Object.create(null), { a: 1 }), new (class Point { constructor() { this.x = 1; } })()`,
	`{ get a() { return 1; }, set b(v) {}, get c() { return 1; }, set c(v) {} }`,
	`(() => { const o = { name: "o" }; o.self = o; o.list = [o]; return o; })()`,
	`"%s is %d or %i, %f, %j, %o%%", "it", "42.5", 42.9, "1.5", { a: [1] }, 7, "rest", { b: 2 }`,
	`"%s", "a", "b"`,
	`"100%", 1`,
	`{ a: "x".repeat(40), b: "y".repeat(40), c: { d: 1 } }`,
	`[new Error("in a list").message, { e: 1 }]`,
	`Object.assign(() => {}, { extra: 1 })`,
	`[1.5, "a", { deep: { deeper: { deepest: { more: 1 } } } }]`,
	`new String("s"), new Number(1), new Boolean(false)`,
];
for (const expression of likeNode) {
	test(`console.log(${expression}) prints what node prints`, async (t) => {
		let expected = "";
		const write = process.stdout.write;
		process.stdout.write = (text) => ((expected += text), true);
		try {
			new Function(`console.log(${expression})`)();
		} finally {
			process.stdout.write = write;
		}
		const { run } = makeProject(t, { "main.js": `console.log(${expression});` });
		assert.equal((await run("main.js")).stdout, expected);
	});
}

test("errors print their stack", async (t) => {
	const { run, folder } = makeProject(
		t,
		`class Custom extends Error { override name = "Custom"; code = 7; }\nfunction make(): Error { return new Custom("why"); }\nconsole.log(make());\nconsole.log({ error: new RangeError("inner") });\n`,
	);
	const { stdout } = await run("main.ts");
	assert.match(stdout, /^Custom: why\n {4}at Custom .*\n?(.*\n)*? {4}at make \(/);
	assert.ok(stdout.includes(`{\n  error: RangeError: inner\n      at ${folder}/main.ts:4`), stdout);
});

test("warn and error go to stderr, the others to stdout", async (t) => {
	const { stdout, stderr } = await runProject(
		t,
		`console.log("log"); console.warn("warn"); console.info("info"); console.error("error"); console.debug("debug");`,
	);
	assert.equal(stdout, "log\ninfo\ndebug\n");
	assert.equal(stderr, "warn\nerror\n");
});

test("output to both streams keeps its order where they are the same", async (t) => {
	const { folder } = makeProject(t, `for (let i = 0; i < 50; i++) i % 2 ? console.error(i) : console.log(i);`);
	const child = spawn("bash", ["-c", '"$0" --no-check main.ts 2>&1', command], { cwd: folder });
	let text = "";
	child.stdout.on("data", (data) => (text += data));
	await once(child, "close");
	assert.equal(text, Array.from({ length: 50 }, (_, i) => `${i}\n`).join(""));
});

test("output appears while the app goes on", async (t) => {
	const { start } = makeProject(t, `console.log("ready"); setInterval(() => {}, 1000);`);
	const { child, line, end } = start("main.ts");
	await line(/^ready$/);
	child.kill("SIGTERM");
	await end;
});

test("groups are indented, counts counted, times measured, assertions checked", async (t) => {
	const { stdout, stderr } = await runProject(
		t,
		`console.group("g"); console.log("a\\nb"); console.group(); console.log("c"); console.groupEnd(); console.groupEnd(); console.log("d");\nconsole.count(); console.count(); console.count("x");\nconsole.time("t"); console.timeEnd("t");\nconsole.assert(true, "no"); console.assert(false, "yes %d", 1);\nconsole.dir({ a: 1 });`,
	);
	assert.match(stdout, /^g\n {2}a\n {2}b\n {4}c\nd\ndefault: 1\ndefault: 2\nx: 1\nt: \d+\.\d{3}ms\n\{ a: 1 \}\n$/);
	assert.equal(stderr, "Assertion failed: yes 1\n");
});

test("trace prints its arguments as they are", async (t) => {
	const { stdout } = await runProject(t, `trace("a", 1, "b", null, "\\n");`);
	assert.equal(stdout, "a1bnull\n");
});

test("non-ASCII text is printed as UTF-8", async (t) => {
	const { stdout } = await runProject(t, `console.log("ä€😀", ["ä€😀"]);`);
	assert.equal(stdout, "ä€😀 [ 'ä€😀' ]\n");
});

test("an object that cannot be shown does not end the app", async (t) => {
	const { stdout, code } = await runProject(
		t,
		`console.log(new Proxy({}, { ownKeys() { throw new Error("no keys"); } })); console.log("after");`,
	);
	assert.equal(code, 0);
	assert.match(stdout, /^\[cannot be shown: Error: no keys\]\nafter\n$/);
});

test("a reader of stdout that leaves ends the app quietly", async (t) => {
	const { folder } = makeProject(t, `setInterval(() => console.log("x".repeat(1000)), 1);`);
	const child = spawn(command, ["--no-check", "main.ts"], { cwd: folder });
	let errors = "";
	child.stderr.on("data", (data) => (errors += data));
	await once(child.stdout, "data");
	child.stdout.destroy();
	const [code, signal] = await once(child, "close");
	assert.deepEqual({ code, signal, errors }, { code: 141, signal: null, errors: "" });
});

test("megabytes of output arrive whole, also at a slow reader", async (t) => {
	const { folder } = makeProject(
		t,
		`import { exit } from "sim"; for (let i = 0; i < 40000; i++) console.log(String(i).padStart(99, "0")); exit();`,
	);
	const child = spawn("bash", ["-c", '"$0" --no-check main.ts | { sleep 0.3; md5sum; }', command], { cwd: folder });
	const expected = spawn("bash", ["-c", 'for i in {0..39999}; do printf "%099d\\n" $i; done | md5sum']);
	const [a, b] = await Promise.all(
		[child, expected].map(async (process) => (await once(process.stdout, "data"))[0].toString()),
	);
	assert.equal(a, b);
});
