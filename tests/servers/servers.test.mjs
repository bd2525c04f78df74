/* The test servers, judged by node's own client: do they do what their names say? */
import assert from "node:assert/strict";
import { Resolver } from "node:dns/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";
import tls from "node:tls";
import { startDns } from "./dns.mjs";
import { freePort, startFailing, startProxy, transferred } from "./failing.mjs";
import { pkiFile, pkiText } from "./listener.mjs";
import { startOpenssl } from "./openssl.mjs";
import { content, sha256, startEcho, startSink, startSource } from "./servers.mjs";

const ca = pkiText("root.pem") + pkiText("root-rsa.pem");

function connect(server, options) {
	if (!options) return net.connect(server.port, "127.0.0.1");
	return tls.connect({ port: server.port, host: "127.0.0.1", servername: "echo.test", ca, ...options });
}

/** Sends, ends, and collects what comes until the end. */
async function talk(socket, data) {
	const chunks = [];
	socket.on("data", (chunk) => chunks.push(chunk));
	socket.on("error", () => {});
	if (data) socket.end(data);
	await new Promise((resolve) => socket.on("close", resolve));
	return Buffer.concat(chunks);
}

/** What openssl's client thinks of the way a server ends. */
async function judge(server) {
	const args = ["s_client", "-connect", `127.0.0.1:${server.port}`, "-CAfile", pkiFile("root.pem"), "-quiet"];
	const child = spawn("openssl", args, { stdio: ["pipe", "pipe", "pipe"] });
	let output = "";
	child.stdout.resume();
	child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
	await once(child, "close");
	return output;
}

for (const options of [
	undefined,
	{ version: "TLSv1.2" },
	{ version: "TLSv1.3" },
	{ certificate: "rsa" },
	{ certificate: "p384" },
]) {
	const name = options ? `TLS ${Object.values(options)[0]}` : "plain";
	test(`${name}: echo`, async (t) => {
		const server = await startEcho(options);
		t.after(() => server.close());
		const data = content(300_001, 7);
		const socket = connect(server, options && {});
		assert.ok((await talk(socket, data)).equals(data));
		if (options?.version) assert.equal(server.handshakes, 1);
	});
	test(`${name}: source and sink`, async (t) => {
		const source = await startSource(options, { bytes: 1_000_003, seed: 5 });
		const sink = await startSink(options, { reply: true });
		t.after(() => Promise.all([source.close(), sink.close()]));
		const data = await talk(connect(source, options && {}));
		assert.equal(sha256(data), sha256(content(1_000_003, 5)));
		const result = sink.next();
		assert.equal(String(await talk(connect(sink, options && {}), data)), "1000003");
		assert.deepEqual(await result, { bytes: 1_000_003, sha256: sha256(data), ended: true });
	});
}

test("options choose version, suite and protocol", async (t) => {
	const server = await startEcho({
		version: "TLSv1.2",
		ciphers: "ECDHE-ECDSA-CHACHA20-POLY1305",
		alpn: ["b"],
		groups: "P-384",
	});
	t.after(() => server.close());
	const socket = connect(server, { ALPNProtocols: ["a", "b"] });
	await once(socket, "secureConnect");
	assert.equal(socket.getProtocol(), "TLSv1.2");
	assert.equal(socket.getCipher().name, "ECDHE-ECDSA-CHACHA20-POLY1305");
	assert.equal(socket.alpnProtocol, "b");
	assert.equal(socket.getEphemeralKeyInfo().name, "secp384r1");
});

test("a slow sink makes the client wait, one that never reads for ever", async (t) => {
	const slow = await startSink(undefined, { rate: 20_000_000 });
	const never = await startSink(undefined, { rate: 0 });
	t.after(() => Promise.all([slow.close(), never.close()]));
	const started = performance.now();
	const done = slow.next();
	connect(slow).end(Buffer.alloc(4_000_000));
	assert.equal((await done).bytes, 4_000_000);
	assert.ok(performance.now() - started > 150);
	const stuck = connect(never);
	t.after(() => stuck.destroy());
	const outcome = new Promise((resolve) => stuck.write(Buffer.alloc(30_000_000), () => resolve("written")));
	assert.equal(await Promise.race([outcome, new Promise((resolve) => setTimeout(resolve, 500, "stuck"))]), "stuck");
});

for (const options of [undefined, { version: "TLSv1.2" }, { version: "TLSv1.3" }])
	for (const stage of ["accept", "hello", "handshake", "ready", "transfer"])
		for (const way of ["end", "cut", "reset"]) {
			if (!options && stage === "handshake") continue;
			test(`${options?.version ?? "plain"}: failing at ${stage} by ${way}`, async (t) => {
				const server = await startFailing(stage, way, options);
				t.after(() => server.close());
				const socket = connect(server, options && {});
				let error = null;
				let secured = false;
				socket.on("error", ({ code }) => (error ??= code));
				socket.on("secureConnect", () => (secured = true));
				if (stage === "hello") socket.write("hello");
				const data = await talk(socket);
				const late = stage === "ready" || stage === "transfer";
				if (options && !(stage === "ready" && way === "reset")) assert.equal(secured, late);
				if (stage === "transfer" && way !== "reset") assert.equal(data.length, transferred);
				const fails = way === "reset" || (options && !late);
				assert.equal(error, fails ? "ECONNRESET" : null);
				if (!options || !late || way === "reset") return;
				const again = await startFailing(stage, way, options);
				t.after(() => again.close());
				const says = await judge(again);
				if (way === "cut") assert.match(says, /unexpected eof/);
				else assert.doesNotMatch(says, /unexpected eof/);
			});
		}

test("a proxy passes all until its limit, and then nothing", async (t) => {
	const open = await startProxy(await startEcho({}));
	const cut = await startProxy(await startSource(undefined, { bytes: 500_000 }), { after: 123_457 });
	const silent = await startProxy(await startSource(undefined, { bytes: 500_000 }), { after: 10, way: "silence" });
	t.after(() => Promise.all([open.close(), cut.close(), silent.close()]));
	const data = content(200_000, 3);
	assert.ok((await talk(connect(open, {}), data)).equals(data));
	assert.equal((await talk(connect(cut))).length, 123_457);
	const waiting = connect(silent);
	const ended = talk(waiting);
	assert.equal(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 200, "open"))]), "open");
	assert.equal(silent.sent, 10);
	waiting.destroy();
});

for (const version of ["TLSv1.2", "TLSv1.3"])
	test(`openssl's server answers in ${version}`, async (t) => {
		const server = await startOpenssl({ version, certificate: "rsa", alpn: ["a"] });
		t.after(() => server.close());
		const socket = connect(server, { ALPNProtocols: ["a"] });
		t.after(() => socket.destroy());
		socket.write("hello\n");
		assert.equal(String((await once(socket, "data"))[0]), "olleh\n");
		assert.equal(socket.getProtocol(), version);
		assert.equal(socket.alpnProtocol, "a");
	});

test("nobody listens on a free port", async () => {
	const [error] = await once(net.connect(await freePort(), "127.0.0.1"), "error");
	assert.equal(error.code, "ECONNREFUSED");
});

test("the DNS server answers from its table", async (t) => {
	const dns = await startDns({
		"echo.test": ["10.0.2.2", "10.0.2.3"],
		"slow.test": { addresses: ["10.0.2.2"], delay: 200 },
		"dead.test": { silent: true },
	});
	t.after(() => dns.close());
	const resolver = new Resolver({ timeout: 300, tries: 1 });
	resolver.setServers([`127.0.0.1:${dns.port}`]);
	assert.deepEqual(await resolver.resolve4("Echo.test"), ["10.0.2.2", "10.0.2.3"]);
	await assert.rejects(resolver.resolve4("nobody.test"), { code: "ENOTFOUND" });
	const started = performance.now();
	assert.deepEqual(await resolver.resolve4("slow.test"), ["10.0.2.2"]);
	assert.ok(performance.now() - started > 190);
	await assert.rejects(resolver.resolve4("dead.test"), { code: "ETIMEOUT" });
	assert.deepEqual(dns.queries, ["echo.test", "nobody.test", "slow.test", "dead.test"]);
});
