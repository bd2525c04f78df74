/* The HTTPS example, against nginx. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort, startFailing } from "../servers/failing.mjs";
import { listen, pkiText } from "../servers/listener.mjs";
import { content } from "../servers/servers.mjs";
import { serve } from "../sim/client.mjs";
import { root, runSim } from "../sim/harness.mjs";
import { startNginx } from "./support/nginx.mjs";

const folder = fileURLToPath(new URL("../../examples/https", import.meta.url));

/** Runs the example, or another program beside it, with options of its own. */
async function example(t, options, main) {
	/* within the checkout, where the npm packages are found */
	const copy = mkdtempSync(path.join(root, "build", "https-"));
	t.after(() => rmSync(copy, { recursive: true }));
	cpSync(folder, copy, { recursive: true });
	const all = { host: "echo.test", address: "10.0.2.2", secure: { certificate: pkiText("root.pem") }, ...options };
	writeFileSync(path.join(copy, "config.ts"), `export const options = ${JSON.stringify(all)};\n`);
	if (main) writeFileSync(path.join(copy, "main.ts"), main);
	return runSim(path.join(copy, "main.ts"), [], { flags: main ? ["--no-check"] : [] });
}

function checksum(bytes) {
	return bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0);
}

test("status, headers and the whole body come from nginx", async (t) => {
	const body = content(100_000, 3);
	const nginx = await serve(t, startNginx({ files: { "page.bin": body }, server: "add_header X-Test yes;" }));
	const { code, stdout, stderr } = await example(t, { port: nginx.port, path: "/page.bin" });
	assert.equal(stderr, "");
	assert.equal(code, 0);
	const lines = stdout.split("\n");
	assert.equal(lines[0], "200 OK, by TLSv1.3");
	for (const line of ["content-type: text/plain", "content-length: 100000", "x-test: yes"])
		assert.ok(lines.includes(line), stdout);
	const [, parts] = stdout.match(/^100000 bytes in (\d+) parts, checksum /m);
	assert.ok(Number(parts) > 1, "the body was streamed");
	assert.ok(stdout.includes(`checksum ${checksum(body)}\n`));
});

test("a body in chunks comes whole", async (t) => {
	const text = "There is one place. ".repeat(1000);
	const server = "sub_filter_types text/plain; sub_filter 'no such text' ''; default_type text/plain;";
	const nginx = await serve(t, startNginx({ files: { text }, server }));
	const { stdout } = await example(t, { port: nginx.port, path: "/text" });
	assert.match(stdout, /^transfer-encoding: chunked$/m);
	assert.match(stdout, new RegExp(`^${text.length} bytes in .* checksum ${checksum(Buffer.from(text))}$`, "m"));
});

test("a page that is not there is told by its status", async (t) => {
	const nginx = await serve(t, startNginx());
	const { code, stdout } = await example(t, { port: nginx.port, path: "/nowhere" });
	assert.equal(code, 0);
	assert.match(stdout, /^404 Not Found/);
});

test("headers and path of the request arrive", async (t) => {
	const server = 'location / { return 200 "$request_uri|$http_x_device|$host"; }';
	const nginx = await serve(t, startNginx({ server }));
	const main = `
		import { options } from "./config";
		import { get } from "./get";
		for await (const part of (await get(options)).body) console.log(new TextDecoder().decode(part));
	`;
	const options = { port: nginx.port, path: "/a b?c=d", headers: { "X-Device": "7" } };
	const { stdout } = await example(t, options, main);
	assert.equal(stdout, "/a%20b?c=d|7|echo.test\n");
});

for (const [what, changes, message] of [
	["a header", { headers: { "X-Device": "7\r\nX-Other: 8" } }, /RangeError: X-Device has a character/],
	["a path", { path: "/\r\n\r\nGET /other" }, /RangeError: path has a character/],
])
	test(`${what} that would smuggle a second request is refused`, async (t) => {
		const { code, stderr } = await example(t, { port: 1, ...changes });
		assert.equal(code, 1);
		assert.match(stderr, message);
	});

test("who does not read the body holds the server up", async (t) => {
	const nginx = await serve(t, startNginx({ files: { large: Buffer.alloc(30_000_000) } }));
	const main = `
		import { options } from "./config";
		import { get } from "./get";
		const { body, info } = await get(options);
		const { value } = await body.next();
		await new Promise((resolve) => setTimeout(resolve, 500));
		const { bytesReceived } = (await body.return(), info);
		console.log(value.length <= 4096, bytesReceived < 20000);
	`;
	const { code, stdout } = await example(t, { port: nginx.port, path: "/large" }, main);
	assert.equal(stdout, "true true\n");
	assert.equal(code, 0);
});

for (const [what, server, options, message] of [
	["a body that is cut off", () => startShort("Content-Length: 100", "only so much"), {}, /closed|end/i],
	["no server", async () => ({ port: await freePort(), close() {} }), {}, /refused/],
	["another certificate", () => startNginx({ certificate: "unknown-root" }), {}, /trust/],
	["an answer that is not HTTP", () => startShort(undefined, "HELO\r\n\r\n"), {}, /not HTTP/],
	["a server that says nothing", () => startFailing("ready", "silence", {}), { timeout: 400 }, /silent for 400 ms/],
])
	test(`${what} ends it with an error that says so`, async (t) => {
		const { port } = await serve(t, server());
		const { code, stderr } = await example(t, { port, ...options });
		assert.equal(code, 1);
		assert.match(stderr, message);
	});

/* A server whose answer is made up. */
function startShort(header, body) {
	const head = header === undefined ? "" : `HTTP/1.1 200 OK\r\n${header}\r\n\r\n`;
	return listen({ tls: {}, onStream: (stream) => stream.once("data", () => stream.end(head + body)) });
}
