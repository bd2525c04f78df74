/* What is compiled, and when not. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, utimesSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { runSim } from "../harness.mjs";
import { makeProject } from "./project.mjs";

const files = {
	"main.ts": `import { text } from "./text";\nimport data from "./data.json";\nconsole.log(text, data.n);\n`,
	"text.ts": `export const text = "first";`,
	"data.json": `{ "n": 1 }`,
};

/** A PATH on which node cannot be used, so that a start shows whether it needed it. */
const withoutNode = { PATH: "/usr/bin:/bin", NODE_OPTIONS: "--require /nonexistent" };

/** Files as new as the compilation are not trusted; tests write theirs some time before it. */
function age(project) {
	const past = new Date(Date.now() - 60000);
	for (const name of Object.keys(files)) utimesSync(path.join(project.folder, name), past, past);
}

test("a second start compiles nothing and does not even need node", async (t) => {
	const project = makeProject(t, files);
	age(project);
	assert.equal((await project.run("main.ts")).stdout, "first 1\n");
	const { stdout, stderr, code } = await project.run("main.ts", [], { env: withoutNode });
	assert.deepEqual({ stdout, stderr, code }, { stdout: "first 1\n", stderr: "", code: 0 });
});

const isRelease = (process.env.SIM_VARIANT ?? "release") === "release";
test("a start from the cache takes less than 150 ms", { skip: !isRelease }, async (t) => {
	const { run, folder } = makeProject(t, "");
	const past = new Date(Date.now() - 60000);
	utimesSync(path.join(folder, "main.ts"), past, past);
	await run("main.ts");
	const times = [];
	for (let i = 0; i < 9; i++) times.push((await run("main.ts")).ms);
	times.sort((a, b) => a - b);
	assert.ok(times[4] < 150, `median ${times[4]} ms`);
});

for (const [name, change, expected] of [
	["an imported file", ["text.ts", `export const text = "other";`], "other 1\n"],
	["a file changed in place, to the same length", ["text.ts", `export const text = "FIRST";`], "FIRST 1\n"],
	["JSON", ["data.json", `{ "n": 2 }`], "first 2\n"],
	["the app itself", ["main.ts", `console.log("new");`], "new\n"],
	["a file that is found before the one that was used", ["text.tsx", `export const text = "tsx";`], "first 1\n"],
	[
		"a folder's index, found after the one that was used",
		["text/index.ts", `export const text = "index";`],
		"first 1\n",
	],
]) {
	test(`a changed file counts at the next start: ${name}`, async (t) => {
		const project = makeProject(t, files);
		age(project);
		await project.run("main.ts");
		project.write(...change);
		assert.equal((await project.run("main.ts")).stdout, expected);
	});
}

test("a file that appears and takes precedence counts", async (t) => {
	const project = makeProject(t, {
		"main.ts": `// @ts-nocheck\nimport { text } from "./text";\nconsole.log(text);\n`,
		"text.js": `export const text = "js";`,
	});
	assert.equal((await project.run("main.ts")).stdout, "js\n");
	project.write("text.ts", `export const text = "ts";`);
	assert.equal((await project.run("main.ts")).stdout, "ts\n");
});

test("a module that was missing is found once it is there", async (t) => {
	const project = makeProject(
		t,
		`await import("./late" as string).catch(() => console.log("missing"));\nawait import("./later").then((m) => console.log(m.default), () => console.log("missing"));\n`,
	);
	assert.equal((await project.run("main.ts")).stdout, "missing\nmissing\n");
	project.write("later.ts", "export default 1;");
	assert.equal((await project.run("main.ts")).stdout, "missing\n1\n");
});

test("a file that is touched but the same is not compiled again", async (t) => {
	const project = makeProject(t, files);
	age(project);
	await project.run("main.ts");
	const now = new Date(Date.now() - 1000);
	utimesSync(path.join(project.folder, "text.ts"), now, now);
	await project.run("main.ts");
	assert.equal((await project.run("main.ts", [], { env: withoutNode })).stdout, "first 1\n");
});

test("a deleted file is missed", async (t) => {
	const project = makeProject(t, files);
	age(project);
	await project.run("main.ts");
	rmSync(path.join(project.folder, "text.ts"));
	const { code, stderr } = await project.run("main.ts");
	assert.equal(code, 1);
	assert.match(stderr, /Cannot find module '\.\/text'/);
});

test("a start without checks does not pass for a checked one", async (t) => {
	const project = makeProject(t, `const n: number = "text";\nconsole.log(n);\n`);
	assert.equal((await project.run("main.ts")).code, 0);
	assert.equal((await project.run("main.ts", [], { check: true })).code, 1);
});

test("an own tsconfig.json that appears counts", async (t) => {
	const project = makeProject(t, `function f(x) { return x; }\nconsole.log(f("ran"));\n`);
	assert.equal((await project.run("main.ts", [], { check: true })).code, 1);
	project.write("tsconfig.json", `{ "compilerOptions": { "strict": false } }`);
	assert.equal((await project.run("main.ts", [], { check: true })).stdout, "ran\n");
	project.write("tsconfig.json", `{ "compilerOptions": { "strict": true } }`);
	assert.equal((await project.run("main.ts", [], { check: true })).code, 1);
});

test("two first starts at once both work", async (t) => {
	const { folder } = makeProject(t, files);
	const options = { cwd: folder, flags: ["--no-check"] };
	const results = await Promise.all([1, 2, 3].map(() => runSim("main.ts", [], options)));
	assert.deepEqual(
		results.map(({ stdout }) => stdout),
		Array(3).fill("first 1\n"),
	);
});

test("an archive that is damaged is refused with a hint", async (t) => {
	const { folder } = makeProject(t, { "broken.xsa": "SIMXSA1\n nonsense" });
	const root = new URL("../../../", import.meta.url).pathname;
	const sim = path.join(root, "build/sim", process.env.SIM_VARIANT ?? "release", "sim");
	const library = path.join(root, "build/library/library.xsa");
	const { status, stderr } = spawnSync(sim, ["--library", library, "--app", "broken.xsa"], {
		cwd: folder,
		encoding: "utf8",
	});
	assert.equal(status, 1);
	assert.match(stderr, /broken\.xsa: not an archive of this simulator; remove build\/cache/);
});
