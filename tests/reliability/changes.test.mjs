/*
 * A network that changes in the middle of a connection: a path that gets narrow, a link that goes away, another address,
 * a peer whose window closes. Whatever happens, operations end in time, complete or with a documented code, and the next
 * connection works.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startFailing } from "../servers/failing.mjs";
import { listen } from "../servers/listener.mjs";
import { sha256, startEcho, startSource } from "../servers/servers.mjs";
import { close, connect, serve, trusting } from "../sim/client.mjs";
import { runSim } from "../sim/harness.mjs";

const app = fileURLToPath(new URL("../sim/apps/client.ts", import.meta.url));
const scale = 20;
const slack = 600; // milliseconds that a busy machine may add
const limit = 20_000; // of Connect and each Send and Recv; this and the times below are scaled

const later = (milliseconds, ...steps) => ({ do: "later", milliseconds, steps });
const wait = (milliseconds) => ({ do: "wait", milliseconds });
const narrow = (bytes) => ({ do: "narrow", bytes });
const unlink = (milliseconds) => ({ do: "unlink", milliseconds });
const move = (milliseconds) => ({ do: "unlink", milliseconds, move: true });
const unplug = (milliseconds) => ({ do: "unplug", milliseconds });
const exchange = (bytes) => ({ do: "exchange", bytes, seed: 3, chunk: 20_000 });
const hello = { do: "say", text: "hello" };
const hear = { do: "recv", bytes: 100 };
const renew = { do: "renew" };
const prepare = (bytes) => ({ do: "prepare", bytes, seed: 3 });

const kinds = { plain: undefined, "TLSv1.2": { version: "TLSv1.2" }, "TLSv1.3": { version: "TLSv1.3" } };

/** Runs a plan. @returns {Promise<object>} the report of apps/client.ts, with what was traced */
async function run(kind, steps, { flags = [], plan = {} } = {}) {
	const tls = kind === "plain" ? undefined : trusting;
	const whole = { tls, receiveTimeout: limit, sendTimeout: limit, ...plan, steps };
	const { code, stdout, stderr, timedOut } = await runSim(app, [JSON.stringify(whole)], {
		flags: ["--clock-scale", String(scale), "--trace", ...flags],
		timeout: 60_000,
	});
	assert.ok(!timedOut, `it did not end:\n${stdout}${stderr.slice(-3000)}`);
	assert.equal(code, 0, stdout + stderr.slice(-3000));
	return { ...JSON.parse(stdout.trimEnd().split("\n").at(-1)), trace: stderr };
}

/** The results of all steps, both of an exchange. */
const numbers = ({ results }) => results.map(({ result, both }) => both?.map((each) => each.result) ?? result);

/*
 * Nothing that came is wrong, and no operation took longer than its time-out, twice that for transfers: a Send may move some
 * until its time-out, and the next one nothing.
 */
function judge(report) {
	for (const { both = [] } of report.results)
		for (const each of both) assert.equal(each.wrong, undefined, "what came is what was sent");
	for (const { result, ms, bytes, both } of report.results)
		if (result < 0 || bytes || both)
			assert.ok(ms <= ((result < 0 ? 1 : 2) * limit) / scale + slack, JSON.stringify(report.results));
}

const complete = (bytes) => (step) => step.both.every((each) => each.bytes === bytes);
const size = 20_000;

/** Another connection, by another socket: all is well again. */
const again = (server) => [renew, connect(server), exchange(size), close];
function assertGoodAgain(report) {
	assert.deepEqual(numbers(report).slice(-3, -2), [0], JSON.stringify(report.results));
	assert.ok(complete(size)(report.results.at(-2)), JSON.stringify(report.results));
}

/** Swallows what comes, and stops reading once so many bytes have come, for so many real milliseconds. */
async function startStalling(tls, { after, milliseconds }) {
	const hash = createHash("sha256");
	let bytes = 0;
	let ended;
	const server = await listen({
		tls,
		onStream(stream) {
			let stalled = false;
			stream.on("data", (data) => {
				bytes += data.length;
				hash.update(data);
				if (stalled || bytes < after) return;
				stalled = true;
				stream.pause();
				if (milliseconds !== Infinity) setTimeout(() => stream.resume(), milliseconds);
			});
			stream.on("end", () => stream.end());
			stream.on("close", () => ended?.());
		},
	});
	const end = new Promise((resolve) => (ended = resolve));
	return Object.assign(server, { all: () => end.then(() => ({ bytes, sha256: hash.digest("hex") })) });
}

for (const [kind, tls] of Object.entries(kinds)) {
	const broken = kind === "plain" ? -1 : -1002;

	test(`${kind}: a path that gets narrow: what is too large ends at the time-outs, what is small gets through`, async (t) => {
		const server = await serve(t, startEcho(tls));
		const steps = [connect(server), exchange(size), narrow(600), hello, hear, exchange(size), narrow(0)];
		const report = await run(kind, [...steps, ...again(server)]);
		judge(report);
		assert.ok(complete(size)(report.results[1]));
		assert.deepEqual(numbers(report).slice(3, 5), [5, 5]);
		assert.deepEqual(report.results[5].both[1], { result: 0, bytes: 0 }, "Recv's time-out");
		assert.match(report.trace, /lost, too large for the path/);
		assertGoodAgain(report);
	});

	test(`${kind}: a path that is narrow for a while: the transfer is complete`, async (t) => {
		const server = await serve(t, startEcho(tls));
		const steps = [connect(server), narrow(600), later(8000, narrow(0)), exchange(size), close];
		const report = await run(kind, steps);
		assert.ok(complete(size)(report.results[3]), JSON.stringify(report.results));
		assert.ok(report.results[3].ms >= 8000 / scale - 5);
	});

	test(`${kind}: a path as narrow as the link is known to be: nothing is lost`, async (t) => {
		const server = await serve(t, startEcho(tls));
		const steps = [connect(server), narrow(576), exchange(size), close];
		const report = await run(kind, steps, { flags: ["--mtu", "576"] });
		assert.ok(complete(size)(report.results[2]), JSON.stringify(report.results));
		assert.doesNotMatch(report.trace, /lost/);
	});

	const long = 1_000_000; // that takes five seconds with these delays
	const slow = ["--delay", "150"];

	test(`${kind}: a link that is lost and comes back: the transfer is complete`, async (t) => {
		const server = await serve(t, startEcho(tls));
		const steps = [prepare(long), connect(server), later(500, unlink(3000)), exchange(long), close];
		const report = await run(kind, steps, { flags: slow });
		assert.ok(complete(long)(report.results[3]), JSON.stringify(report.results));
		assert.ok(report.results[3].ms >= 3500 / scale - 5, "it was lost in the middle");
	});

	test(`${kind}: a link that is lost for longer than the time-outs`, async (t) => {
		const server = await serve(t, startEcho(tls));
		const lost = 3 * limit;
		const steps = [
			prepare(long),
			connect(server),
			later(500, unlink(lost)),
			exchange(long),
			renew,
			connect(server),
			wait(lost),
		];
		const report = await run(kind, [...steps, ...again(server)], { flags: slow });
		judge(report);
		const [sent, received] = report.results[3].both;
		assert.deepEqual([sent.bytes < long, received.result], [true, 0]);
		assert.equal(report.results[5].result, -1, "without a link Connect fails at once");
		assert.ok(report.results[5].ms < slack);
		assertGoodAgain(report);
	});

	test(`${kind}: another address in the middle of a transfer: -1, and the next connection has it`, async (t) => {
		const server = await serve(t, startEcho(tls));
		const steps = [
			prepare(long),
			connect(server),
			later(500, move(20_000)),
			exchange(long),
			renew,
			connect(server),
			wait(30_000),
		];
		const report = await run(kind, [...steps, renew, connect(server), exchange(size)], { flags: slow });
		judge(report);
		assert.deepEqual(numbers(report).slice(3, 6), [[-1, -1], 0, -1]);
		assert.ok(report.results[3].ms < 500 / scale + slack, "nobody waits for a time-out");
		assert.equal(report.info.local.address, "10.0.2.16");
		assert.ok(complete(size)(report.results.at(-1)), JSON.stringify(report.results));
	});

	test(`${kind}: another address in the middle of Connect: ${broken}`, async (t) => {
		const server = await serve(t, startEcho(tls));
		const silent = await serve(t, startFailing("hello", "silence", tls ?? {}));
		const attempt = kind === "plain" ? connect({ port: 7 }, "10.0.2.77") : connect(silent); // TCP nobody answers
		const report = await run(kind, [later(5000, move(1000)), attempt, wait(10_000), ...again(server)]);
		judge(report);
		assert.equal(report.results[1].result, broken);
		assert.ok(report.results[1].ms < 5000 / scale + slack);
		assertGoodAgain(report);
	});

	const much = 24_000_000; // more than all buffers between here and there

	for (const [way, lost] of Object.entries({ "": [], ", and that is lost": [later(30_000, unplug(20_000))] }))
		test(`${kind}: a server that stops reading and goes on${way}: all arrives`, async (t) => {
			const server = await serve(t, startStalling(tls, { after: 1_000_000, milliseconds: 40_000 / scale }));
			const steps = [connect(server), ...lost, { do: "send", bytes: much, seed: 0, chunk: 1_000_000 }, close];
			const report = await run(kind, steps, { plan: { sendTimeout: 120_000 } });
			assert.equal(report.results.at(-2).bytes, much, JSON.stringify(report.results));
			assert.match(report.trace, /<- window 0/);
			assert.match(report.trace, /<- window open again/);
			assert.deepEqual(await server.all(), { bytes: much, sha256: sha256(Buffer.alloc(much)) });
		});

	test(`${kind}: a server that stops reading for ever: Send ends at its time-out`, async (t) => {
		const stalling = await serve(t, startStalling(tls, { after: 1_000_000, milliseconds: Infinity }));
		const server = await serve(t, startEcho(tls));
		const steps = [connect(stalling), { do: "send", bytes: much, seed: 0, chunk: 1_000_000 }];
		const report = await run(kind, [...steps, ...again(server)]);
		const [, sent] = report.results;
		assert.ok(sent.bytes < much && sent.result === 0, JSON.stringify(report.results));
		assert.ok(sent.ms < (4 * limit) / scale, "the kernel makes a little room after the first and the second");
		assertGoodAgain(report);
	});

	for (const [way, lost] of Object.entries({ "": [], ", and that is lost": [later(15_000, unplug(10_000))] }))
		test(`${kind}: an application that does not read and goes on${way}: all arrives`, async (t) => {
			const server = await serve(t, startSource(tls, { bytes: 1_000_000, seed: 6 }));
			const steps = [connect(server), ...lost, wait(20_000), { do: "receive", bytes: 1_000_000, seed: 6 }, close];
			const report = await run(kind, steps);
			const received = report.results.at(-2);
			assert.deepEqual([received.bytes, received.wrong], [1_000_000, undefined], JSON.stringify(report.results));
		});
}

test("IPv6: another address in the middle of a Recv: -1, and the next connection has it", async (t) => {
	const front = net.createServer((stream) => stream.pipe(stream));
	front.listen(0, "::1");
	await once(front, "listening");
	t.after(() => front.close());
	const to = connect(front.address(), "fd00::2");
	const steps = [to, later(1000, move(3000)), hear, wait(10_000), renew, to, exchange(size), close];
	const report = await run("plain", steps, { plan: { family: 6 } });
	judge(report);
	assert.equal(report.results[2].result, -1);
	assert.ok(complete(size)(report.results.at(-2)), JSON.stringify(report.results));
	assert.equal(report.results.at(-3).result, 0);
});
