/*
 * Floods, and messages cut anywhere. A flood neither holds up what else is to be done, nor the time-outs, nor takes memory.
 */
import assert from "node:assert/strict";
import { testsInOneSimulator } from "../sim/options/remote.mjs";
import { stop } from "./hostile/peer.mjs";
import { ticket } from "./hostile/server13.mjs";
import { contentType, message, messageType, u8 } from "./hostile/wire.mjs";
import { refused, visitHostile } from "./hostile/visit.mjs";

const test = testsInOneSimulator();
const fast = testsInOneSimulator({ variant: "release" });
const { data, handshake } = contentType;
const versions = ["TLSv1.2", "TLSv1.3"];
const nothing = Buffer.alloc(0);

/** Sends one thing after the other, as fast as the client takes it, until the connection ends. */
async function flood(peer, send) {
	const { socket } = peer;
	while (!socket.destroyed) {
		for (let i = 0; i < 100; i++) send(peer);
		if (socket.writableNeedDrain)
			await new Promise((resolve) => socket.once("drain", resolve).once("close", resolve));
		else await new Promise(setImmediate);
	}
}

const floods = {
	"empty records": { send: (peer) => peer.record(data, nothing), "TLSv1.2": -1004, "TLSv1.3": -1004 },
	warnings: { send: (peer) => peer.alert(1, 90), "TLSv1.2": 0, "TLSv1.3": 0 },
	ChangeCipherSpec: { send: (peer) => peer.raw(Buffer.from([20, 3, 3, 0, 1, 1])), "TLSv1.2": -1004, "TLSv1.3": 0 },
	HelloRequest: { send: (peer) => peer.record(handshake, message(messageType.helloRequest)), "TLSv1.2": 0 },
	tickets: { send: (peer) => peer.record(handshake, ticket()), "TLSv1.3": 0 },
	KeyUpdate: { send: (peer) => peer.record(handshake, message(messageType.keyUpdate, u8(1))), "TLSv1.3": -1004 },
	padding: { send: (peer) => peer.record(data, nothing, 16_000), "TLSv1.3": -1004 },
};

for (const [what, { send, ...expected }] of Object.entries(floods))
	for (const [version, result] of Object.entries(expected))
		test(`${version}: a flood of ${what}: Recv gives ${result} at its time-out or before, and other sockets work`, async (sim, t) => {
			const flooded = await visitHostile(
				sim,
				t,
				version,
				{ ready: (peer) => flood(peer, send) },
				{ RCVTIMEO: 700 },
			);
			assert.equal(flooded.result, 0, await flooded.socket.message());
			const started = performance.now();
			const waiting = flooded.socket.receive(100);
			const other = await visitHostile(sim, t, version);
			assert.equal(other.result, 0, await other.socket.message());
			await other.socket.exchange("hello");
			const received = await waiting;
			assert.equal(received.result, result, await flooded.socket.message());
			assert.ok(performance.now() - started < 5000, "in time");
			const { heap } = await flooded.socket.info();
			assert.ok(heap < 120_000, `${heap} bytes`);
			await flooded.socket.Close();
		});

/* In the handshake. */
const early = {
	warnings: { send: (peer) => peer.alert(1, 90), versions },
	"empty records": { send: (peer) => peer.record(handshake, nothing), versions },
	ChangeCipherSpec: { send: (peer) => peer.raw(Buffer.from([20, 3, 3, 0, 1, 1])), versions },
	HelloRequest: { send: (peer) => peer.record(handshake, message(messageType.helloRequest)), versions: ["TLSv1.2"] },
};
for (const [what, { send, versions: where }] of Object.entries(early))
	for (const version of where)
		test(`${version}: a flood of ${what} in the handshake ends at the time-out or before: -1002`, async (sim, t) => {
			function certificate(peer) {
				void flood(peer, send);
				throw stop;
			}
			const script = { before: { certificate } };
			const visit = await visitHostile(sim, t, version, script, { CONNECT_TIMEOUT: 700 });
			await refused(visit);
			assert.ok(visit.ms < 5000, `${visit.ms} ms`);
		});

/* Bytes of the longest message, Certificate, and some more. */
const longest = 800;

for (const version of versions) {
	fast(`${version}: messages cut into two records at each byte`, async (sim, t) => {
		const left = Array.from({ length: longest - 4 }, (_, index) => index + 4);
		async function work() {
			while (left.length > 0) {
				const at = left.shift();
				const cut = (bytes) => (at < bytes.length ? [bytes.subarray(0, at), bytes.subarray(at)] : [bytes]);
				const { socket, result } = await visitHostile(sim, t, version, { cut });
				assert.equal(result, 0, `after ${at} bytes: ${await socket.message()}`);
				await socket.exchange("hello");
				await socket.Close();
			}
		}
		await Promise.all(Array.from({ length: 8 }, work));
	});

	fast(
		`${version}: messages whose first record has less than their head, which mbedTLS does not take: -1002`,
		async (sim, t) => {
			for (const at of [1, 2, 3])
				await refused(
					await visitHostile(sim, t, version, {
						cut: (bytes) => [bytes.subarray(0, at), bytes.subarray(at)],
					}),
				);
		},
	);

	fast(`${version}: messages cut into records of one byte, but for their heads`, async (sim, t) => {
		const cut = (bytes) => [bytes.subarray(0, 4), ...Array.from(bytes.subarray(4), (byte) => Buffer.from([byte]))];
		const { socket, result } = await visitHostile(sim, t, version, { cut });
		assert.equal(result, 0, await socket.message());
		await socket.exchange("hello");
	});
}
