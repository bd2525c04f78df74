/*
 * Servers that stop in the middle: by an alert, an end, a reset, silence, at each step of the handshake; and transfers that
 * are cut at each byte. Each ends with the documented code, and within the time-out.
 */
import assert from "node:assert/strict";
import { testsInOneSimulator } from "../sim/options/remote.mjs";
import { stop } from "./hostile/peer.mjs";
import { alerts, contentType, record } from "./hostile/wire.mjs";
import { refused, steps, visitHostile } from "./hostile/visit.mjs";

const fast = testsInOneSimulator({ variant: "release" });
const slow = testsInOneSimulator({ flags: ["--clock-scale", "20"] });
const scale = 20;

/** Runs something for each of a list, eight at a time. */
async function forEach(list, run) {
	const left = [...list];
	await Promise.all(
		Array.from({ length: 8 }, async () => {
			while (left.length > 0) await run(left.shift());
		}),
	);
}

function halt(act) {
	return (peer) => {
		act(peer);
		throw stop;
	};
}

for (const [version, names] of Object.entries(steps))
	for (const step of names) {
		/* between ServerHello and what is protected there is no message of TLS 1.3, and nothing may be sent unprotected */
		if (step === "changeCipherSpec" && version === "TLSv1.3") continue;
		fast(`${version}: every alert before ${step} ends Connect with -1002 and its name`, async (sim, t) => {
			await forEach(alerts, async (code) => {
				const visit = await visitHostile(sim, t, version, {
					before: { [step]: halt((peer) => peer.alert(2, code)) },
				});
				assert.equal((await visit.socket.error()).alertReceived?.code, code);
				await refused(visit, { text: /alert/ });
				await visit.socket.Close();
			});
		});

		fast(`${version}: the end of TCP, or a reset, before ${step} ends Connect with -1002`, async (sim, t) => {
			const end = halt(({ socket }) => socket.end());
			await refused(await visitHostile(sim, t, version, { before: { [step]: end } }), {
				text: /closed the connection/,
			});
			if (step === "start") return; // lwIP may take that for a refused connection
			const reset = halt(({ socket }) => socket.resetAndDestroy());
			await refused(await visitHostile(sim, t, version, { before: { [step]: reset } }), { text: /broke|closed/ });
		});

		slow(`${version}: silence before ${step} ends Connect with -1002 at the time-out`, async (sim, t) => {
			const visit = await visitHostile(
				sim,
				t,
				version,
				{ before: { [step]: halt(() => {}) } },
				{ CONNECT_TIMEOUT: 8000 },
			);
			await refused(visit, { text: /timed out/ });
			assert.ok(visit.ms >= 8000 / scale - 5 && visit.ms < 8000 / scale + 1000, `${visit.ms} ms`);
		});
	}

for (const version of Object.keys(steps)) {
	fast(`${version}: every alert after the handshake ends the session, with its name`, async (sim, t) => {
		await forEach(alerts, async (code) => {
			const { socket, result } = await visitHostile(sim, t, version, { ready: (peer) => peer.alert(2, code) });
			assert.equal(result, 0);
			const received = await socket.receive(10);
			const error = await socket.error();
			assert.equal(received.result, -1004, error?.message);
			assert.equal(error.alertReceived?.code, code, error.message);
			await socket.Close();
		});
	});

	/* the records of a short transfer, close_notify at its end */
	const pieces = ["first", "second", "and the third"];
	function transfer(peer) {
		const bytes = [];
		const ends = [];
		for (const piece of pieces) {
			const { type, body } = peer.sealer.seal(contentType.data, Buffer.from(piece));
			bytes.push(record(type, body));
			ends.push(Buffer.concat(bytes).length);
		}
		const { type, body } = peer.sealer.seal(contentType.alert, Buffer.from([1, 0]));
		bytes.push(record(type, body));
		return { bytes: Buffer.concat(bytes), ends };
	}

	for (const [way, end] of Object.entries({
		"the end of TCP": (socket) => socket.end(),
		"a reset": (socket) => setTimeout(() => socket.resetAndDestroy(), 5),
	}))
		fast(`${version}: ${way} at each byte of a transfer is told from its end`, async (sim, t) => {
			const whole = await measure(sim, t);
			await forEach(Array(whole + 1).keys(), async (cut) => {
				let expected;
				function ready(peer) {
					const { bytes, ends } = transfer(peer);
					expected = pieces.slice(0, ends.filter((at) => at <= cut).length).join("");
					peer.raw(bytes.subarray(0, cut));
					end(peer.socket);
				}
				const { socket, result } = await visitHostile(sim, t, version, { ready });
				assert.equal(result, 0, await socket.message());
				let all = "";
				let received;
				while ((received = await socket.receive(100)).result > 0) all += received.bytes;
				const message = await socket.message();
				assert.equal(all, expected, `cut after ${cut} bytes: ${message}`);
				if (cut === whole) assert.equal(received.result, -128, message);
				else
					assert.ok(
						received.result === -1004 || (way === "a reset" && received.result === -1),
						`${cut}: ${message}`,
					);
				await socket.Close();
			});
		});

	async function measure(sim, t) {
		let length;
		const ready = (peer) => (length = transfer(peer).bytes.length);
		const { socket } = await visitHostile(sim, t, version, { ready });
		await socket.Close();
		return length;
	}

	slow(`${version}: one byte per second, for longer than the time-out: -1002`, async (sim, t) => {
		const visit = await visitHostile(sim, t, version, trickling(50), { CONNECT_TIMEOUT: 10_000 });
		await refused(visit, { text: /timed out/ });
		assert.ok(visit.ms < 10_000 / scale + 1000, `${visit.ms} ms`);
	});

	slow(`${version}: a byte at a time, but in time`, async (sim, t) => {
		const { socket, result } = await visitHostile(sim, t, version, trickling(0), { CONNECT_TIMEOUT: 200_000 });
		assert.equal(result, 0, await socket.message());
		await socket.exchange("hello");
	});

	slow(
		`${version}: one byte per second of data that never becomes a record: Recv ends at its time-out`,
		async (sim, t) => {
			async function ready(peer) {
				const { type, body } = peer.sealer.seal(contentType.data, Buffer.alloc(1000));
				for (const byte of record(type, body)) {
					peer.raw(Buffer.from([byte]));
					await new Promise((resolve) => setTimeout(resolve, 50));
					if (peer.socket.destroyed) return;
				}
			}
			const { socket, result } = await visitHostile(sim, t, version, { ready }, { RCVTIMEO: 5000 });
			assert.equal(result, 0, await socket.message());
			const started = performance.now();
			const received = await socket.receive(10);
			assert.equal(received.result, 0, await socket.message());
			assert.ok(performance.now() - started < 5000 / scale + 1000);
		},
	);

	fast(`${version}: a server that half-closes in order still takes what we send`, async (sim, t) => {
		async function ready(peer) {
			peer.alert(1, 0);
			peer.socket.end();
			await peer.nextRecord();
		}
		const { socket, result, peer } = await visitHostile(sim, t, version, { ready });
		assert.equal(result, 0);
		assert.equal((await socket.receive(10)).result, -128);
		assert.equal(await socket.Send("goodbye"), 7, await socket.message());
		await socket.Close();
		for (let i = 0; i < 50 && peer().heard.length === 0; i++)
			await new Promise((resolve) => setTimeout(resolve, 20));
		assert.equal(String(Buffer.concat(peer().heard)), "goodbye");
	});
}

/* The server's bytes one by one, so many milliseconds apart. */
function trickling(milliseconds) {
	return {
		before: {
			start(peer) {
				let sending = Promise.resolve();
				const { socket } = peer;
				peer.raw = (...parts) => {
					for (const byte of Buffer.concat(parts))
						sending = sending.then(async () => {
							if (socket.destroyed) return;
							socket.write(Buffer.from([byte]));
							await new Promise((resolve) =>
								milliseconds ? setTimeout(resolve, milliseconds) : setImmediate(resolve),
							);
						});
				};
			},
		},
	};
}
