// The package as npm makes it, in a project that was started from examples/template: what its user's tools find.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { after, before, test } from "node:test";
import path from "node:path";
import { readManifest } from "../manifests/manifest.mjs";
import { pkiText } from "../servers/listener.mjs";
import { startEcho } from "../servers/servers.mjs";
import { serve } from "../sim/client.mjs";
import { root, runSim } from "../sim/harness.mjs";

let project;

before(() => {
	mkdirSync(path.join(root, "build"), { recursive: true });
	project = mkdtempSync(path.join(root, "build", "package-"));
	cpSync(path.join(root, "examples/template"), project, { recursive: true });
	const modules = path.join(project, "node_modules");
	mkdirSync(path.join(modules, "@moddable"), { recursive: true });
	const list = execFileSync("npm", ["pack", "--json", "--pack-destination", project], {
		cwd: root,
		encoding: "utf8",
	});
	execFileSync("tar", ["xzf", JSON.parse(list)[0].filename], { cwd: project });
	renameSync(path.join(project, "package"), path.join(modules, "secure-sockets"));
	symlinkSync(path.join(root, "node_modules/@moddable/typings"), path.join(modules, "@moddable/typings"));
});

after(() => rmSync(project, { recursive: true, force: true }));

/** Checks the types of a project. */
function check(config = "tsconfig.json") {
	const tsc = path.join(root, "node_modules/.bin/tsc");
	const { status, stdout } = spawnSync(tsc, ["-p", config], { cwd: project, encoding: "utf8" });
	return { status, stdout };
}

/** Writes one more file of the project. */
function write(name, text) {
	writeFileSync(path.join(project, name), text);
}

test("the template's types are right", () => {
	assert.deepEqual(check(), { status: 0, stdout: "" });
});

test("a wrong value of an option is an error of types", (t) => {
	write(
		"wrong.ts",
		`import SecureSocket, { SOCKETS_SO_RCVTIMEO } from "secure-sockets";
		SecureSocket.Socket(2, 1, 6)!.SetSockOpt(SOCKETS_SO_RCVTIMEO, "soon");\n`,
	);
	t.after(() => rmSync(path.join(project, "wrong.ts")));
	assert.match(check().stdout, /^wrong\.ts\(2,.*TS\d+/m);
});

for (const [module, moduleResolution] of [
	["ESNext", "Bundler"],
	["NodeNext", "NodeNext"],
]) {
	test(`exports alone lead to the types, with ${moduleResolution}`, (t) => {
		mkdirSync(path.join(project, "plain"), { recursive: true });
		t.after(() => rmSync(path.join(project, "plain"), { recursive: true }));
		const options = {
			module,
			moduleResolution,
			target: "ES2022",
			lib: ["ES2022"],
			types: [],
			strict: true,
			noEmit: true,
		};
		write("plain/tsconfig.json", JSON.stringify({ compilerOptions: options, files: ["app.ts"] }));
		write(
			"plain/app.ts",
			`import SecureSocket from "secure-sockets";
			import { SOCKETS_strerror } from "secure-sockets/errors";
			const text: string = SOCKETS_strerror(SecureSocket.Init());
			const wrong: number = SOCKETS_strerror(0);
			export default [text, wrong];\n`,
		);
		const { stdout } = check("plain/tsconfig.json");
		assert.match(stdout, /^plain\/app\.ts\(4,.*TS2322/m, stdout);
		assert.equal(stdout.trim().split("\n").length, 1, stdout);
	});
}

test("each target of exports, and of types, is in the package", () => {
	const folder = path.join(project, "node_modules/secure-sockets");
	const { exports, types } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
	const targets = [
		types,
		...Object.values(exports).flatMap((to) => (typeof to === "string" ? to : Object.values(to))),
	];
	for (const target of targets.filter((to) => !to.includes("*")))
		assert.ok(existsSync(path.join(folder, target)), target);
});

test("all that the template's manifest includes is in the package", () => {
	const { missing, manifests, modules } = readManifest(path.join(project, "manifest.json"), "lin");
	assert.deepEqual(missing, []);
	for (const specifier of ["main", "config", "secure-sockets", "globals/globals"])
		assert.ok(modules.has(specifier), `${specifier} is not in ${manifests.join()}`);
});

test("the template runs in the simulator", async (t) => {
	const { port } = await serve(t, startEcho({}));
	const server = { host: "10.0.2.2", port, name: "echo.test", certificate: pkiText("root.pem") };
	write("config.ts", `export const server = ${JSON.stringify(server)};\n`);
	t.after(() => cpSync(path.join(root, "examples/template/config.ts"), path.join(project, "config.ts")));
	const { code, stdout, stderr } = await runSim(path.join(project, "main.ts"));
	assert.equal(code, 0, stderr);
	assert.match(stdout, /^Connected: TLSv1\.3, TLS_\w+, .*CN=echo\.test$/m);
});
