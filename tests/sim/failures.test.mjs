/* Peers that are not there, or go away: which code, at which stage, and that nothing hangs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { freePort, startFailing, startProxy, transferred } from "../servers/failing.mjs";
import { startEcho, startSink, startSource } from "../servers/servers.mjs";
import { client, close, connect, numbers, serve, trusting } from "./client.mjs";

const hear = { do: "recv", bytes: 100 };
const timeouts = { receiveTimeout: 5000, sendTimeout: 5000 };
const kinds = {
	plain: { server: undefined, options: timeouts },
	"TLSv1.2": { server: { version: "TLSv1.2" }, options: { ...timeouts, tls: trusting } },
	"TLSv1.3": { server: { version: "TLSv1.3" }, options: { ...timeouts, tls: trusting } },
};

test("nobody listens: Connect gives -1 at once", async () => {
	const report = await client(timeouts, connect({ port: await freePort() }), close);
	assert.deepEqual(numbers(report), [-1, 0]);
	assert.equal(report.error.phase, "tcp connect");
	assert.ok(report.results[0].ms < 1000, `${report.results[0].ms} ms`);
});

test("after a refused Connect the same socket connects", async (t) => {
	const echo = await serve(t, startEcho());
	const steps = [connect({ port: await freePort() }), connect(echo), { do: "say", text: "hello" }, hear];
	assert.deepEqual(numbers(await client(timeouts, ...steps)), [-1, 0, 5, 5]);
});

test("a server without TLS: -1002", async (t) => {
	const source = await serve(t, startSource(undefined, { bytes: 1000 }));
	const report = await client({ ...timeouts, tls: trusting }, connect(source));
	assert.deepEqual(numbers(report), [-1002]);
	assert.equal(report.error.phase, "tls handshake");
});

for (const [kind, { server, options }] of Object.entries(kinds)) {
	for (const stage of server ? ["accept", "hello", "handshake"] : [])
		for (const way of ["cut", "reset"])
			test(`${kind}: ${way} at stage ${stage}: Connect gives -1002`, async (t) => {
				const failing = await serve(t, startFailing(stage, way, server));
				const report = await client(options, connect(failing), close);
				const refused = stage === "accept" && way === "reset"; // may come before TCP is established
				if (!refused || report.results[0].result !== -1) assert.deepEqual(numbers(report), [-1002, 0]);
				assert.equal(report.error.code, report.results[0].result);
				assert.ok(report.results[0].ms < 2000, `${report.results[0].ms} ms`);
			});

	for (const stage of ["ready", "transfer"]) {
		const steps = [connect, { do: "receive", bytes: 2 * transferred, seed: 1 }, hear, close];
		const plan = (failing) => [connect(failing), ...steps.slice(1)];
		const bytes = stage === "transfer" ? transferred : 0;

		test(`${kind}: end at stage ${stage}: Recv gives what came, then -128`, async (t) => {
			const report = await client(options, ...plan(await serve(t, startFailing(stage, "end", server))));
			assert.deepEqual(numbers(report), [0, -128, -128, 0]);
			assert.equal(report.results[1].bytes, bytes);
		});

		test(`${kind}: cut at stage ${stage}: Recv gives what came, then ${server ? "-1004" : "-128"}`, async (t) => {
			const report = await client(options, ...plan(await serve(t, startFailing(stage, "cut", server))));
			const code = server ? -1004 : -128;
			assert.deepEqual(numbers(report), [0, code, code, 0]);
			assert.equal(report.results[1].bytes, bytes);
			if (server) assert.match(report.error.message, /close_notify|truncat/i);
		});

		test(`${kind}: reset at stage ${stage}: Recv gives -1`, async (t) => {
			const report = await client(options, ...plan(await serve(t, startFailing(stage, "reset", server))));
			assert.deepEqual(numbers(report), [0, -1, -1, 0]);
			assert.ok(report.results[1].bytes <= bytes);
			assert.equal(report.error.code, -1);
		});
	}

	test(`${kind}: reset while sending: Send gives a negative number`, async (t) => {
		const failing = await serve(t, startFailing("ready", "reset", server));
		const send = { do: "send", bytes: 4_000_000, seed: 1 };
		const report = await client(options, connect(failing), { do: "wait", milliseconds: 300 }, send, send);
		assert.deepEqual(numbers(report).slice(2), [-1, -1]);
	});

	test(`${kind}: the server ends, and what was asked before still comes`, async (t) => {
		const sink = await serve(t, startSink(server, { reply: true }));
		const send = { do: "send", bytes: 100_000, seed: 1 };
		const report = await client(options, connect(sink), send, { do: "shutdown", how: 1 }, hear, hear, close);
		assert.deepEqual(numbers(report), [0, 100_000, 0, 6, -128, 0]);
		assert.equal(report.results[3].text, "100000");
	});

	const shutdown = { do: "shutdown", how: 1 };
	const wait = (milliseconds) => ({ do: "wait", milliseconds });

	test(`${kind}: the server ends, then we: Recv gives what came, then -128`, async (t) => {
		const failing = await serve(t, startFailing("transfer", "end", server));
		const receive = { do: "receive", bytes: 2 * transferred, seed: 1 };
		const report = await client(options, connect(failing), wait(200), shutdown, wait(200), receive, hear, close);
		assert.deepEqual(numbers(report), [0, 0, 0, 0, -128, -128, 0]);
		assert.equal(report.results[4].bytes, transferred);
	});
}

for (const version of ["TLSv1.2", "TLSv1.3"])
	test(`${version}: a record cut in the middle: -1004`, async (t) => {
		const proxy = await serve(
			t,
			startProxy(await startSource({ version }, { bytes: 500_000 }), { after: 200_000 }),
		);
		const receive = { do: "receive", bytes: 500_000, seed: 1 };
		const report = await client({ ...timeouts, tls: trusting }, connect(proxy), receive);
		assert.deepEqual(numbers(report), [0, -1004]);
		assert.equal(report.results[1].wrong, undefined);
		assert.ok(report.results[1].bytes > 150_000 && report.results[1].bytes < 200_000);
	});

test("Close sends what Send took, then ends in order", async (t) => {
	for (const server of [undefined, {}]) {
		const sink = await serve(t, startSink(server));
		const ended = sink.next();
		const options = server ? { tls: trusting } : {};
		const report = await client(options, connect(sink), { do: "send", bytes: 30_000, seed: 1 }, close);
		assert.deepEqual(numbers(report), [0, 30_000, 0]);
		const { bytes, ended: inOrder } = await ended;
		assert.deepEqual({ bytes, inOrder }, { bytes: 30_000, inOrder: true });
		assert.deepEqual(sink.errors, []);
	}
});
