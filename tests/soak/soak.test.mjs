/*
 * Soak: many connections, 16 at a time, to servers that behave and servers that do not, with time-outs and ends by chance.
 * What is in use afterwards is what was in use before: memory of each library, JavaScript's heap, blocks, places for
 * connections in lwIP, the process's handles. SOAK: how many connections, 480 by default (make soak: 10 000).
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import net from "node:net";
import process from "node:process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startFailing } from "../servers/failing.mjs";
import { listen } from "../servers/listener.mjs";
import { startEcho } from "../servers/servers.mjs";
import { roots } from "../sim/client.mjs";
import { startSim } from "../sim/harness.mjs";

const app = fileURLToPath(new URL("soak.ts", import.meta.url));
const total = Number(process.env.SOAK ?? 480);
const samples = total > 2000 ? 10 : 2;
const scale = 50;

/* What Connect, Recv and Send may give; 0 of Recv and Send: timed out. */
const codes = {
	Connect: [0, -1, -128, -1002, -1003],
	Recv: [0, -1, -22, -126, -128, -1004],
	Send: [0, -1, -22, -126, -128, -1005],
};

/** Says nothing, takes everything, and ends when the client does. */
function startSilent() {
	return listen({
		onAccept(raw) {
			raw.on("end", () => raw.end()).resume();
			return true;
		},
	});
}

/** @returns {Promise<number>} a port at which nobody listens */
async function closedPort() {
	const server = net.createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

async function startPlaces(t) {
	const [tls12, tls13] = [{ version: "TLSv1.2" }, { version: "TLSv1.3" }];
	const starting = {
		plain: [startEcho()],
		"TLS 1.2": [startEcho(tls12), true],
		"TLS 1.2, RSA": [startEcho({ ...tls12, certificate: "rsa" }), true],
		"TLS 1.3": [startEcho(tls13), true],
		"silent, plain": [startSilent()],
		"silent, TLS": [startSilent(), true],
		"reset when ready, 1.3": [startFailing("ready", "reset", tls13), true],
		"cut in the handshake, 1.2": [startFailing("handshake", "cut", tls12), true],
		"cut after data, 1.2": [startFailing("transfer", "cut", tls12), true],
		"end after data, 1.3": [startFailing("transfer", "end", tls13), true],
		"reset after data, plain": [startFailing("transfer", "reset")],
		"cut after ClientHello": [startFailing("hello", "cut"), true],
	};
	const places = [{ name: "nobody", port: await closedPort(), tls: false, echo: false }];
	const servers = [];
	for (const [name, [promise, tls = false]] of Object.entries(starting)) {
		const server = await promise;
		servers.push(server);
		places.push({ name, port: server.port, tls, echo: /^(plain|TLS)/.test(name) });
	}
	t.after(() => Promise.all(servers.map((server) => server.close())));
	return places;
}

/** Checks that outcomes are documented ones, and that there was some of everything. @returns {number} how many */
function judge(outcomes) {
	let sum = 0;
	for (const [outcome, count] of outcomes) {
		sum += count;
		for (const [, what, code] of outcome.matchAll(/(Connect|Recv|Send) (-?\d+)/g))
			assert.ok(codes[what].includes(Number(code)), `${outcome}: ${count} times`);
	}
	const words = [...outcomes.keys()].join("\n");
	for (const expected of [
		"plain: complete",
		"TLS 1.2: complete",
		"TLS 1.3: complete",
		"nobody: Connect -1",
		"silent, TLS: Connect -1002",
	])
		assert.match(words, new RegExp(`^${expected}`, "m"));
	for (const expected of [/Connect -1003/, /Recv 0/, /Recv -128/, /Connect -128/]) assert.match(words, expected);
	return sum;
}

test(`soak: after ${total} connections what is in use is what it was`, { timeout: 1_700_000 }, async (t) => {
	const places = await startPlaces(t);
	const plan = { places, ca: roots, seed: 2024, samples, connections: Math.round(total / samples) };
	const flags = ["--clock-scale", String(scale)];
	const { child, end } = startSim(app, [JSON.stringify(plan)], { flags, timeout: 1_600_000 });
	const seen = [];
	const outcomes = new Map();
	createInterface({ input: child.stdout }).on("line", (line) => {
		if (!line.startsWith("{")) outcomes.set(line, (outcomes.get(line) ?? 0) + 1);
		else seen.push({ ...JSON.parse(line), handles: readdirSync(`/proc/${child.pid}/fd`).length });
	});
	const { code, stderr, timedOut } = await end;
	assert.ok(!timedOut, `it did not end: ${JSON.stringify(seen)}${stderr}`);
	assert.equal(stderr, "");
	assert.equal(code, 0);
	for (const use of seen) t.diagnostic(JSON.stringify(use));
	t.diagnostic(
		[...outcomes]
			.map(([outcome, count]) => `${outcome} (${count})`)
			.sort()
			.join("; "),
	);
	assert.ok(judge(outcomes) >= total);
	assert.equal(seen.length, samples + 1);
	const [first] = seen;
	const last = seen.at(-1);
	const { heap, xs, ...fixed } = last;
	for (const [what, use] of Object.entries(fixed)) assert.equal(use, first[what], `${what}: ${JSON.stringify(seen)}`);
	assert.ok(heap - first.heap < 2000, `JavaScript's heap: ${JSON.stringify(seen)}`);
	assert.ok(xs <= 2 * first.xs, `the engine: ${JSON.stringify(seen)}`);
});
