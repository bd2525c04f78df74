/* The connect time-out, and how it and the others bound Connect; ../timeouts.test.mjs has the rest. */
import assert from "node:assert/strict";
import { freePort, startFailing } from "../../servers/failing.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { SO, testsInOneSimulator, testWith } from "./remote.mjs";

const test = testsInOneSimulator();
/* An address of the simulated link where nobody is. lwIP looks for him for seconds: not for those who share a simulator. */
const nobody = { address: "10.0.2.77", port: 7 };

async function timed(promise) {
	const started = performance.now();
	const result = await promise;
	return { result, ms: performance.now() - started };
}

function lasted({ ms }, least) {
	assert.ok(ms >= least - 2, `${ms} ms instead of ${least}: too early`);
	assert.ok(ms <= least + 1000, `${ms} ms instead of ${least}: too late`);
}

testWith({}, "CONNECT_TIMEOUT bounds TCP, whatever the other time-outs are", async (sim) => {
	for (const others of [100, 0]) {
		const socket = await sim.socket();
		await socket.SetSockOpt(SO.RCVTIMEO, others);
		await socket.SetSockOpt(SO.SNDTIMEO, others);
		assert.equal(await socket.SetSockOpt(SO.CONNECT_TIMEOUT, 500), 0);
		const outcome = await timed(socket.Connect(nobody));
		assert.equal(outcome.result, -1);
		lasted(outcome, 500);
		const { phase, message } = await socket.error();
		assert.equal(phase, "tcp connect");
		assert.match(message, /timed out/);
	}
});

test("CONNECT_TIMEOUT bounds TCP and the handshake together", async (sim, t) => {
	const failing = await serve(t, startFailing("handshake", "silence", {}));
	const socket = await sim.tlsSocket({ CONNECT_TIMEOUT: 600 });
	const outcome = await timed(socket.connect(failing));
	assert.equal(outcome.result, -1002);
	lasted(outcome, 600);
	const { phase, message } = await socket.error();
	assert.equal(phase, "tls handshake");
	assert.match(message, /timed out: TCP was established after \d+ ms/);
});

testWith({}, "CONNECT_TIMEOUT 0 leaves it to the smaller of the others", async (sim) => {
	const socket = await sim.socket();
	await socket.SetSockOpt(SO.CONNECT_TIMEOUT, 5000);
	assert.equal(await socket.SetSockOpt(SO.CONNECT_TIMEOUT, 0), 0);
	await socket.SetSockOpt(SO.RCVTIMEO, 400);
	const outcome = await timed(socket.Connect(nobody));
	assert.equal(outcome.result, -1);
	lasted(outcome, 400);
});

test("CONNECT_TIMEOUT does not bound what comes after Connect", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket({ CONNECT_TIMEOUT: 2000, RCVTIMEO: 100 });
	assert.equal(await socket.connect(echo), 0);
	await new Promise((resolve) => setTimeout(resolve, 2200));
	await socket.exchange("still here");
	const outcome = await timed(socket.receive(1));
	assert.equal(outcome.result.result, 0);
	lasted(outcome, 100);
});

test("a refusal comes at once, long before any time-out", async (sim) => {
	const socket = await sim.socket();
	const outcome = await timed(socket.connect({ port: await freePort() }));
	assert.equal(outcome.result, -1);
	lasted(outcome, 0);
	assert.match(await socket.message(), /refused/);
});

test("time-outs take 32 bits of milliseconds and nothing else", async (sim) => {
	const socket = await sim.socket();
	for (const option of [SO.RCVTIMEO, SO.SNDTIMEO, SO.CONNECT_TIMEOUT]) {
		for (const value of [1, 0, 4294967295]) assert.equal(await socket.SetSockOpt(option, value), 0);
		for (const value of [-1, 4294967296, 0.5]) {
			assert.equal(await socket.SetSockOpt(option, value), -22);
			assert.match(await socket.message(), /not an integer from 0 to 4294967295/);
		}
		for (const value of ["1", null, true]) await assert.rejects(socket.SetSockOpt(option, value), /TypeError/);
	}
});

for (const [name, timeouts] of Object.entries({
	"CONNECT_TIMEOUT not set": { RCVTIMEO: 0, SNDTIMEO: 0 },
	"CONNECT_TIMEOUT 0": { RCVTIMEO: 0, SNDTIMEO: 0, CONNECT_TIMEOUT: 0 },
}))
	testWith(
		{ flags: ["--clock-scale", "20"] },
		`${name}: with the others 0 the handshake may take for ever`,
		async (sim, t) => {
			const failing = await serve(t, startFailing("hello", "silence", {}));
			const socket = await sim.tlsSocket(timeouts);
			let ended = false;
			const connecting = socket.connect(failing).then((result) => {
				ended = true;
				return result;
			});
			await new Promise((resolve) => setTimeout(resolve, 2000)); // 40 scaled seconds
			assert.equal(ended, false);
			assert.equal(await socket.Close(), 0);
			assert.equal(await connecting, -128);
		},
	);
