// The script that fetches the sources which are not ours: the real script, tar, patch, npm and (where there is one) apt-get.
// Instead of the network there are a registry on loopback, and an apt-get that hands out packages made here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fakeAptGet, npmPackage, sourcePackage, startRegistry, temporaryFolder } from "./fixtures.mjs";

const script = fileURLToPath(new URL("../../toolchain/vendor/vendor.mjs", import.meta.url));
const mirrors = `Types: deb\nURIs: http://mirror.test/debian\nSuites: stable\nComponents: main\n`;

/** A place to fetch into: run() starts the script there, with `lock` as its lock file. */
function place(t, lock) {
	const root = temporaryFolder(t);
	mkdirSync(join(root, "etc", "sources.list.d"), { recursive: true });
	const path = (name) => join(root, name);
	const sources = (text, name = "debian.sources") => writeFileSync(path(`etc/sources.list.d/${name}`), text);
	const write = (value) => writeFileSync(path("lock.json"), JSON.stringify(value));
	sources(mirrors);
	write(lock);
	async function run(env = {}) {
		const args = [script, "--output", path("out"), "--lock", path("lock.json"), "--etc", path("etc")];
		const clean = { ...process.env, XS_DIR: "", LWIP_DIR: "", MBEDTLS_DIR: "", ...env };
		const child = spawn(process.execPath, args, { env: clean, stdio: ["ignore", "pipe", "pipe"] });
		let text = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (part) => (text += part));
		const status = await new Promise((resolve) => child.on("close", resolve));
		return { status, text };
	}
	return { root, path, sources, write, run };
}

const lwipLock = (more) => ({
	from: "debian",
	package: "lwip",
	suite: "trixie",
	series: "2.2",
	keep: { src: "src" },
	marks: { "src/version.h": "VERSION 2\\.2" },
	...more,
});

describe("Debian's source packages", () => {
	test("are unpacked and patched, and not fetched twice", async (t) => {
		const { version, sha256, packages } = sourcePackage(t, "lwip", "2.2.1+dfsg1");
		const { path, run } = place(t, { lwip: lwipLock({ version, sha256 }) });
		const env = fakeAptGet(t, packages);
		const first = await run(env);
		assert.equal(first.status, 0, first.text);
		assert.match(readFileSync(path("out/lwip/src/version.h"), "utf8"), /fixed by Debian/);
		assert.equal(readFileSync(path("out/lwip/VERSION"), "utf8"), "lwip 2.2.1+dfsg1-1\n");
		assert.ok(!existsSync(path("out/lwip/debian")), "only what is listed is kept");
		const stamp = statSync(path("out/lwip.stamp")).mtimeMs;
		const second = await run({ PATH: "/nowhere" });
		assert.deepEqual(second, { status: 0, text: "" });
		assert.equal(statSync(path("out/lwip.stamp")).mtimeMs, stamp);
	});

	test("with another hash than the lock file's are refused", async (t) => {
		const { version, sha256, packages } = sourcePackage(t, "lwip", "2.2.1");
		const wrong = sha256.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
		const { path, run } = place(t, { lwip: lwipLock({ version, sha256: wrong }) });
		const { status, text } = await run(fakeAptGet(t, packages));
		assert.equal(status, 1);
		assert.match(text, /lwip_2\.2\.1\.orig\.tar\.xz is not the file that .*lock\.json pins/);
		assert.ok(text.includes(wrong) && text.includes(sha256), text);
		assert.ok(!existsSync(path("out/lwip")) && !existsSync(path("out/lwip.stamp")));
	});

	test("of a newer point release are taken with a notice", async (t) => {
		const { sha256, packages } = sourcePackage(t, "lwip", "2.2.10");
		const { run } = place(t, { lwip: lwipLock({ version: "2.2.9", sha256: "0".repeat(64) }) });
		const { status, text } = await run(fakeAptGet(t, packages));
		assert.equal(status, 0, text);
		assert.match(text, /Notice: Debian now has lwip 2\.2\.10, .*lock\.json pins 2\.2\.9/);
		assert.ok(text.includes(sha256));
	});

	test("are corrected where the lock file knows a fault of that release, and only then", async (t) => {
		const { version, sha256, packages } = sourcePackage(t, "lwip", "2.2.1");
		const corrections = [
			{
				version,
				file: "src/version.h",
				after: ["#define VERSION 2.2.1"],
				insert: ["/* corrected", " * here */"],
			},
			{ version: "2.2.0", file: "src/version.h", after: ["not there"], insert: ["never"] },
		];
		const { path, write, run } = place(t, { lwip: lwipLock({ version, sha256, corrections }) });
		const { status, text } = await run(fakeAptGet(t, packages));
		assert.equal(status, 0, text);
		const expected = "#define VERSION 2.2.1\n/* corrected\n * here */\n/* fixed by Debian */\n";
		assert.equal(readFileSync(path("out/lwip/src/version.h"), "utf8"), expected);
		write({ lwip: lwipLock({ version, sha256, corrections: [{ ...corrections[0], after: ["elsewhere"] }] }) });
		const misplaced = await run(fakeAptGet(t, packages));
		assert.equal(misplaced.status, 1);
		assert.match(misplaced.text, /src\/version\.h has no place for a correction/);
	});

	for (const found of ["2.2.8", "2.3.0", "2.20.0"]) {
		test(`of version ${found} are refused where 2.2.9 is pinned`, async (t) => {
			const { sha256, packages } = sourcePackage(t, "lwip", found);
			const { run } = place(t, { lwip: lwipLock({ version: "2.2.9", sha256 }) });
			const { status, text } = await run(fakeAptGet(t, packages));
			assert.equal(status, 1);
			assert.ok(text.includes(`Debian has lwip ${found}; needed is series 2.2, from 2.2.9 on`), text);
		});
	}

	test("offline: apt's own words, and another way", { skip: !existsSync("/usr/bin/apt-get") }, async (t) => {
		const { path, sources, run } = place(t, { lwip: lwipLock({ version: "2.2.1", sha256: "" }) });
		sources(mirrors.replace("mirror.test", "127.0.0.1:1"));
		const { status, text } = await run();
		assert.equal(status, 1);
		assert.match(text, /could not be downloaded\. The network is needed once/);
		assert.match(text, /127\.0\.0\.1/);
		assert.match(text, /set LWIP_DIR to source trees of your own/);
		assert.ok(!existsSync(path("out/lwip")));
	});

	test("from an archive without a signature are refused", { skip: !existsSync("/usr/bin/apt-get") }, async (t) => {
		const { path, sources, run } = place(t, { lwip: lwipLock({ version: "2.2.1", sha256: "" }) });
		mkdirSync(path("debian/dists/trixie/main/source"), { recursive: true });
		writeFileSync(path("debian/dists/trixie/Release"), "Suite: trixie\nCodename: trixie\nComponents: main\n");
		writeFileSync(path("debian/dists/trixie/main/source/Sources"), "");
		sources(mirrors.replace("http://mirror.test", `file:${path("")}`.replace(/\/$/, "")));
		const { status, text } = await run();
		assert.equal(status, 1);
		assert.match(text, /not signed/);
	});

	test("need apt-get", async (t) => {
		const { run } = place(t, { lwip: lwipLock({ version: "2.2.1", sha256: "" }) });
		const { status, text } = await run({ PATH: "/nowhere" });
		assert.equal(status, 1);
		assert.match(text, /this system has no apt-get/);
	});

	test("come from Debian's mirrors only", async (t) => {
		const { version, sha256, packages } = sourcePackage(t, "lwip", "2.2.1");
		const { sources, run } = place(t, { lwip: lwipLock({ version, sha256 }) });
		const third = "deb [signed-by=/k.gpg] http://third.test/repo stable main\n";
		sources(mirrors.replace("mirror", "disabled").replace("Types", "Enabled: no\nTypes"));
		sources(mirrors.replace("mirror", "leftover"), "old.sources.disabled");
		sources(`${third}# deb http://comment.test/debian stable main\n`, "third.list");
		sources("deb http://host.test/debian-security stable-security main\n", "security.list");
		const env = fakeAptGet(t, packages);
		const none = await run(env);
		assert.equal(none.status, 1);
		assert.match(none.text, /no Debian mirror is listed in/);
		sources(
			"deb [arch=amd64 signed-by=/a/debian-archive.gpg] http://good.test/pub bookworm contrib main\n",
			"own.list",
		);
		const good = await run(env);
		assert.equal(good.status, 0, good.text);
		const used = readFileSync(env.APT_LOG, "utf8");
		assert.match(used, /^URIs: http:\/\/good\.test\/pub$/m);
		assert.match(used, /^Signed-By: \/a\/debian-archive\.gpg$/m);
		assert.equal(used.match(/^URIs:/gm).length, 1, used);
	});
});

describe("the npm package", () => {
	const lock = { from: "npm", package: "@test/engine", version: "1.0.0", keep: { c: "sources" }, marks: {} };

	test("is unpacked and none of its scripts is run", async (t) => {
		const { archive, integrity, ran } = npmPackage(t, lock);
		const registry = await startRegistry(t, lock, archive);
		const { path, run } = place(t, { xs: { ...lock, integrity } });
		const { status, text } = await run(registry.env);
		assert.equal(status, 0, text);
		assert.equal(readFileSync(path("out/xs/sources/engine.c"), "utf8"), "int engine;\n");
		assert.ok(!existsSync(path("out/xs/package.json")) && !existsSync(ran));
	});

	test("with another integrity than the lock file's is refused", async (t) => {
		const { archive } = npmPackage(t, lock);
		const registry = await startRegistry(t, lock, archive);
		const { path, run } = place(t, { xs: { ...lock, integrity: "sha512-other" } });
		const { status, text } = await run(registry.env);
		assert.equal(status, 1);
		assert.match(text, /The archive of @test\/engine@1\.0\.0 is not the one that .*lock\.json pins/);
		assert.ok(!existsSync(path("out/xs")));
	});

	test("offline: npm's own words, and another way", async (t) => {
		const registry = await startRegistry(t, lock, Buffer.alloc(0));
		registry.close();
		const { run } = place(t, { xs: { ...lock, integrity: "sha512-x" } });
		const { status, text } = await run(registry.env);
		assert.equal(status, 1);
		assert.match(text, /@test\/engine@1\.0\.0 could not be downloaded\. The network is needed once/);
		assert.match(text, /ECONNREFUSED/);
		assert.match(text, /set XS_DIR/);
	});
});

describe("own source trees", () => {
	test("are used in place, without apt-get, and replaced by fetched ones later", async (t) => {
		const { version, sha256, packages } = sourcePackage(t, "lwip", "2.2.1");
		const { path, run } = place(t, { lwip: lwipLock({ version, sha256 }) });
		mkdirSync(path("mine/src"), { recursive: true });
		writeFileSync(path("mine/src/version.h"), "#define VERSION 2.2.7\n");
		const own = await run({ PATH: "/nowhere", LWIP_DIR: path("mine") });
		assert.equal(own.status, 0, own.text);
		assert.equal(readlinkSync(path("out/lwip")), path("mine"));
		const stamp = readFileSync(path("out/lwip.stamp"), "utf8");
		const fetched = await run(fakeAptGet(t, packages));
		assert.equal(fetched.status, 0, fetched.text);
		assert.notEqual(readFileSync(path("out/lwip.stamp"), "utf8"), stamp);
		assert.match(readFileSync(path("out/lwip/src/version.h"), "utf8"), /fixed by Debian/);
		assert.equal(readFileSync(path("mine/src/version.h"), "utf8"), "#define VERSION 2.2.7\n");
	});

	test("must exist and be what they are said to be", async (t) => {
		const { path, run } = place(t, { lwip: lwipLock({ version: "2.2.1", sha256: "" }) });
		assert.match((await run({ LWIP_DIR: path("none") })).text, /LWIP_DIR is .*none, which does not exist/);
		mkdirSync(path("mine/src"), { recursive: true });
		assert.match(
			(await run({ LWIP_DIR: path("mine") })).text,
			/is no source tree of lwip: it has no src\/version\.h/,
		);
		writeFileSync(path("mine/src/version.h"), "#define VERSION 2.1.3\n");
		const { status, text } = await run({ LWIP_DIR: path("mine") });
		assert.equal(status, 1);
		assert.match(text, /is not a version of lwip that can be used/);
	});
});

test("what an interrupted run left behind is removed, and the tree fetched again", async (t) => {
	const { version, sha256, packages } = sourcePackage(t, "lwip", "2.2.1");
	const { path, run } = place(t, { lwip: lwipLock({ version, sha256 }) });
	mkdirSync(path("out/.scratch-old/lwip"), { recursive: true });
	mkdirSync(path("out/lwip/half"), { recursive: true });
	const { status, text } = await run(fakeAptGet(t, packages));
	assert.equal(status, 0, text);
	assert.ok(!existsSync(path("out/.scratch-old")) && !existsSync(path("out/lwip/half")));
	assert.ok(existsSync(path("out/lwip/src/version.h")));
});
