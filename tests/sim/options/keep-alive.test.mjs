/* TCPKEEPALIVE and its INTERVAL, COUNT and IDLE_TIME: the probes on the simulated wire, on a clock that runs 10 times as fast. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { listen } from "../../servers/listener.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { captureFile, readSegments } from "./capture.mjs";
import { SO, startRemote, testsInOneSimulator } from "./remote.mjs";

const scale = 10;
const granularity = 500; // lwIP's slow timer, in milliseconds
const late = 1500; // scaled milliseconds that a busy machine may add

function testOnTheWire(name, run) {
	test(name, { timeout: 60_000 }, async (t) => {
		const file = captureFile(t);
		const sim = await startRemote({ flags: ["--pcap", file, "--clock-scale", String(scale)], variant: "release" });
		t.after(() => sim.kill());
		await run(sim, t, (port) => readSegments(file, port));
		await sim.end();
	});
}

/** Waits scaled seconds. */
const seconds = (count) => new Promise((resolve) => setTimeout(resolve, (count * 1000) / scale));

async function connected(sim, server, options) {
	const socket = await sim.socket();
	for (const [name, value] of Object.entries(options))
		assert.equal(await socket.SetSockOpt(SO[name], value), 0, name);
	assert.equal(await socket.connect(server), 0);
	return socket;
}

const timing = { TCPKEEPALIVE_IDLE_TIME: 4, TCPKEEPALIVE_INTERVAL: 2, TCPKEEPALIVE_COUNT: 3 };

/** Segments without data that say again what was said: keep-alive probes (RFC 9293, 3.8.4). */
function probes(segments) {
	let next = 0;
	return segments.filter(({ out, seq, length, syn, fin, reset }) => {
		if (!out || reset) return false;
		const probe = length === 0 && !syn && !fin && seq === next - 1;
		next = Math.max(next, seq + length + (syn || fin ? 1 : 0));
		return probe;
	});
}

function isAbout(ms, expected, what) {
	assert.ok(ms >= expected - granularity - 50, `${what}: ${Math.round(ms)} ms instead of ${expected}`);
	assert.ok(ms <= expected + granularity + late, `${what}: ${Math.round(ms)} ms instead of ${expected}`);
}

testOnTheWire("off at first: a silent connection stays silent, whatever the times are", async (sim, t, segments) => {
	const server = await serve(t, startEcho());
	await connected(sim, server, timing);
	await seconds(20);
	assert.deepEqual(probes(segments(server.port)), []);
});

for (const on of [true, 1, 2])
	testOnTheWire(
		`on (${on}): a probe after each idle time, and the peer's answer keeps it going`,
		async (sim, t, segments) => {
			const server = await serve(t, startEcho());
			const socket = await connected(sim, server, { TCPKEEPALIVE: on, ...timing });
			await seconds(18);
			const all = segments(server.port);
			const found = probes(all);
			assert.ok(found.length >= 3 && found.length <= 5, `${found.length} probes in 18 s with 4 s of idle time`);
			const quiet = all.findLast(({ ms, out }) => ms < found[0].ms && !out);
			isAbout(found[0].ms - quiet.ms, 4000, "first probe");
			isAbout(found[1].ms - found[0].ms, 4000, "second probe");
			for (const { ms } of found)
				assert.ok(
					all.some((one) => !one.out && one.ms >= ms && one.ms < ms + 1000),
					"each is answered",
				);
			await socket.exchange("still there");
		},
	);

testOnTheWire("data puts the probe off", async (sim, t, segments) => {
	const server = await serve(t, startEcho());
	const socket = await connected(sim, server, { TCPKEEPALIVE: true, ...timing });
	for (let i = 0; i < 8; i++) {
		await seconds(2);
		await socket.exchange("x");
	}
	assert.deepEqual(probes(segments(server.port)), []);
});

for (const [idle, interval, count] of [
	[4, 2, 3],
	[2, 5, 2],
	[6, 1, 5],
])
	testOnTheWire(
		`no answer: ${count} probes, the first after ${idle} s, each ${interval} s apart; then Recv gives -1`,
		async (sim, t, segments) => {
			const server = await serve(t, listen({ onStream: (stream) => stream.resume() }));
			const socket = await connected(sim, server, {
				TCPKEEPALIVE: true,
				TCPKEEPALIVE_IDLE_TIME: idle,
				TCPKEEPALIVE_INTERVAL: interval,
				TCPKEEPALIVE_COUNT: count,
				RCVTIMEO: 0,
			});
			const receiving = socket.receive(1);
			const total = idle + interval * count;
			await sim.call("sim", "unplug", (total + 5) * 1000);
			assert.equal((await receiving).result, -1);
			const { name, phase, message } = await socket.error();
			assert.equal(name, "SOCKETS_SOCKET_ERROR");
			assert.equal(phase, "recv");
			assert.match(message, /did not answer/);
			const all = segments(server.port);
			const found = probes(all);
			assert.equal(found.length, count);
			const quiet = all.findLast(({ ms, out }) => ms < found[0].ms && !out);
			isAbout(found[0].ms - quiet.ms, idle * 1000, "first probe");
			for (let i = 1; i < count; i++) isAbout(found[i].ms - found[i - 1].ms, interval * 1000, `probe ${i}`);
			const reset = all.find(({ out, reset: is }) => out && is);
			assert.ok(reset, "the end is told");
			isAbout(reset.ms - found.at(-1).ms, interval * 1000, "the end");
		},
	);

testOnTheWire("it can be turned on, changed and turned off on a connection", async (sim, t, segments) => {
	const server = await serve(t, startEcho());
	const socket = await connected(sim, server, {});
	for (const [name, value] of Object.entries({ ...timing, TCPKEEPALIVE: true }))
		assert.equal(await socket.SetSockOpt(SO[name], value), 0, name);
	await seconds(10);
	const before = probes(segments(server.port)).length;
	assert.ok(before >= 1, "turned on");
	assert.equal(await socket.SetSockOpt(SO.TCPKEEPALIVE, false), 0);
	await seconds(12);
	assert.equal(probes(segments(server.port)).length, before, "turned off");
});

testOnTheWire("it works under TLS", async (sim, t, segments) => {
	const server = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket({ TCPKEEPALIVE: true, ...timing });
	assert.equal(await socket.connect(server), 0);
	await socket.exchange("x");
	await seconds(10);
	assert.ok(probes(segments(server.port)).length >= 1);
	await socket.exchange("y");
});

const testShared = testsInOneSimulator();

testShared("times are 1 to 32767 seconds, the count 1 to 255", async (sim) => {
	const socket = await sim.socket();
	for (const [name, most] of [
		["TCPKEEPALIVE_IDLE_TIME", 32767],
		["TCPKEEPALIVE_INTERVAL", 32767],
		["TCPKEEPALIVE_COUNT", 255],
	]) {
		for (const good of [1, most]) assert.equal(await socket.SetSockOpt(SO[name], good), 0, name);
		for (const bad of [0, most + 1, -1, 1.5, 2 ** 32]) {
			assert.equal(await socket.SetSockOpt(SO[name], bad), -22, `${name} ${bad}`);
			assert.ok((await socket.message()).length > 10);
		}
		for (const value of ["1", null]) await assert.rejects(socket.SetSockOpt(SO[name], value), /TypeError/);
	}
	for (const value of ["on", null, {}]) await assert.rejects(socket.SetSockOpt(SO.TCPKEEPALIVE, value), /TypeError/);
});
