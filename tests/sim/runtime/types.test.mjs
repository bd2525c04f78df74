/* What an app outside of the repository knows of the simulator's modules when its types are checked. */
import assert from "node:assert/strict";
import test from "node:test";
import { makeProject } from "./project.mjs";

const good = `import SecureSocket, { SOCKETS_AF_INET, SOCKETS_IPPROTO_TCP, SOCKETS_SOCK_STREAM } from "secure-sockets";
import { args, exit, gc, memory, type MemoryReport } from "sim";
const socket: SecureSocket | null = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
const report: MemoryReport = memory();
const id: number = setTimeout((text: string) => console.log(text, args.length, report.xs.now > 0), 1, "ran");
if (id < 0) exit(gc());
socket?.Close();
trace(new TextDecoder().decode(new TextEncoder().encode(import.meta.url)).slice(0, 5), "\\n");
`;

test("an app finds the types of modules and globals", async (t) => {
	const { run } = makeProject(t, good.replace("exit(gc())", "exit()").replace("gc, ", ""));
	const { stdout, stderr } = await run("main.ts", [], { check: true });
	assert.deepEqual({ stdout, stderr }, { stdout: "file:\nran 0 true\n", stderr: "" });
});

test("a file without imports is a module too", async (t) => {
	const { run } = makeProject(t, `const name = await Promise.resolve("x");\nconsole.log(name);\n`);
	assert.equal((await run("main.ts", [], { check: true })).stdout, "x\n");
});

test("an app with a tsconfig.json of its own finds them too", async (t) => {
	const { run } = makeProject(t, {
		"main.ts": good.replace("exit(gc())", "exit()").replace("gc, ", ""),
		"tsconfig.json": `{ "compilerOptions": { "strict": true, "target": "ES2022", "module": "NodeNext", "noUnusedLocals": true } }`,
		"package.json": `{ "type": "module" }`,
	});
	const { stdout, stderr } = await run("main.ts", [], { check: true });
	assert.deepEqual({ stdout, stderr }, { stdout: "file:\nran 0 true\n", stderr: "" });
});

for (const [name, line, code] of [
	["a wrong argument of a module's function", `import { exit } from "sim"; exit("1");`, 2345],
	["a name that a module does not have", `import { threads } from "sim"; console.log(threads);`, 2305],
	["a wrong type for a socket", `import SecureSocket from "secure-sockets"; SecureSocket.Socket("a", 1, 6);`, 2345],
	["a module that is not there", `import fs from "fs"; console.log(fs);`, 2307],
	["what only browsers and node have", `console.log(document, process, require);`, 2584],
	["an import of a type that is not said to be one", `export { MemoryReport } from "sim";`, 1205],
]) {
	test(`a type error is ${name}`, async (t) => {
		const { run } = makeProject(t, `${line}\n`);
		const { code: status, stderr } = await run("main.ts", [], { check: true });
		assert.equal(status, 1);
		assert.match(stderr, new RegExp(`^main\\.ts\\(1,\\d+\\): error TS${code}: `));
	});
}
