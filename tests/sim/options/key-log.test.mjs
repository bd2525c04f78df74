/* KEY_LOG: the lines must be those that the server's own key log has, so that they open what was captured. */
import assert from "node:assert/strict";
import { once } from "node:events";
import tls from "node:tls";
import { startFailing } from "../../servers/failing.mjs";
import { tlsOptions } from "../../servers/listener.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();
const labels = {
	"TLSv1.2": ["CLIENT_RANDOM"],
	"TLSv1.3": [
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET",
		"SERVER_HANDSHAKE_TRAFFIC_SECRET",
		"CLIENT_TRAFFIC_SECRET_0",
		"SERVER_TRAFFIC_SECRET_0",
	],
};

/** An echo server with a key log of its own. */
async function startLogging(version) {
	const lines = [];
	const open = new Set();
	const server = tls.createServer({ ...tlsOptions({ version }) }, (stream) => {
		open.add(stream);
		stream.on("error", () => {});
		stream.pipe(stream);
	});
	server.on("keylog", (line) => lines.push(String(line).trimEnd()));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	async function close() {
		for (const stream of open) stream.destroy();
		await new Promise((resolve) => server.close(resolve));
	}
	return { port: server.address().port, lines, close };
}

/* What openssl logs beside: a secret of TLS 1.3 that only exporters use. */
function wanted(lines) {
	return lines.filter((line) => !line.startsWith("EXPORTER_SECRET")).sort();
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`${version}: the lines are the server's`, async (sim, t) => {
		const server = await serve(t, startLogging(version));
		const lines = [];
		const socket = await sim.tlsSocket({ KEY_LOG: (line) => lines.push(line) });
		assert.equal(await socket.connect(server), 0, await socket.message());
		assert.deepEqual(
			lines.map((line) => line.split(" ")[0]),
			labels[version],
			"all are there when Connect's promise is told",
		);
		for (const line of lines) assert.match(line, /^[A-Z_0-9]+ [0-9a-f]{64} ([0-9a-f]{64}|[0-9a-f]{96})$/);
		await socket.exchange("x");
		assert.deepEqual(wanted(lines), wanted(server.lines));
	});

	test(`${version}: the secrets of SHA-384 are whole`, async (sim, t) => {
		const server = await serve(t, startLogging(version));
		const lines = [];
		const suite = version === "TLSv1.2" ? "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" : "TLS_AES_256_GCM_SHA384";
		const socket = await sim.tlsSocket({ KEY_LOG: (line) => lines.push(line), CIPHER_SUITES: [suite] });
		assert.equal(await socket.connect(server), 0, await socket.message());
		await socket.exchange("x");
		assert.deepEqual(wanted(lines), wanted(server.lines));
	});

	test(`${version}: a resumed session has lines, too`, async (sim, t) => {
		const server = await serve(t, startLogging(version));
		const lines = [];
		for (const resumed of [false, true]) {
			const socket = await sim.tlsSocket({ KEY_LOG: (line) => lines.push(line) });
			assert.equal(await socket.connect(server), 0);
			await socket.exchange("x");
			assert.equal((await socket.info()).resumed, resumed);
			await socket.Close();
		}
		assert.equal(lines.length, 2 * labels[version].length);
		assert.deepEqual(wanted(lines), wanted(server.lines));
	});

	test(`${version}: 20 connections at once, none lost, each in order`, async (sim, t) => {
		const server = await serve(t, startLogging(version));
		const logs = await Promise.all(
			Array.from({ length: 20 }, async () => {
				const lines = [];
				const options = { KEY_LOG: (line) => lines.push(line), SESSION_RESUMPTION: false };
				const socket = await sim.tlsSocket(options);
				assert.equal(await socket.connect(server), 0, await socket.message());
				await socket.exchange("x");
				await socket.Close();
				return lines;
			}),
		);
		for (const lines of logs)
			assert.deepEqual(
				lines.map((line) => line.split(" ")[0]),
				labels[version],
			);
		assert.deepEqual(wanted(logs.flat()), wanted(server.lines));
	});

	test(`${version}: Close in the middle of a handshake ends it, and no line comes after`, async (sim, t) => {
		const server = await serve(t, startFailing("handshake", "silence", { version }));
		let lines = 0;
		const socket = await sim.tlsSocket({ KEY_LOG: () => lines++ });
		const connecting = socket.connect(server);
		await new Promise((resolve) => setTimeout(resolve, 100));
		assert.equal(await socket.Close(), 0);
		assert.equal(await connecting, -128);
		const before = lines;
		await new Promise((resolve) => setTimeout(resolve, 100));
		assert.equal(lines, before);
	});
}

test("none, null and another function replace it; without one nothing is told", async (sim, t) => {
	const server = await serve(t, startEcho({}));
	let first = 0;
	let second = 0;
	const socket = await sim.tlsSocket({ KEY_LOG: () => first++ });
	assert.equal(await socket.SetSockOpt(SO.KEY_LOG, () => second++), 0);
	assert.equal(await socket.connect(server), 0);
	assert.equal(first, 0);
	assert.equal(second, 4);
	for (const nothing of [null, undefined]) {
		const other = await sim.tlsSocket({ KEY_LOG: () => first++ });
		assert.equal(await other.SetSockOpt(SO.KEY_LOG, nothing), 0);
		assert.equal(await other.connect(server), 0);
		assert.equal(first, 0);
	}
});

test("what is no function is a TypeError", async (sim) => {
	const socket = await sim.socket();
	for (const value of [1, "file", {}, true]) await assert.rejects(socket.SetSockOpt(SO.KEY_LOG, value), /TypeError/);
});

test("after Close the option is -22", async (sim) => {
	const socket = await sim.socket();
	await socket.Close();
	assert.equal(await socket.SetSockOpt(SO.KEY_LOG, () => {}), -22);
});
