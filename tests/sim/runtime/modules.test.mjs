/* ES modules, JSON, npm packages. */
import assert from "node:assert/strict";
import test from "node:test";
import { makeProject, runProject } from "./project.mjs";

test("relative imports may be written in every way TypeScript allows", async (t) => {
	const { code, stdout, stderr } = await runProject(t, {
		"main.ts": `import { a } from "./a";\nimport { b } from "./b.js";\nimport { c } from "./c.ts";\nimport { d } from "./folder";\nimport { e } from "./plain.js";\nimport f from "./data.json" with { type: "json" };\nimport { g } from "./folder/.././deep/g.mjs";\nconsole.log(a, b, c, d, e, f.name, g);\n`,
		"a.ts": "export const a = 1;",
		"b.ts": "export const b = 2;",
		"c.ts": "export const c = 3;",
		"folder/index.ts": "export const d = 4;",
		"plain.js": "export const e = 5;",
		"data.json": `{ "name": "six", "__proto__": 1 }`,
		"deep/g.mts": "export const g = 7;",
	});
	assert.equal(stderr, "");
	assert.deepEqual({ code, stdout }, { code: 0, stdout: "1 2 3 4 5 six 7\n" });
});

test("modules run once, in order, with live bindings through cycles", async (t) => {
	const { stdout } = await runProject(t, {
		"main.ts": `import { a, next } from "./a";\nimport "./b";\nconsole.log("main", a);\nnext();\nconsole.log(a);\n`,
		"a.ts": `import { double } from "./b";\nexport let a = 1;\nexport function next(): void { a = double(a); }\nconsole.log("a");\n`,
		"b.ts": `import { a } from "./a";\nexport function double(n: number): number { return n + a; }\nconsole.log("b");\n`,
	});
	assert.equal(stdout, "b\na\nmain 1\n2\n");
});

test("dynamic import loads later, once, and gives the namespace", async (t) => {
	const { stdout } = await runProject(t, {
		"main.ts": `console.log("start");\nconst a = await import("./later");\nconst b = await import("./later.js");\nconsole.log(a === b, a.default, a.named, Object.keys(a));\n`,
		"later.ts": `console.log("later");\nexport default 1;\nexport const named = 2;\n`,
	});
	assert.equal(stdout, `start\nlater\ntrue 1 2 [ 'default', 'named' ]\n`);
});

test("a specifier made up at run time finds modules of the app and of the simulator", async (t) => {
	const { stdout, stderr } = await runProject(t, {
		"main.ts": `import "./known";\nfor (const name of ["./known", "./known.ts", "../" + import.meta.url.split("/").at(-2)!.replaceAll("%20", " ") + "/known", import.meta.url.replace("main", "known").replaceAll("%20", " "), "sim"])\n\tconsole.log(Object.keys(await import(name)).includes("known") || name);\n`,
		"known.ts": "export const known = 1;",
	});
	assert.equal(stderr, "");
	assert.equal(stdout, "true\ntrue\ntrue\ntrue\nsim\n");
});

test("top-level await of an imported module holds up its importers only", async (t) => {
	const { stdout } = await runProject(t, {
		"main.ts": `import { value } from "./slow";\nimport "./quick";\nconsole.log("main", value);\n`,
		"slow.ts": `export const value = await new Promise((resolve) => setTimeout(resolve, 20, "slow"));\nconsole.log("slow");\n`,
		"quick.ts": `console.log("quick");`,
	});
	assert.equal(stdout, "quick\nslow\nmain slow\n");
});

test("a missing module is told with importer and specifier, to who catches it", async (t) => {
	const { run, folder } = makeProject(
		t,
		`try {\n\tawait import("./gone");\n} catch (error) {\n\tconsole.log((error as Error).message, (error as { code?: string }).code);\n}\nconst name = "nowhere";\nawait import(name).catch((error) => console.log(error.message));\n`,
	);
	const { code, stdout } = await run("main.ts");
	assert.equal(
		stdout,
		`Cannot find module './gone' imported from ${folder}/main.ts ERR_MODULE_NOT_FOUND\nCannot find module 'nowhere' imported from ${folder}/main.ts\n`,
	);
	assert.equal(code, 0);
});

test("a missing module imported statically ends the app", async (t) => {
	const { run, folder } = makeProject(t, {
		"main.ts": `import "./part";\nconsole.log("never");\n`,
		"part.ts": `import "./gone.js";`,
	});
	const { code, stdout, stderr } = await run("main.ts");
	assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
	assert.ok(
		stderr.startsWith(`Uncaught Error: Cannot find module './gone.js' imported from ${folder}/part.ts`),
		stderr,
	);
});

test("a missing export is an error that names it, with its place", async (t) => {
	const { code, stderr } = await runProject(t, {
		"main.ts": `import { gone } from "./part";\nconsole.log(gone);\n`,
		"part.ts": "export const here = 1;",
	});
	assert.equal(code, 1);
	assert.equal(stderr, 'main.ts(1,10): error: No matching export in "part.ts" for import "gone"\n');
});

test("an error while a module loads reaches each that imports it", async (t) => {
	const { stdout } = await runProject(t, {
		"main.ts": `for (const n of [1, 2]) await import("./bad").catch((error) => console.log(n, error.message));\n`,
		"bad.ts": `console.log("runs");\nthrow new Error("bad");\n`,
	});
	assert.equal(stdout, "runs\n1 bad\n2 bad\n");
});

test("TypeScript's own constructs work: enums, namespaces, parameter properties, decorators off", async (t) => {
	const { stdout } = await runProject(
		t,
		`enum Colour { Red = 3, Green }\nnamespace Tools { export const two = 2; }\nclass Point { constructor(readonly x: number, private y = 1) {} get sum() { return this.x + this.y; } }\nconst enum Fixed { One = 1 }\nconst p = new Point(4) satisfies Point;\nconsole.log(Colour.Green, Colour[3], Tools.two, p.sum, Fixed.One, p!.x as number);\nabstract class Base { abstract f(): void; static { console.log("static"); } #secret = 1; has(o: object) { return #secret in o; } }\nconsole.log(typeof Base);\n`,
	);
	assert.equal(stdout, "4 Red 2 5 1 4\nstatic\nfunction\n");
});

test("the app's tsconfig decides about paths and decorators", async (t) => {
	const { run } = makeProject(t, {
		"tsconfig.json": `{ "compilerOptions": { "target": "ES2022", "strict": true, "experimentalDecorators": true, "paths": { "#tools/*": ["./lib/*"] } } }`,
		"lib/tool.ts": "export const tool = 1;",
		"main.ts": `import { tool } from "#tools/tool";\nfunction mark(_: object, name: string) { console.log("marked", name); }\nclass A { @mark f() { return tool; } }\nconsole.log(new A().f());\n`,
	});
	for (const check of [true, false]) {
		const { stdout, stderr } = await run("main.ts", [], { check });
		assert.deepEqual({ stdout, stderr }, { stdout: "marked f\n1\n", stderr: "" });
	}
});

const packages = {
	"node_modules/esm-one/package.json": `{ "name": "esm-one", "version": "1.0.0", "type": "module", "exports": "./index.js", "types": "./index.d.ts" }`,
	"node_modules/esm-one/index.js": `import { state } from "shared";\nimport { args } from "sim";\nexport const one = () => ++state.count;\nexport default args.length;\n`,
	"node_modules/esm-two/package.json": `{ "name": "esm-two", "version": "1.0.0", "type": "module", "main": "index.js" }`,
	"node_modules/esm-two/index.js": `import { state } from "shared";\nexport const two = () => ++state.count;\n`,
	"node_modules/shared/package.json": `{ "name": "shared", "version": "1.0.0", "type": "module", "exports": { "import": "./index.js" } }`,
	"node_modules/shared/index.js": `export const state = { count: 0 };\n`,
	"node_modules/common/package.json": `{ "name": "common", "version": "1.0.0", "main": "lib" }`,
	"node_modules/common/lib/index.js": `exports.helper = require("./helper");\nexports.name = "common";\n`,
	"node_modules/common/lib/helper.js": `module.exports = function () { return "helped"; };\n`,
};

test("npm packages are bundled, and share what they share", async (t) => {
	const { stdout, stderr } = await runProject(t, {
		...packages,
		"main.ts": `// @ts-nocheck\nimport count, { one } from "esm-one";\nimport { two } from "esm-two";\nimport { state } from "shared";\nimport common, { name, helper as help } from "common";\nconsole.log(one(), two(), state.count, count, name, help(), common.name);\nconst later = await import("esm-two");\nconsole.log(later.two());\n`,
	});
	assert.equal(stderr, "");
	assert.equal(stdout, "1 2 2 0 common helped common\n3\n");
});

test("an error in an npm package points into its bundle", async (t) => {
	const { stderr } = await runProject(t, {
		"node_modules/bad/package.json": `{ "name": "bad", "version": "1.0.0", "type": "module", "main": "index.js" }`,
		"node_modules/bad/index.js": `export function bad() {\n\tthrow new Error("inside");\n}\n`,
		"main.js": "",
		"main.ts": `// @ts-nocheck\nimport { bad } from "bad";\nbad();\n`,
	});
	assert.match(
		stderr,
		/^Uncaught Error: inside\n {4}at bad \(\/.*packages\/0-index\.js:\d+\)\n {4}at .*main\.ts:3\n/,
	);
});

test("an npm package that needs what is not there is refused when compiling", async (t) => {
	const { code, stderr } = await runProject(t, {
		"node_modules/needy/package.json": `{ "name": "needy", "version": "1.0.0", "type": "module", "main": "index.js" }`,
		"node_modules/needy/index.js": `import fs from "fs";\nexport default fs;\n`,
		"main.ts": `// @ts-nocheck\nimport fs from "needy";\nconsole.log(fs);\n`,
	});
	assert.equal(code, 1);
	assert.match(stderr, /needy\/index\.js\(1,\d+\): error: Could not resolve "fs"/);
});

test("only modules of the simulator may name functions in C", async (t) => {
	const { code, stderr } = await runProject(t, {
		"main.ts": `import { f } from "./native.js";\nf();\n`,
		"native.js": `export function f() @ "xs_sim_gc";\n`,
	});
	assert.equal(code, 1);
	assert.match(stderr, /native\.js\(1,\d+\): error: /);
});
