/* The echo example: does `make run`'s program tell the story, and does it notice when something is wrong? */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { configure } from "../../examples/echo/run.mjs";
import { startDns } from "../servers/dns.mjs";
import { freePort } from "../servers/failing.mjs";
import { listen, pkiText } from "../servers/listener.mjs";
import { startEcho, startSink } from "../servers/servers.mjs";
import { serve } from "../sim/client.mjs";
import { runSim } from "../sim/harness.mjs";

function example(t, server, options) {
	const folder = mkdtempSync(path.join(tmpdir(), "echo-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const usual = { host: "10.0.2.2", name: "echo.test", certificate: pkiText("root.pem") };
	return runSim(configure(folder, { ...usual, ...server }), [], options);
}

test("make run's program shows every step and ends with 0", async () => {
	const run = fileURLToPath(new URL("../../examples/echo/run.mjs", import.meta.url));
	const child = spawn(process.execPath, [run]);
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (text) => (output += text));
	const [code] = await once(child, "close");
	assert.equal(code, 0, output);
	const { validTo } = new X509Certificate(pkiText("ecdsa.pem"));
	for (const pattern of [
		/^Network +10\.0\.2\.15, router 10\.0\.2\.2$/m,
		/^TCP +connected to 10\.0\.2\.2, port \d+ +\d+ ms$/m,
		/^TLS +TLSv1\.3, TLS_[A-Z0-9_]+ +\d+ ms$/m,
		/^ +server +.*CN=echo\.test, valid until/m,
		/^ +names +.*echo\.test/m,
		/^ +signer +.*CN=Test Intermediate ECDSA$/m,
		/^ +trusted +.*CN=Test Root ECDSA/m,
		/^Sent +12 bytes: "some message" +\d+ ms$/m,
		/^Received +12 bytes: "some message" +\d+ ms$/m,
		/^Closed +12 bytes out, 12 in, \d+ KB/m,
		/The echo came back right\./,
	])
		assert.match(output, pattern);
	assert.ok(output.includes(new Date(validTo).toISOString().slice(0, 10)), output);
});

test("a name is resolved by DNS", async (t) => {
	const echo = await serve(t, startEcho({}));
	const dns = await serve(t, startDns({ "echo.test": ["10.0.2.2"] }));
	const flags = ["--dns", `127.0.0.1:${dns.port}`];
	const { code, stdout } = await example(t, { host: "echo.test", port: echo.port }, { flags });
	assert.equal(code, 0, stdout);
	assert.deepEqual(dns.queries, ["echo.test"]);
});

test("an echo that is not what was sent is noticed", async (t) => {
	const liar = await serve(t, listen({ tls: {}, onStream: (stream) => stream.end("some massage") }));
	const { code, stdout, stderr } = await example(t, { port: liar.port });
	assert.equal(code, 1);
	assert.match(stdout, /some massage/);
	assert.match(stderr, /not what was sent/);
	assert.match(stderr, /main\.ts:\d+/);
});

for (const [title, server, pattern] of [
	["a server that does not answer", () => startSink({}), /0 of 12 bytes came back within 2000 ms/],
	["a server that is not to be trusted", () => startEcho({ certificate: "unknown-root" }), /-1003: .*trust/],
	["no server", async () => ({ port: await freePort(), close() {} }), /-1: .*refused/],
])
	test(`${title} ends it with an error that says so`, async (t) => {
		const { port } = await serve(t, server());
		const { code, stderr } = await example(t, { port });
		assert.equal(code, 1);
		assert.match(stderr, pattern);
	});
