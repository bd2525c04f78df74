/* Errors: what is printed, where it points, how the process ends. */
import assert from "node:assert/strict";
import test from "node:test";
import { makeProject, runProject } from "./project.mjs";

/** An app whose TypeScript takes other lines than the JavaScript made of it. */
const interfaceLines = `interface Unused {
	a: number;
	b: string;
}
`;

test("an uncaught error prints a stack with lines of the TypeScript, and ends with 1", async (t) => {
	const { run, folder } = makeProject(t, {
		"main.ts": `${interfaceLines}import { fail } from "./fail";\nconsole.log("before");\nfail("boom");\nconsole.log("never");\n`,
		"fail.ts": `${interfaceLines}\nexport function fail(text: string): never {\n\tthrow new RangeError(text);\n}\n`,
	});
	const { code, stdout, stderr } = await run("main.ts");
	assert.equal(code, 1);
	assert.equal(stdout, "before\n");
	const lines = stderr.split("\n");
	assert.equal(lines[0], "Uncaught RangeError: boom");
	assert.equal(lines[1], `    at fail (${folder}/fail.ts:7)`);
	assert.equal(lines[2], `    at ${folder}/main.ts:7`);
});

test("an error of the engine points to the TypeScript", async (t) => {
	const { run, folder } = makeProject(
		t,
		`${interfaceLines}const nothing: { f(): void } = undefined!;\nfunction use() {\n\n\tnothing.f();\n}\nuse();\n`,
	);
	const { code, stderr } = await run("main.ts");
	assert.equal(code, 1);
	assert.match(stderr, /^Uncaught TypeError: /);
	assert.ok(stderr.includes(`    at use (${folder}/main.ts:8)\n`), stderr);
	assert.ok(stderr.includes(`    at ${folder}/main.ts:10\n`), stderr);
});

test("a statement over several lines is placed where it begins", async (t) => {
	const { run, folder } = makeProject(
		t,
		`function fail(): never { throw new Error("x"); }\n\nawait Promise.resolve()\n\t.then(() => 1)\n\t.then(() => 2);\nfail(\n);\n`,
	);
	assert.ok((await run("main.ts")).stderr.includes(`    at ${folder}/main.ts:6\n`));
});

test("an error in a timer ends the app", async (t) => {
	const { code, stdout, stderr } = await runProject(
		t,
		`setTimeout(() => { throw new Error("late"); }, 5);\nsetTimeout(() => console.log("never"), 10);\nconsole.log("first");\n`,
	);
	assert.equal(code, 1);
	assert.equal(stdout, "first\n");
	assert.match(stderr, /^Uncaught Error: late\n {4}at .*main\.ts:1\)?\n/);
});

test("an error in a microtask ends the app", async (t) => {
	const { code, stderr } = await runProject(t, `queueMicrotask(() => { throw new Error("micro"); });`);
	assert.equal(code, 1);
	assert.match(stderr, /Error: micro\n/);
});

test("a rejection that nobody handles ends the app with 1", async (t) => {
	const { code, stdout, stderr } = await runProject(
		t,
		`setTimeout(() => console.log("never"), 50);\nasync function fail() {\n\tawait null;\n\tthrow new Error("unseen");\n}\nvoid fail();\n`,
	);
	assert.equal(code, 1);
	assert.equal(stdout, "");
	assert.match(stderr, /^Unhandled rejection: Error: unseen\n {4}at fail \(.*main\.ts:4\)\n/);
});

test("a rejection handled within the same turn is none", async (t) => {
	const { code, stderr } = await runProject(
		t,
		`const p = Promise.reject(new Error("x"));\nawait null;\np.catch(() => console.log("handled"));\n`,
	);
	assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
});

test("what is thrown need not be an error", async (t) => {
	const { code, stderr } = await runProject(t, `throw { reason: ["a", 1] };`);
	assert.equal(code, 1);
	assert.equal(stderr, "Uncaught { reason: [ 'a', 1 ] }\n");
});

test("an error's cause and own properties are printed", async (t) => {
	const { stderr } = await runProject(
		t,
		`throw Object.assign(new Error("outer", { cause: new TypeError("inner") }), { code: -1003 });`,
	);
	assert.match(
		stderr,
		/^Uncaught Error: outer\n {4}at .*main\.ts:1 \{\n {2}code: -1003,\n {2}\[cause\]: TypeError: inner\n {6}at/,
	);
});

test("a rejected top-level await is an uncaught error", async (t) => {
	const { code, stderr } = await runProject(t, `await Promise.reject(new Error("top"));`);
	assert.equal(code, 1);
	assert.match(stderr, /^Uncaught Error: top\n/);
});

test("a top-level await that cannot end is told, with 13", async (t) => {
	const { code, stderr } = await runProject(t, `console.log("a");\nawait new Promise(() => {});\n`);
	assert.equal(code, 13);
	assert.match(stderr, /top-level await.*main\.ts/);
});

test("too deep a recursion ends with a message, the calls, and 1", async (t) => {
	const { code, signal, stderr } = await runProject(
		t,
		`function down(n: number): number {\n\treturn down(n + 1) + 1;\n}\nconsole.log(down(0));\n`,
	);
	assert.deepEqual({ code, signal }, { code: 1, signal: null });
	assert.match(stderr, /^Stack overflow/);
	assert.match(stderr, / {4}at down \(.*main\.ts:2\)\n/);
	assert.match(stderr, /\.\.\. and \d+ more calls\n$/);
});

test("too deep a recursion through functions in C ends likewise", async (t) => {
	const { code, signal, stderr } = await runProject(t, `function down(): void {\n\t[1].forEach(down);\n}\ndown();\n`);
	assert.deepEqual({ code, signal }, { code: 1, signal: null });
	assert.match(stderr, /^Stack overflow/);
});

test("a heap at its limit ends with a message and 1", async (t) => {
	const app = `const all: unknown[] = [];\nfunction fill(): void {\n\tfor (;;) all.push(new Array(1000).fill(0));\n}\nfill();\n`;
	const { code, signal, stderr } = await runProject(t, app, [], { flags: ["--heap-limit", "4M"] });
	assert.deepEqual({ code, signal }, { code: 1, signal: null });
	assert.match(stderr, /^Out of memory: .* limit of 4194304 bytes\n/);
	assert.match(stderr, /fill \(.*main\.ts:3\)/);
});

test("a heap below its limit is not in the way", async (t) => {
	const app = `let sum = 0;\nfor (let i = 0; i < 2000; i++) sum += new Array(1000).fill(1).length;\nconsole.log(sum);\n`;
	const { code, stdout } = await runProject(t, app, [], { flags: ["--heap-limit=4M"] });
	assert.deepEqual({ code, stdout }, { code: 0, stdout: "2000000\n" });
});

test("eval says that there is no compiler", async (t) => {
	const { stdout } = await runProject(
		t,
		`try { console.log((0, eval)("1 + 1")); } catch (error) { console.log(String(error)); }\ntry { new Function("return 1"); } catch (error) { console.log(String(error)); }\n`,
	);
	assert.match(stdout, /^EvalError: .*no compiler at run time.*\nEvalError: .*no compiler at run time.*\n$/);
});

test("a syntax error is printed with its place, and nothing runs", async (t) => {
	const { code, stdout, stderr } = await runProject(t, `console.log("never");\nlet x = ;\n`);
	assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
	assert.match(stderr, /main\.ts\(2,9\): error: /);
});

test("a syntax error that only the engine finds is printed with its place in the TypeScript", async (t) => {
	const { code, stderr } = await runProject(
		t,
		`${interfaceLines}\nconst pattern = /(?<a>x)(?<a>y)/;\nconsole.log(pattern);\n`,
	);
	assert.equal(code, 1);
	assert.match(stderr, /main\.ts:6: SyntaxError: /);
});

test("type errors are printed as tsc prints them, and nothing runs", async (t) => {
	const { run } = makeProject(t, `console.log("never");\nconst n: number = "text";\nfoo(n);\n`);
	const { code, stdout, stderr } = await run("main.ts", [], { check: true });
	assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
	assert.equal(
		stderr,
		`main.ts(2,7): error TS2322: Type 'string' is not assignable to type 'number'.\nmain.ts(3,1): error TS2304: Cannot find name 'foo'.\n`,
	);
	assert.equal((await run("main.ts", [], { check: true })).code, 1);
});

test("types are checked strictly, but by the app's own tsconfig.json if it has one", async (t) => {
	const { run, write } = makeProject(t, `function f(x) { return x; }\nconsole.log(f(1));\n`);
	assert.match(
		(await run("main.ts", [], { check: true })).stderr,
		/TS7006: Parameter 'x' implicitly has an 'any' type/,
	);
	write("tsconfig.json", `{ "compilerOptions": { "strict": false } } // comment`);
	assert.equal((await run("main.ts", [], { check: true })).stdout, "1\n");
});
