/*
 * The C API as a program outside of the project gets it: `make lib`, pkg-config, a compiler, and nothing else.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/failing.mjs";
import { pkiFile } from "../servers/listener.mjs";
import { startEcho, startSink } from "../servers/servers.mjs";

const here = fileURLToPath(new URL("outside/", import.meta.url));
const library = fileURLToPath(new URL("../../build/sim", import.meta.url));
const work = mkdtempSync(path.join(tmpdir(), "outside-"));
after(() => rmSync(work, { recursive: true }));

function flags(...what) {
	const env = { ...process.env, PKG_CONFIG_PATH: library };
	return execFileSync("pkg-config", [...what, "securesockets"], { env, encoding: "utf8" })
		.trim()
		.split(" ");
}

const strict = ["-Wall", "-Wextra", "-Werror", "-Wconversion"];

function build(name) {
	const program = path.join(work, name);
	const source = path.join(here, `${name}.c`);
	execFileSync("gcc", [...strict, source, ...flags("--cflags", "--libs"), "-o", program], {
		cwd: work,
		stdio: "pipe",
	});
	return program;
}

async function run(program, args, options = "") {
	const child = spawn(program, args.map(String), { env: { ...process.env, SIM_OPTIONS: options }, timeout: 20_000 });
	const output = { stdout: "", stderr: "" };
	child.stdout.setEncoding("utf8").on("data", (text) => (output.stdout += text));
	child.stderr.setEncoding("utf8").on("data", (text) => (output.stderr += text));
	const start = performance.now();
	const [status, signal] = await once(child, "close");
	return { ...output, status: signal ?? status, ms: performance.now() - start };
}

test("an outside program is built by pkg-config's flags, and echoes over TLS", async (t) => {
	const program = build("echo");
	const server = await startEcho({});
	t.after(() => server.close());
	const good = await run(program, [server.port, pkiFile("root.pem"), "echo.test"], "--mtu 1500");
	assert.deepEqual([good.status, good.stdout, good.stderr], [0, "echo: some message 1 42\n", ""]);
	const wrong = await run(program, [server.port, pkiFile("root.pem"), "wrong.test"]);
	assert.equal(wrong.status, 5);
	assert.match(wrong.stdout, /^-1003: .*wrong\.test/);
	for (const options of ["--mtu 3", "--nonsense", "--app x", "--dns"]) {
		const bad = await run(program, [server.port, pkiFile("root.pem"), "echo.test"], options);
		assert.deepEqual([bad.status, bad.stdout], [3, "no network\n"], options);
		assert.match(bad.stderr, /^sim: .+/, options);
	}
});

test("threads that start the network at the same time all find it", async () => {
	const program = build("start");
	for (let i = 0; i < 20; i++) {
		const { status, stderr } = await run(program, []);
		assert.deepEqual([status, stderr], [0, ""]);
	}
});

test("the header is good C11 and C++14 under each of its names", () => {
	for (const header of ["secure_sockets.h", "iot_secure_sockets.h", "aws_secure_sockets.h"]) {
		for (const language of ["c", "c++"]) {
			const std = language === "c" ? "-std=c11" : "-std=c++14";
			const use = `#include <${header}>\nSocket_t s = SOCKETS_INVALID_SOCKET; uint32_t a;\nint f(void);\nint f(void) { a = SOCKETS_inet_addr_quick(1, 2, 3, 4); return SOCKETS_Close(s); }\n`;
			const args = ["-x", language, std, ...strict, "-pedantic", "-fsyntax-only", ...flags("--cflags"), "-"];
			const { status, stderr } = spawnSync("gcc", args, { input: use, encoding: "utf8" });
			assert.equal(status, 0, `${header}, ${language}: ${stderr}`);
		}
	}
});

test("only our own names are global in the library", () => {
	const names = execFileSync("nm", ["--defined-only", "--extern-only", path.join(library, "libsecuresockets.a")], {
		encoding: "utf8",
	});
	const found = [...names.matchAll(/ [A-Z] (\S+)$/gm)].map(([, name]) => name);
	assert.ok(found.includes("SOCKETS_Connect"));
	assert.deepEqual(
		found.filter((name) => !/^(SOCKETS|ss)_/.test(name)),
		[],
	);
});

test("what was sent arrives although the program ends at once, closed or not", async (t) => {
	const program = build("exit");
	const server = await startSink();
	t.after(() => server.close());
	for (const way of ["close", "leave"]) {
		const result = server.next();
		const { status, stderr, ms } = await run(program, [server.port, 1_000_000, way]);
		assert.deepEqual([status, stderr], [0, ""]);
		const { bytes, ended } = await result;
		assert.deepEqual([bytes, ended], [1_000_000, true], way);
		assert.ok(ms < 5000, `${ms} ms`);
	}
	assert.equal((await run(program, [await freePort(), 1, "close"])).status, 3);
});

test("a peer that does not read holds up the program's end for two seconds at most", async (t) => {
	const program = build("exit");
	const server = await startSink(undefined, { rate: 0 });
	t.after(() => server.close());
	const { status, ms } = await run(program, [server.port, 0, "close"]);
	assert.equal(status, 0);
	assert.ok(ms > 2000 && ms < 5000, `${ms} ms`);
});
