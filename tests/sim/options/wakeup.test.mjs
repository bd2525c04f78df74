/* WAKEUP_CALLBACK, NONBLOCK and SO_ERROR: a socket that is told of what happens rather than asked to wait for it. */
import assert from "node:assert/strict";
import { listen } from "../../servers/listener.mjs";
import { startSink } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();

/** A server whose connections the test holds in its hands. */
async function startPuppet(tls) {
	const streams = [];
	let told;
	const server = await listen({
		tls,
		onStream(stream, raw) {
			stream.resume();
			streams.push({ stream, raw });
			told?.();
		},
	});
	server.next = async () => {
		while (streams.length === 0) await new Promise((resolve) => (told = resolve));
		return streams.shift();
	};
	return server;
}

/** Counts calls, and waits for the next. */
function bell() {
	let rung = 0;
	let wake;
	const ring = () => {
		rung++;
		wake?.();
	};
	ring.count = () => rung;
	ring.next = async () => {
		const before = rung;
		while (rung === before) await new Promise((resolve) => (wake = resolve));
	};
	return ring;
}

function pause(milliseconds = 100) {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function connected(sim, t, tls, options) {
	const server = await serve(t, startPuppet(tls));
	const socket = tls ? await sim.tlsSocket(options) : await sim.socket();
	assert.equal(await socket.connect(server), 0, await socket.message());
	const ring = bell();
	assert.equal(await socket.SetSockOpt(SO.WAKEUP_CALLBACK, ring), 0);
	return { socket, ring, ...(await server.next()) };
}

for (const [kind, tls] of [
	["plain", undefined],
	["TLS 1.2", { version: "TLSv1.2" }],
	["TLS 1.3", { version: "TLSv1.3" }],
]) {
	test(`${kind}: data wakes, and is there to be read without waiting`, async (sim, t) => {
		const { socket, ring, stream } = await connected(sim, t, tls);
		await pause(); // tickets of TLS 1.3 may wake, too
		assert.equal(await socket.SetSockOpt(SO.NONBLOCK), 0);
		assert.equal((await socket.receive(10)).result, -11);
		const next = ring.next();
		stream.write("news");
		await next;
		assert.deepEqual(await socket.receive(10), { result: 4, bytes: Buffer.from("news") });
		assert.equal((await socket.receive(10)).result, -11);
		assert.equal(await socket.GetSockOpt(SO.ERROR), 0);
	});

	test(`${kind}: the end of the stream wakes, and is no error`, async (sim, t) => {
		const { socket, ring, stream } = await connected(sim, t, tls);
		await pause();
		await socket.SetSockOpt(SO.NONBLOCK);
		const next = ring.next();
		stream.end();
		await next;
		assert.equal(await socket.GetSockOpt(SO.ERROR), 0);
		await pause(20);
		assert.equal((await socket.receive(10)).result, -128);
		assert.equal(await socket.GetSockOpt(SO.ERROR), 0);
	});

	test(`${kind}: a reset wakes, and SO_ERROR tells of it once`, async (sim, t) => {
		const { socket, ring, raw } = await connected(sim, t, tls);
		await pause();
		await socket.SetSockOpt(SO.NONBLOCK);
		const next = ring.next();
		raw.resetAndDestroy();
		await next;
		assert.equal(await socket.GetSockOpt(SO.ERROR), -1);
		assert.equal(await socket.GetSockOpt(SO.ERROR), 0);
		assert.equal((await socket.receive(10)).result, -1);
		assert.equal(await socket.Send("x"), -1);
		assert.equal(await socket.GetSockOpt(SO.ERROR), 0);
	});

	test(`${kind}: what a Recv has told is not told again by SO_ERROR`, async (sim, t) => {
		const { socket, raw } = await connected(sim, t, tls);
		const receiving = socket.receive(10);
		await pause(50);
		raw.resetAndDestroy();
		assert.equal((await receiving).result, -1);
		assert.equal(await socket.GetSockOpt(SO.ERROR), 0);
	});

	test(`${kind}: none, null and another function replace the callback`, async (sim, t) => {
		const { socket, ring, stream } = await connected(sim, t, tls);
		await pause();
		for (const nothing of [null, undefined]) {
			assert.equal(await socket.SetSockOpt(SO.WAKEUP_CALLBACK, nothing), 0);
			const before = ring.count();
			stream.write("x");
			assert.equal((await socket.receive(1)).result, 1);
			await pause(50);
			assert.equal(ring.count(), before);
			assert.equal(await socket.SetSockOpt(SO.WAKEUP_CALLBACK, ring), 0);
		}
		const other = bell();
		const before = ring.count();
		assert.equal(await socket.SetSockOpt(SO.WAKEUP_CALLBACK, other), 0);
		const next = other.next();
		stream.write("x");
		await next;
		assert.equal(ring.count(), before);
	});

	test(`${kind}: after Close nothing wakes any more`, async (sim, t) => {
		const { socket, ring, stream } = await connected(sim, t, tls);
		await pause();
		const before = ring.count();
		assert.equal(await socket.Close(), 0);
		stream.write("too late");
		await pause();
		assert.equal(ring.count(), before);
		assert.equal(await socket.GetSockOpt(SO.ERROR), -22);
	});

	test(`${kind}: NONBLOCK, then RCVTIMEO makes the socket wait again`, async (sim, t) => {
		const { socket, stream } = await connected(sim, t, tls);
		assert.equal(await socket.SetSockOpt(SO.NONBLOCK, 0), 0); // its value is ignored
		assert.equal((await socket.receive(10)).result, -11);
		assert.equal(await socket.SetSockOpt(SO.RCVTIMEO, 5000), 0);
		const receiving = socket.receive(10);
		await pause();
		stream.write("after a while");
		assert.equal((await receiving).result, 10);
	});
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`${version}: TCP cut without close_notify wakes; SO_ERROR tells of the truncation`, async (sim, t) => {
		const { socket, ring, stream } = await connected(sim, t, { version });
		await pause();
		await socket.SetSockOpt(SO.NONBLOCK);
		const next = ring.next();
		stream.destroy();
		await next;
		await pause(20);
		assert.equal(await socket.GetSockOpt(SO.ERROR), -1004);
		assert.equal(await socket.GetSockOpt(SO.ERROR), 0);
		assert.equal((await socket.receive(10)).result, -1004);
		assert.match(await socket.message(), /truncated/);
	});
}

test("NONBLOCK before Connect is -126, and Send on a full socket -11", async (sim, t) => {
	const sink = await serve(t, startSink(undefined, { rate: 0 }));
	const socket = await sim.socket();
	assert.equal(await socket.SetSockOpt(SO.NONBLOCK), -126);
	assert.match(await socket.message(), /after Connect/);
	assert.equal(await socket.connect(sink), 0);
	await socket.SetSockOpt(SO.NONBLOCK);
	let result = 0;
	for (let sent = 0; sent < 100_000_000; sent += result) {
		result = await socket.Send({ zeros: 1_000_000 });
		if (result < 0) break;
	}
	assert.equal(result, -11);
	await socket.SetSockOpt(SO.SNDTIMEO, 200);
	await socket.SetSockOpt(SO.RCVTIMEO, 200);
	assert.equal(await socket.Send("x"), 0);
});

test("the callback is given its socket", async (sim, t) => {
	const server = await serve(t, startPuppet());
	const [one, two] = [await sim.socket(), await sim.socket()];
	assert.equal(await one.connect(server), 0);
	assert.equal(await two.connect(server), 0);
	const given = [];
	const both = [bell(), bell()];
	for (const [i, socket] of [one, two].entries())
		await socket.SetSockOpt(SO.WAKEUP_CALLBACK, (value) => {
			given[i] = value.socket;
			both[i]();
		});
	const nexts = both.map((ring) => ring.next());
	for (const { stream } of [await server.next(), await server.next()]) stream.write("x");
	await Promise.all(nexts);
	assert.ok(given[0] && given[1] && given[0] !== given[1], String(given));
});

test("a callback that is not a function is a TypeError", async (sim) => {
	const socket = await sim.socket();
	for (const value of [1, "f", {}, true])
		await assert.rejects(socket.SetSockOpt(SO.WAKEUP_CALLBACK, value), /TypeError/);
});

test("the one option to be read is SO_ERROR, and it cannot be set", async (sim) => {
	const socket = await sim.socket();
	assert.equal(await socket.GetSockOpt(SO.ERROR), 0);
	assert.equal(await socket.GetSockOpt(SO.RCVTIMEO), -109);
	assert.match(await socket.message(), /no option 0 to be read/);
	assert.equal(await socket.SetSockOpt(SO.ERROR, 1), -109);
	assert.match(await socket.message(), /no option 1013 to be set/);
	await assert.rejects(socket.GetSockOpt("1013"), /TypeError/);
});
