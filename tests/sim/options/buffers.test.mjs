/* SNDBUF and RCVBUF bound what waits in a connection: counted in segments on the simulated wire. */
import assert from "node:assert/strict";
import { listen } from "../../servers/listener.mjs";
import { startEcho, startSink, startSource } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { captureFile, readSegments } from "./capture.mjs";
import { SO, startRemote, testsInOneSimulator } from "./remote.mjs";
import { test as plainTest } from "node:test";

const test = testsInOneSimulator();

/** A test with a simulator whose frames are captured. */
function testOnTheWire(name, run) {
	plainTest(name, { timeout: 60_000 }, async (t) => {
		const file = captureFile(t);
		const sim = await startRemote({ flags: ["--pcap", file] });
		t.after(() => sim.kill());
		await run(sim, t, (port) => readSegments(file, port));
		await sim.end();
	});
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The most bytes that were on their way and not acknowledged, from one end. */
function mostInFlight(segments, out) {
	let acknowledged = 1; // the SYN
	let most = 0;
	for (const segment of segments) {
		if (segment.out === out) most = Math.max(most, segment.seq + segment.length - acknowledged);
		else if (!segment.syn) acknowledged = Math.max(acknowledged, segment.ack);
	}
	return most;
}

/** Sends until the socket takes no more, thrice: on a busy machine the peer takes some late. @returns how much of what it took was not acknowledged */
async function waiting(socket, sink, segments) {
	await socket.SetSockOpt(SO.SNDTIMEO, 700);
	let taken = 0;
	for (let refusals = 0; refusals < 3;) {
		const result = await socket.Send({ zeros: 1_000_000 });
		if (result > 0) taken += result;
		else refusals++;
	}
	await pause(100);
	const { port } = sink;
	await sink.close(); // else the simulator would wait at its end for what is still on its way to a server that never reads
	const acknowledgements = segments(port).filter(({ out, syn }) => !out && !syn);
	return taken - (Math.max(...acknowledgements.map(({ ack }) => ack)) - 1);
}

for (const bytes of [256, 2048, 20_000])
	testOnTheWire(`SNDBUF ${bytes} bounds what Send takes beyond what the peer has`, async (sim, t, segments) => {
		const sink = await serve(t, startSink(undefined, { rate: 0 }));
		const { port } = sink;
		const socket = await sim.socket();
		assert.equal(await socket.SetSockOpt(SO.SNDBUF, bytes), 0);
		assert.equal(await socket.connect(sink), 0);
		const left = await waiting(socket, sink, segments);
		assert.ok(left <= bytes, `${left} bytes wait`);
		assert.ok(left > bytes / 2, `only ${left} bytes wait: the room is not used`);
		const most = mostInFlight(segments(port), true);
		assert.ok(most <= bytes, `${most} bytes in flight`);
	});

testOnTheWire("without SNDBUF more waits than with any of those", async (sim, t, segments) => {
	const sink = await serve(t, startSink(undefined, { rate: 0 }));
	const socket = await sim.socket();
	assert.equal(await socket.connect(sink), 0);
	assert.ok((await waiting(socket, sink, segments)) > 20_000);
});

for (const bytes of [256, 2048, 20_000])
	testOnTheWire(`RCVBUF ${bytes} bounds the window, and what comes unread`, async (sim, t, segments) => {
		const source = await serve(t, startSource(undefined, { bytes: 200_000 }));
		const socket = await sim.socket();
		assert.equal(await socket.SetSockOpt(SO.RCVBUF, bytes), 0);
		assert.equal(await socket.connect(source), 0);
		await pause(500);
		const before = segments(source.port);
		const offered = before.filter(({ out, syn }) => out && !syn).map(({ window }) => window);
		assert.equal(Math.max(...offered), bytes, "the largest window after the SYN");
		const came = Math.max(...before.filter(({ out }) => !out).map(({ seq, length }) => seq + length - 1));
		/* a sender may ask a closed window with a byte */
		assert.ok(came <= bytes + 1 && came > bytes / 2, `${came} bytes came unread`);
		for (let left = 200_000; left > 0;) {
			const { result } = await socket.receive(50_000);
			assert.ok(result > 0, `Recv gave ${result} with ${left} bytes to come`);
			left -= result;
		}
		assert.ok(
			Math.max(
				...segments(source.port)
					.filter(({ out, syn }) => out && !syn)
					.map(({ window }) => window),
			) <= bytes,
		);
	});

for (const [kind, tls] of [
	["plain", undefined],
	["TLS 1.2", { version: "TLSv1.2" }],
	["TLS 1.3", { version: "TLSv1.3" }],
])
	for (const bytes of [512, 4096])
		test(`${kind}: all comes and goes through buffers of ${bytes} bytes, and without stalls`, async (sim, t) => {
			const echo = await serve(t, startEcho(tls));
			const socket = tls ? await sim.tlsSocket() : await sim.socket();
			assert.equal(await socket.SetSockOpt(SO.SNDBUF, bytes), 0);
			assert.equal(await socket.SetSockOpt(SO.RCVBUF, bytes), 0);
			assert.equal(await socket.connect(echo), 0, await socket.message());
			const started = performance.now();
			const sending = socket.Send({ zeros: 100_000 });
			for (let left = 100_000; left > 0;) {
				const { result } = await socket.receive(100_000);
				assert.ok(result > 0, `Recv gave ${result} with ${left} bytes to come`);
				left -= result;
			}
			assert.equal(await sending, 100_000);
			const ms = performance.now() - started;
			assert.ok(ms < 5000, `${Math.round(ms)} ms for 100 KB there and back`);
		});

test("SNDBUF may change on a connection, RCVBUF may not: -127", async (sim, t) => {
	const server = await serve(t, listen({ onStream: (stream) => stream.resume() }));
	const socket = await sim.socket();
	assert.equal(await socket.connect(server), 0);
	assert.equal(await socket.SetSockOpt(SO.SNDBUF, 1000), 0);
	assert.equal(await socket.SetSockOpt(SO.RCVBUF, 1000), -127);
	assert.match(await socket.message(), /SOCKETS_SO_RCVBUF must be set before Connect/);
	assert.equal(await socket.Send({ zeros: 50_000 }), 50_000);
});

test("buffers have at least 256 bytes; more than there can be is as much as there can be", async (sim, t) => {
	const echo = await serve(t, startEcho());
	for (const option of [SO.SNDBUF, SO.RCVBUF]) {
		const socket = await sim.socket();
		for (const bytes of [0, 1, 255, -1, 0.5, 2 ** 32]) {
			assert.equal(await socket.SetSockOpt(option, bytes), -22);
			assert.ok((await socket.message()).length > 10);
		}
		assert.equal(await socket.SetSockOpt(option, 4294967295), 0);
		assert.equal(await socket.connect(echo), 0);
		await socket.exchange("x");
		for (const value of ["256", null, true]) await assert.rejects(socket.SetSockOpt(option, value), /TypeError/);
	}
});
