/*
 * Bad links: whatever befalls the frames, a transfer is complete and right, or ends in a documented error within its time-out.
 * A grid of losses, what else befalls frames, and kinds of connections; each run has its own seed, which its name tells.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startEcho } from "../servers/servers.mjs";
import { close, connect, roots } from "../sim/client.mjs";
import { runSim } from "../sim/harness.mjs";

const app = fileURLToPath(new URL("../sim/apps/client.ts", import.meta.url));
const scale = 20;

/*
 * Of Connect, and of each Send and Recv, in scaled milliseconds. TCP doubles its wait with each retransmission that is lost, too:
 * with few losses nothing gives up within the longer time; with many the shorter one ends what would take for ever.
 */
const limits = { few: 300_000, many: 60_000 };
const limitOf = (loss) => (loss > 10 ? limits.many : limits.few);

const slack = 600 * scale; // what a busy machine may add
const bytes = 48_000;
const atOnce = 4;

const losses = [0, 2, 5, 10, 20, 30];
const others = [
	[],
	["--duplicate", "10"],
	["--reorder", "15"],
	["--corrupt", "3"],
	["--delay", "20-150"],
	["--duplicate", "5", "--reorder", "5", "--corrupt", "1", "--delay", "0-30"],
];
const kinds = ["plain", "TLSv1.2", "TLSv1.3"];

/* What may come of Connect, and of a Send or Recv that did not move all. 0: timed out. */
const connectErrors = [-1, -1002];
const transferErrors = [0, -1, -128, -1004, -1005];

/** How long operations took by the trace, in scaled milliseconds: from a connection's begin to its success or failure. */
function connectTime(trace) {
	const at = (kind) => Number(trace.match(new RegExp(`^ *([\\d.]+) ms .* ${kind} `, "m"))?.[1]);
	return Math.min(...[at("connected"), at("failed")].filter((time) => !Number.isNaN(time))) - at("connect");
}

async function run(server, kind, flags, limit) {
	const steps = [connect(server), { do: "exchange", bytes, seed: 7, chunk: 6000 }, close];
	const tls = kind === "plain" ? undefined : { ca: roots, name: "echo.test" };
	const plan = { tls, receiveTimeout: limit, sendTimeout: limit, steps };
	const all = ["--clock-scale", String(scale), "--mtu", "1500", "--trace", ...flags];
	const { code, stdout, stderr, timedOut } = await runSim(app, [JSON.stringify(plan)], {
		flags: all,
		timeout: 60_000,
	});
	assert.ok(!timedOut, `it did not end:\n${stdout}${stderr.slice(-3000)}`);
	assert.equal(code, 0, stdout + stderr.slice(-3000));
	return { ...JSON.parse(stdout.trimEnd().split("\n").at(-1)), trace: stderr };
}

/** @returns {boolean} whether all came through; throws for what may not be */
function judge({ results, error, trace }, limit) {
	const [connected, { both }] = results;
	assert.ok(connectTime(trace) <= limit + slack, `Connect took ${connectTime(trace)} ms`);
	if (connected.result !== 0) {
		assert.ok(connectErrors.includes(connected.result), `Connect: ${connected.result}`);
		return false;
	}
	for (const each of both) assert.equal(each.wrong, undefined, "what came is what was sent");
	for (const each of both)
		if (each.bytes < bytes)
			assert.ok(transferErrors.includes(each.result), `${each.result} ${JSON.stringify(error)}`);
	return both.every((each) => each.bytes === bytes);
}

for (const kind of kinds) {
	test(`a grid of bad links: ${kind}`, { timeout: 600_000 }, async (t) => {
		const server = await startEcho(kind === "plain" ? undefined : { version: kind });
		t.after(() => server.close());
		const jobs = losses.flatMap((loss) => others.map((other) => ({ loss, other })));
		const complete = new Map(losses.map((loss) => [loss, 0]));
		let next = 0;
		async function work() {
			while (next < jobs.length) {
				const seed = next + 1;
				const { loss, other } = jobs[next++];
				const flags = ["--loss", String(loss), ...other, "--seed", String(seed)];
				const outcome = await run(server, kind, flags, limitOf(loss));
				try {
					if (judge(outcome, limitOf(loss))) complete.set(loss, complete.get(loss) + 1);
					else assert.ok(loss > 10, `not complete with ${loss} % lost: ${JSON.stringify(outcome.results)}`);
				} catch (error) {
					error.message = `${flags.join(" ")}: ${error.message}\n${outcome.trace.slice(-2500)}`;
					throw error;
				}
			}
		}
		await Promise.all(Array.from({ length: atOnce }, work));
		for (const [loss, count] of complete) t.diagnostic(`${loss} % lost: ${count} of ${others.length} complete`);
		assert.ok(complete.get(20) >= 3, "most come through with 20 % lost");
	});
}
