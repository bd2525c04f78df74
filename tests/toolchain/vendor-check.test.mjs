// The script that says whether newer releases exist: the real script and npm; a registry on loopback, and an apt-get that
// knows the packages made here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fakeAptGet, npmPackage, startRegistry, temporaryFolder } from "./fixtures.mjs";

const script = fileURLToPath(new URL("../../toolchain/vendor/check.mjs", import.meta.url));
const engine = { from: "npm", package: "@test/engine", version: "1.9.0" };
const tls = { from: "debian", package: "tls", suite: "stable", series: "3.6", version: "3.6.9" };

/** Runs the script where Debian has `versions` of tls by suite, the registry one of the engine, and `tree` was fetched. */
async function check(t, { stable = "3.6.9-1", sid = stable, npm = "1.9.0", tree, env = {} }) {
	const root = temporaryFolder(t);
	const write = (name, text) => {
		mkdirSync(join(root, name, ".."), { recursive: true });
		writeFileSync(join(root, name), text);
	};
	write("lock.json", JSON.stringify({ engine, tls }));
	write("etc/sources.list", "deb http://127.0.0.1:1/debian stable main\n");
	for (const [suite, version] of Object.entries({ stable, sid })) write(`packages/${suite}/tls_${version}.dsc`, "");
	if (tree) write("vendor/tls/VERSION", `tls ${tree}\n`);
	const release = { ...engine, version: npm };
	const registry = await startRegistry(t, release, npmPackage(t, release).archive);
	const places = ["--vendor", "vendor", "--lock", "lock.json", "--etc", "etc"].map((word, index) =>
		index % 2 ? join(root, word) : word,
	);
	const all = { ...process.env, ...registry.env, ...fakeAptGet(t, join(root, "packages")), ...env };
	const child = spawn(process.execPath, [script, ...places], { env: all, stdio: ["ignore", "pipe", "inherit"] });
	let text = "";
	child.stdout.setEncoding("utf8").on("data", (part) => (text += part));
	const status = await new Promise((resolve) => child.on("close", resolve));
	return { status, text };
}

test("nothing newer: says what it found, and succeeds", async (t) => {
	assert.deepEqual(await check(t, { tree: "3.6.9-1" }), {
		status: 0,
		text: "ok      @test/engine 1.9.0 on npm\nok      tls 3.6.9-1 in stable\nok      tls 3.6.9-1 in sid\n",
	});
});

test("a newer point release in Debian's suite is told, by numbers and not by letters", async (t) => {
	const { status, text } = await check(t, { stable: "3.6.10-1" });
	assert.equal(status, 1);
	assert.match(text, /^NEWER {3}tls 3\.6\.10 is in stable, lock\.json pins 3\.6\.9$/m);
});

test("one that is in Debian's development suite only is told, too", async (t) => {
	const { status, text } = await check(t, { sid: "3.6.10-1" });
	assert.equal(status, 1);
	assert.match(text, /^ok {6}tls 3\.6\.9-1 in stable\nNEWER {3}tls 3\.6\.10 is in sid, /m);
});

test("another series is news, but no reason to fail", async (t) => {
	const { status, text } = await check(t, { sid: "4.0.0-1" });
	assert.equal(status, 0);
	assert.match(text, /^news {4}tls 4\.0\.0 is in sid, lock\.json pins 3\.6\.9: another series than 3\.6$/m);
});

test("an older one is nothing to tell of", async (t) => {
	assert.equal((await check(t, { stable: "3.6.8-1", npm: "1.8.9" })).status, 0);
});

test("a correction by Debian of the release that was fetched is told, with what to do", async (t) => {
	const { status, text } = await check(t, { stable: "3.6.9-1+deb13u1", tree: "3.6.9-1" });
	assert.equal(status, 1);
	assert.match(text, /^NEWER {3}tls 3\.6\.9-1\+deb13u1 is in stable, \S+VERSION says 3\.6\.9-1: remove tls\.stamp/m);
});

test("a newer release of the npm package is told", async (t) => {
	const { status, text } = await check(t, { npm: "1.10.0" });
	assert.equal(status, 1);
	assert.match(text, /^NEWER {3}@test\/engine 1\.10\.0 is in npm's registry, lock\.json pins 1\.9\.0$/m);
});

test(
	"offline: says that nothing is known, in apt's and npm's own words",
	{ skip: !existsSync("/usr/bin/apt-get") },
	async (t) => {
		const env = { PATH: process.env.PATH, npm_config_registry: "http://127.0.0.1:1/" };
		const { status, text } = await check(t, { env });
		assert.equal(status, 2);
		assert.match(text, /^unknown npm's registry could not be asked\. npm says:\n[^]*ECONNREFUSED/m);
		assert.match(text, /^unknown Debian's stable could not be asked\. apt says:\n[^]*127\.0\.0\.1/m);
		assert.match(text, /whether there is anything newer is not known\.$/m);
		assert.ok(!/^(ok|NEWER)/m.test(text), text);
	},
);

test("without npm and apt-get: says so", async (t) => {
	const { status, text } = await check(t, { env: { PATH: "/nowhere" } });
	assert.equal(status, 2);
	assert.match(text, /^unknown this system has no npm\nunknown this system has no apt-get\n/);
});
