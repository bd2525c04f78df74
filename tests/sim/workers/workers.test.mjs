/* The module "worker": messages, life and errors of workers. Under AddressSanitizer, which also looks for leaks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeProject } from "../runtime/project.mjs";

const variant = { SIM_VARIANT: "asan" };

/** A worker that sends each message back. */
const echo = `self.onmessage = (message: unknown) => self.postMessage(message);\n`;

/** Runs main.ts beside other files; it has Worker already. */
async function run(t, files, main, options = {}) {
	const project = makeProject(t, { "echo.ts": echo, ...files, "main.ts": `import Worker from "worker";\n${main}` });
	const result = await project.run("main.ts", [], { env: variant, ...options });
	assert.ok(!result.timedOut, result.stdout + result.stderr);
	return { ...result, folder: project.folder };
}

async function prints(t, files, main, expected, options) {
	const { code, stdout, stderr } = await run(t, files, main, options);
	assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: expected, stderr: "" });
}

test("messages come back as they were sent, in order", (t) =>
	prints(
		t,
		{},
		`const circle: { self?: unknown; name: string } = { name: "circle" };
circle.self = circle;
const messages: unknown[] = [undefined, null, true, 1, -0.5, NaN, "text \\u{1f600}\\0", 123456789012345678901234567890n, [1, , 3],
	{ a: { b: [{}] } }, new Date(1), /a+/gi, new Map([[1, "one"]]), new Set([1, "two", 3n]), circle,
	Uint8Array.of(1, 2, 3), Float64Array.of(0.5), new DataView(Uint8Array.of(9).buffer), Uint32Array.of(1, 2, 3).subarray(1),
	new ArrayBuffer(3), new RangeError("far")];
const worker = new Worker("./echo");
let index = 0;
worker.onmessage = (message: unknown) => {
	const [sent, received] = [console, console] && [messages[index], message];
	console.log(index++, sent === received || Object.prototype.toString.call(sent) === Object.prototype.toString.call(received));
	if (index === 7) console.log(received === sent);
	if (index === 12) console.log(String(received));
	if (index === 13) console.log((received as Map<number, string>).get(1));
	if (index === 15) console.log((received as typeof circle).self === received);
	if (index === 19) console.log(received);
	if (index === 21) console.log(received instanceof RangeError, (received as Error).message);
	if (index === messages.length) worker.terminate();
};
for (const message of messages) worker.postMessage(message);
`,
		[
			...Array.from({ length: 21 }, (_, index) => [
				`${index} true`,
				...({
					6: ["true"],
					11: ["/a+/gi"],
					12: ["one"],
					14: ["true"],
					18: ["Uint32Array(2) [ 2, 3 ]"],
					20: ["true far"],
				}[index] ?? []),
			]).flat(),
			"",
		].join("\n"),
	));

test("buffers are copied, not taken away; shared ones are shared, and live while they are on their way", (t) =>
	prints(
		t,
		{
			"adder.ts": `self.onmessage = ([copied, shared]: [Uint8Array, SharedArrayBuffer]) => {
	copied[0] = 100;
	Atomics.add(new Int32Array(shared), 0, 5);
	self.postMessage(copied);
};
`,
		},
		`import { gc } from "sim";
const worker = new Worker("./adder");
const bytes = Uint8Array.of(1, 2);
const shared = new SharedArrayBuffer(4);
worker.onmessage = (copy: Uint8Array) => {
	console.log(bytes[0], copy[0], bytes.byteLength, new Int32Array(shared)[0]);
};
worker.postMessage([bytes, shared]);
for (let i = 0; i < 10; i++) {
	worker.postMessage([bytes, new SharedArrayBuffer(4)]);
	gc();
}
`,
		"1 100 2 5\n".repeat(11),
	));

test("literals of a worker that is gone stay readable", (t) =>
	prints(
		t,
		{
			"literal.ts": `self.postMessage({ text: "a literal of the worker", list: ["one", "two"] });\nself.close();\n`,
		},
		`let kept: { text: string; list: string[] } | undefined;
const worker = new Worker("./literal");
worker.onmessage = (message: typeof kept) => (kept = message);
setTimeout(() => {
	for (let i = 0; i < 3; i++) new Worker("./echo").terminate();
	console.log(kept!.text, kept!.list.join());
	try {
		worker.postMessage(1);
	} catch (error) {
		console.log(String(error));
	}
}, 300);
`,
		"a literal of the worker one,two\nSyntaxError: postMessage: the worker has ended\n",
	));

test("what cannot be sent is an error that names the place; private fields are left out", (t) =>
	prints(
		t,
		{
			"sender.ts": `try {\n\tself.postMessage({ list: [1, () => 2] });\n} catch (error) {\n\tconsole.log(String(error));\n}\n`,
		},
		`const worker = new Worker("./sender");
for (const message of [() => 1, { a: { get b() { return 1; } } }, Promise.resolve(), new WeakMap(), [worker]])
	try {
		worker.postMessage(message);
		console.log("sent");
	} catch (error) {
		console.log(String(error));
	}
try {
	(worker as any).postMessage();
} catch (error) {
	console.log(String(error));
}
`,
		`Error: postMessage: cannot be sent: message.list[1] (function)
Error: postMessage: cannot be sent: message (function)
Error: postMessage: cannot be sent: message.a.b (accessor)
Error: postMessage: cannot be sent: message (promise)
Error: postMessage: cannot be sent: message (weak map)
sent
SyntaxError: postMessage: which message?
`,
	));

test("workers are found by all kinds of specifiers, types and all", async (t) => {
	const { code, stdout, stderr } = await run(
		t,
		{
			"deep/one.ts": `import { name } from "./name";\nself.postMessage(name + "1");\n`,
			"deep/name.ts": `export const name: string = "one";\n`,
			"deep/starter.ts": `import Worker from "worker";\nexport class NamedWorker extends Worker {\n\toverride onmessage(message: unknown): void {\n\t\tconsole.log("named", message);\n\t}\n}\nexport const make = (): Worker => new NamedWorker("./one.js");\n`,
			"plain.ts": `export default function (): void {\n\tself.postMessage("plain's default");\n}\n`,
		},
		`import { make, NamedWorker } from "./deep/starter";
make();
new NamedWorker("./deep/one.ts");
new NamedWorker("plain", { static: 8192, heap: { initial: 64, incremental: 32 } });
const variable = "./deep/" + "one";
new NamedWorker(variable);
for (const wrong of ["./nowhere", "nowhere", 12, Symbol("s")] as string[])
	try {
		new Worker(wrong);
	} catch (error) {
		console.log(String(error).replace(/imported from .*/, ""));
	}
try {
	new (Worker as any)();
} catch (error) {
	console.log(String(error));
}
`,
		{ flags: [], check: true },
	);
	assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
	assert.deepEqual(stdout.trim().split("\n").sort(), [
		"Error: Cannot find module './nowhere' ",
		"Error: Cannot find module '12' ",
		"Error: Cannot find module 'nowhere' ",
		"SyntaxError: Worker: which module?",
		"TypeError: Worker: a symbol names no module",
		"named one1",
		"named one1",
		"named one1",
		"named plain's default",
	]);
});

test("types of a worker's module are checked, and a change of it compiles anew", async (t) => {
	const project = makeProject(t, {
		"main.ts": `import Worker from "worker";\nnew Worker("./part").onmessage = (text: string) => console.log(text);\n`,
		"part.ts": `const text: number = "one";\nself.postMessage(text);\n`,
	});
	const wrong = await project.run("main.ts", [], { check: true });
	assert.equal(wrong.code, 1);
	assert.match(wrong.stderr, /^part\.ts\(1,7\): error TS2322: /);
	for (const text of ["one", "two"]) {
		project.write("part.ts", `self.postMessage("${text}");\n`);
		const { stdout, stderr } = await project.run("main.ts", [], { check: true });
		assert.deepEqual({ stdout, stderr }, { stdout: `${text}\n`, stderr: "" });
	}
});

test("the constructor returns when the module has run, and throws what it throws", async (t) => {
	const { code, stdout, stderr } = await run(
		t,
		{
			"ready.ts": `console.log("module");\n`,
			"bad.ts": `function fail(): never {\n\tthrow new RangeError("on purpose");\n}\nfail();\n`,
			"worse.ts": `export default () => {\n\tthrow "a string";\n};\n`,
			"syntax.ts": `import { gone } from "./ready";\nconsole.log(gone);\n`,
		},
		`console.log("before");
new Worker("./ready");
console.log("after");
for (const attempt of [() => new Worker("./bad"), () => new Worker("./worse")])
	try {
		attempt();
	} catch (error) {
		console.log(error instanceof Error, (error as Error).message.split("\\n").slice(0, 2).join("|"));
	}
`,
		{ flags: ["--no-check"] },
	);
	assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
	assert.match(
		stdout,
		/^before\nmodule\nafter\ntrue worker \.\/bad: RangeError: on purpose\| +at fail \(.*bad\.ts:2\)\ntrue worker \.\/worse: a string\n$/,
	);
});

for (const [name, worker] of Object.entries({
	"an exception in onmessage": `self.onmessage = () => {\n\tthrow new Error("on purpose");\n};\n`,
	"a rejection that nobody handles": `self.onmessage = () => void Promise.reject(new Error("on purpose"));\n`,
	"an error after the first top-level await": `await new Promise((resolve) => (self.onmessage = resolve));\nthrow new Error("on purpose");\n`,
})) {
	test(`${name} of a worker ends the app, with the place`, async (t) => {
		const main = `new Worker("./part").postMessage(1);\nsetInterval(() => {}, 1000);\n`;
		const { code, stderr, folder } = await run(t, { "part.ts": worker }, main);
		assert.equal(code, 1, stderr);
		assert.match(stderr, /^(Uncaught|Unhandled rejection:) Error: on purpose\n/);
		assert.ok(stderr.includes(`${folder}/part.ts:`), stderr);
	});
}

test("messages wait for a worker that sets onmessage late", (t) =>
	prints(
		t,
		{
			"late.ts": `await new Promise((resolve) => setTimeout(resolve, 100));\nself.onmessage = (n: number) => {\n\tself.postMessage(n * 2);\n};\n`,
		},
		`const worker = new Worker("./late");\nworker.onmessage = (n: number) => console.log(n);\nfor (const n of [1, 2, 3]) worker.postMessage(n);\n`,
		"2\n4\n6\n",
	));

test("the app goes on while a worker computes, and can end it", (t) =>
	prints(
		t,
		{
			"busy.ts": `self.onmessage = () => {\n\tfor (;;) {\n\t\ttry {\n\t\t\tMath.sqrt(2);\n\t\t} catch {\n\t\t\tconsole.log("caught");\n\t\t}\n\t}\n};\n`,
		},
		`const worker = new Worker("./busy");
worker.postMessage(1);
let ticks = 0;
const timer = setInterval(() => {
	if (++ticks < 10) return;
	clearInterval(timer);
	worker.terminate();
	worker.terminate();
	console.log("ended");
}, 20);
`,
		"ended\n",
	));

test("native code that takes its time holds up the end for 2 seconds at most", async (t) => {
	const { code, stdout, ms } = await run(
		t,
		{ "busy.ts": `self.onmessage = () => {\n\tfor (;;);\n};\n` },
		`const worker = new Worker("./busy");\nworker.postMessage(1);\nsetTimeout(() => worker.terminate(), 100);\n`,
	);
	assert.deepEqual({ code, stdout }, { code: 0, stdout: "" });
	assert.ok(ms < 12_000, `${ms} ms`);
});

test("close() ends a worker after the function that is running, and its later messages are not told", (t) =>
	prints(
		t,
		{
			"closing.ts": `self.onmessage = (n: number) => {\n\tself.close();\n\tconsole.log("goes on");\n\tself.postMessage(n);\n\tsetTimeout(() => console.log("never"), 1);\n};\n`,
		},
		`const worker = new Worker("./closing");\nworker.onmessage = (n: number) => console.log("told", n);\nfor (const n of [1, 2, 3]) worker.postMessage(n);\n`,
		"goes on\ntold 1\n",
	));

test("workers have workers; all end with the app", (t) =>
	prints(
		t,
		{
			"middle.ts": `import Worker from "worker";\nconst inner = new Worker("./echo");\nself.onmessage = (n: number) => inner.postMessage(n + 1);\ninner.onmessage = (n: number) => self.postMessage(n + 1);\n`,
		},
		`const workers = [1, 2, 3].map(() => new Worker("./middle"));
let sum = 0;
for (const worker of workers) {
	worker.onmessage = (n: number) => {
		sum += n;
		if (sum === 36) console.log("all");
	};
	worker.postMessage(10);
}
`,
		"all\n",
	));

test("the process ends when no machine has anything to do, and not before", (t) =>
	prints(
		t,
		{
			"ping.ts": `self.onmessage = (n: number) => {\n\tif (n > 0) self.postMessage(n - 1);\n\telse setTimeout(() => console.log("last"), 100);\n};\n`,
		},
		`const worker = new Worker("./ping");\nworker.onmessage = (n: number) => worker.postMessage(n);\nworker.postMessage(2000);\n`,
		"last\n",
	));

test("Ctrl-C ends an app with busy workers with 130", async (t) => {
	const project = makeProject(t, {
		"main.ts": `import Worker from "worker";\nfor (let i = 0; i < 2; i++) new Worker("./busy").postMessage(1);\n`,
		"busy.ts": `self.onmessage = () => {\n\tconsole.log("ready");\n\tfor (;;);\n};\n`,
	});
	const { child, line, end } = project.start("main.ts", [], { env: variant });
	await line(/^ready$/);
	child.kill("SIGINT");
	assert.equal((await end).code, 130);
});

test("a hundred workers one after the other leave nothing behind", (t) =>
	prints(
		t,
		{},
		`import { memory } from "sim";
function once(): Promise<void> {
	return new Promise((resolve) => {
		const worker = new Worker("./echo");
		worker.onmessage = () => {
			worker.terminate();
			setTimeout(resolve, 5);
		};
		worker.postMessage(new Uint8Array(10_000));
	});
}
for (let i = 0; i < 5; i++) await once();
const before = memory().xs.now;
for (let i = 0; i < 100; i++) await once();
await new Promise((resolve) => setTimeout(resolve, 100));
const grown = memory().xs.now - before;
console.log(grown < 4_000_000 || grown);
`,
		"true\n",
		{ env: { SIM_VARIANT: "release" } },
	));
