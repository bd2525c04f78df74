/* Time-outs: nothing ends early, and nothing takes much longer than it was told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startFailing } from "../servers/failing.mjs";
import { startEcho, startSink } from "../servers/servers.mjs";
import { client, close, connect, numbers, serve, trusting } from "./client.mjs";

const late = 1000; // milliseconds that a busy machine may add
const nobody = "10.0.2.77"; // an address of the simulated link where nobody is
const hear = { do: "recv", bytes: 100 };
const blocking = { do: "option", option: 0 };
const nonblocking = { do: "option", option: 9 };

function lasted({ ms }, least) {
	assert.ok(ms >= least - 1, `${ms} ms instead of ${least}: too early`);
	assert.ok(ms <= least + late, `${ms} ms instead of ${least}: too late`);
}

for (const [kind, server, tls] of [
	["plain", undefined, undefined],
	["TLS", {}, trusting],
]) {
	const options = tls ? { tls } : {};

	for (const receiveTimeout of [30, 100, 700])
		test(`${kind}: Recv gives 0 after ${receiveTimeout} ms of silence`, async (t) => {
			const echo = await serve(t, startEcho(server));
			const again = { ...blocking, value: receiveTimeout };
			const report = await client(options, connect(echo), again, hear, hear, { do: "say", text: "hello" }, hear);
			assert.deepEqual(numbers(report), [0, 0, 0, 0, 5, 5]);
			lasted(report.results[2], receiveTimeout);
			lasted(report.results[3], receiveTimeout);
		});

	test(`${kind}: Recv with a time-out of 0 waits for ever`, async (t) => {
		const echo = await serve(t, startEcho(server));
		const proxied = { ...options, flags: ["--clock-scale", "20"], receiveTimeout: 0 };
		const steps = [connect(echo), { do: "recv-later", bytes: 100, milliseconds: 30_000, text: "hello" }];
		const report = await client(proxied, ...steps);
		assert.deepEqual(numbers(report), [0, 5]);
	});

	test(`${kind}: Send to a server that does not read takes what fits, then gives 0 after the time-out`, async (t) => {
		const sink = await serve(t, startSink(server, { rate: 0 }));
		/* twice, because the kernel may still make a little room after the first */
		const send = { do: "send", bytes: 30_000_000, seed: 0, chunk: 1_000_000 };
		const report = await client({ ...options, sendTimeout: 600, leave: true }, connect(sink), send, send, close);
		assert.deepEqual(numbers(report), [0, 0, 0, 0]);
		assert.ok(report.results[1].bytes > 0 && report.results[1].bytes < 30_000_000);
		assert.ok(report.results[2].ms >= 599 && report.results[2].ms < 3 * (600 + late), `${report.results[2].ms} ms`);
	});

	test(`${kind}: non-blocking, Recv gives -11 at once, and setting the time-out undoes it`, async (t) => {
		const echo = await serve(t, startEcho(server));
		const undo = { ...blocking, value: 200 };
		const report = await client(options, connect(echo), nonblocking, hear, hear, undo, hear);
		assert.deepEqual(numbers(report), [0, 0, -11, -11, 0, 0]);
		assert.ok(report.results[2].ms < 1000);
		lasted(report.results[5], 200);
	});

	test(`${kind}: non-blocking, Send takes what fits, then gives -11 at once`, async (t) => {
		const sink = await serve(t, startSink(server, { rate: 0 }));
		const send = { do: "send", bytes: 30_000_000, seed: 0, chunk: 1_000_000 };
		const report = await client({ ...options, leave: true }, connect(sink), nonblocking, send);
		assert.deepEqual(numbers(report), [0, 0, -11]);
		assert.ok(report.results[2].bytes > 0);
	});

	test(`${kind}: an application ends although a server does not take what was sent`, async (t) => {
		const sink = await serve(t, startSink(server, { rate: 0 }));
		const ending = { ...options, sendTimeout: 500, flags: ["--clock-scale", "20"] };
		await client(ending, connect(sink), { do: "send", bytes: 30_000_000, seed: 0, chunk: 1_000_000 });
	});
}

test("non-blocking before Connect: -126", async () => {
	assert.deepEqual(numbers(await client({}, nonblocking)), [-126]);
});

for (const [receiveTimeout, sendTimeout] of [
	[500, 5000],
	[5000, 500],
	[500, 0],
	[0, 500],
])
	test(`Connect to nobody gives -1 after the smaller of ${receiveTimeout} and ${sendTimeout} ms, 0 being none`, async () => {
		const report = await client({ receiveTimeout, sendTimeout }, connect({ port: 7 }, nobody), close);
		assert.deepEqual(numbers(report), [-1, 0]);
		assert.equal(report.error.phase, "tcp connect");
		assert.match(report.error.message, /timed out/);
		lasted(report.results[0], 500);
	});

for (const stage of ["hello", "handshake"])
	test(`a server silent at stage ${stage}: Connect gives -1002 after the time-out`, async (t) => {
		const failing = await serve(t, startFailing(stage, "silence", {}));
		const timeouts = { receiveTimeout: 500, sendTimeout: 800 };
		const report = await client({ ...timeouts, tls: trusting }, connect(failing), close);
		assert.deepEqual(numbers(report), [-1002, 0]);
		assert.equal(report.error.phase, "tls handshake");
		assert.match(report.error.message, /timed out/);
		lasted(report.results[0], 500);
	});

test("the default time-outs are ten seconds", async (t) => {
	const echo = await serve(t, startEcho());
	const report = await client({ flags: ["--clock-scale", "20"] }, connect(echo), hear);
	assert.deepEqual(numbers(report), [0, 0]);
	assert.ok(report.results[1].ms >= 490 && report.results[1].ms < 500 + late, `${report.results[1].ms} ms of 500`);
});

test("Close does not wait for a server that does not read longer than the send time-out", async (t) => {
	const sink = await serve(t, startSink({}, { rate: 0 }));
	const started = performance.now();
	await client({ tls: trusting, sendTimeout: 500 }, connect(sink), { do: "send", bytes: 3_000_000, seed: 0 }, close);
	assert.ok(performance.now() - started < 500 + 500 + 2 * late);
});
