/* Data: 1 byte to 4 MB, both ways, compared byte by byte in the application and by hash in the server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startProxy } from "../servers/failing.mjs";
import { content, sha256, startEcho, startSink, startSource } from "../servers/servers.mjs";
import { client, close, connect, numbers, serve, trusting } from "./client.mjs";

const sizes = [1, 1200, 16_384, 16_385, 100_003, 4 * 1024 * 1024];
const kinds = { plain: undefined, "TLSv1.2": { version: "TLSv1.2" }, "TLSv1.3": { version: "TLSv1.3" } };

for (const [kind, server] of Object.entries(kinds)) {
	const options = server ? { tls: trusting } : {};
	for (const bytes of sizes) {
		const seed = bytes + 1;

		test(`${kind}: ${bytes} bytes arrive unchanged, then the end`, async (t) => {
			const source = await serve(t, startSource(server, { bytes, seed }));
			const steps = [{ do: "receive", bytes, seed }, { do: "recv", bytes: 1 }, close];
			const report = await client(options, connect(source), ...steps);
			assert.equal(report.results[1].bytes, bytes);
			assert.equal(report.results[1].wrong, undefined);
			assert.equal(report.results[2].result, -128);
			assert.equal(report.info.bytesReceived, bytes);
		});

		test(`${kind}: ${bytes} bytes are sent unchanged, then the end`, async (t) => {
			const sink = await serve(t, startSink(server));
			const ended = sink.next();
			const report = await client(options, connect(sink), { do: "send", bytes, seed }, close);
			assert.deepEqual(numbers(report), [0, bytes, 0]);
			assert.deepEqual(await ended, { bytes, sha256: sha256(content(bytes, seed)), ended: true });
			assert.equal(report.info.bytesSent, bytes);
		});

		test(`${kind}: ${bytes} bytes go out and come back at the same time`, async (t) => {
			const echo = await serve(t, startEcho(server));
			const report = await client(options, connect(echo), { do: "exchange", bytes, seed }, close);
			const [sent, received] = report.results[1].both;
			assert.equal(sent.bytes, bytes);
			assert.equal(received.bytes, bytes);
			assert.equal(received.wrong, undefined);
		});
	}

	for (const chunk of [1, 7, 1201])
		test(`${kind}: ${chunk} bytes at a time, both ways at once`, async (t) => {
			const echo = await serve(t, startEcho(server));
			const bytes = chunk * 500;
			const report = await client(options, connect(echo), { do: "exchange", bytes, seed: 9, chunk }, close);
			const [sent, received] = report.results[1].both;
			assert.deepEqual([sent.bytes, received.bytes, received.wrong], [bytes, bytes, undefined]);
		});

	test(`${kind}: a slow reader slows the sender down, and all arrives`, async (t) => {
		// More than the host's kernel takes in for a reader that lags: megabytes, on both sides of the connection.
		const bytes = 16_000_000;
		const sink = await serve(t, startSink(server, { rate: bytes }));
		const ended = sink.next();
		const report = await client(options, connect(sink), { do: "send", bytes, seed: 3 }, close);
		assert.equal(report.results[1].bytes, bytes);
		assert.ok(report.results[1].ms > 300, `${report.results[1].ms} ms: nothing held it back`);
		assert.equal((await ended).sha256, sha256(content(bytes, 3)));
	});

	test(`${kind}: an application that does not read stops the sender, and loses nothing`, async (t) => {
		const bytes = 20_000_000;
		const proxy = await serve(t, startProxy(await startSource(server, { bytes, seed: 4 })));
		const part = { do: "receive", bytes: 4_000_000, seed: 4 };
		const pause = { do: "wait", milliseconds: 800 };
		const running = client(options, connect(proxy), pause, part, close);
		await new Promise((resolve) => setTimeout(resolve, 900));
		const before = proxy.sent;
		assert.ok(before < bytes - 4_000_000, `${before} bytes were taken in although nobody read`);
		const report = await running;
		assert.deepEqual([report.results[2].bytes, report.results[2].wrong], [4_000_000, undefined]);
	});
}
