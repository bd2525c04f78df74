// What a serial line does to bytes, and that everything arrives in spite of it.
import assert from "node:assert/strict";
import net from "node:net";
import { once } from "node:events";
import { Duplex } from "node:stream";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import tls from "node:tls";
import { pkiText } from "../servers/listener.mjs";
import { content, sha256, startEcho, startSink, startSource } from "../servers/servers.mjs";
import { runBoard, startBoard, startListening, startRelay } from "./harness.mjs";
import { addChecksums, makeDatagram, protocols, toLine } from "./packets.mjs";

/* So many bytes are in a full packet on the line; one packet in a hundred gets damaged. */
const packetOnLine = 590;
const onePercent = String(0.01 / packetOnLine / 2);
const damages = (rate, seed) => ["--drop", rate, "--corrupt", rate, "--seed", seed];
const countOf = (words, report) => Number(new RegExp(`(\\d+) ${words}`).exec(report)?.[1]);

// They spend their time waiting for TCP to send again what was lost.
describe("a line that damages bytes", { concurrency: true }, () => {
	test("1 MB to the host arrives whole with one packet in a hundred damaged", async (t) => {
		const { gateway, line } = await startListening(t, damages(onePercent, "1"));
		const sink = await startSink(undefined);
		t.after(() => sink.close());
		const data = content(1_000_000, 3);
		const received = sink.next();
		const { status, stderr } = await runBoard(t, [line, "tcp", "10.0.2.2", String(sink.port)], data);
		assert.equal(status, 0, stderr);
		assert.deepEqual(await received, { bytes: data.length, sha256: sha256(data), ended: true });
		assert.ok(countOf("bad", await gateway.stop()) > 0, "no packet was damaged");
	});

	test("1 MB from the host arrives whole with one packet in a hundred damaged", async (t) => {
		const { line } = await startListening(t, damages(onePercent, "2"));
		const source = await startSource(undefined, { bytes: 1_000_000, seed: 4 });
		t.after(() => source.close());
		const { status, stdout, stderr } = await runBoard(t, [line, "tcp", "10.0.2.2", String(source.port)]);
		assert.equal(status, 0, stderr);
		assert.equal(sha256(stdout), sha256(content(1_000_000, 4)));
	});

	test("data arrives whole with one packet in ten damaged", async (t) => {
		const { gateway, line } = await startListening(t, damages(String(0.1 / packetOnLine / 2), "3"));
		const echo = await startEcho(undefined);
		t.after(() => echo.close());
		const data = content(20_000, 5);
		const { status, stdout, stderr } = await runBoard(t, [line, "tcp", "10.0.2.2", String(echo.port)], data);
		assert.equal(status, 0, stderr);
		assert.equal(sha256(stdout), sha256(data));
		assert.ok(countOf("bad", await gateway.stop()) > 0, "no packet was damaged");
	});

	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		test(`${version} goes over a line that damages bytes`, async (t) => {
			const { line } = await startListening(t, damages(onePercent, "4"));
			const echo = await startEcho({ version });
			t.after(() => echo.close());
			const { child } = startBoard(t, [line, "tcp", "10.0.2.2", String(echo.port)]);
			const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
			const client = tls.connect({ socket, ca: pkiText("root.pem"), servername: "localhost" });
			const data = content(100_000, 6);
			const chunks = [];
			client.on("data", (chunk) => chunks.push(chunk));
			await once(client, "secureConnect");
			assert.equal(client.getProtocol(), version);
			client.end(data);
			await once(client, "end");
			assert.equal(sha256(Buffer.concat(chunks)), sha256(data));
		});
	}

	test("bursts of garbage in both directions cost packets, not data", async (t) => {
		const { gateway, socket } = await startListening(t);
		const relay = await startRelay(t, socket);
		const echo = await startEcho(undefined);
		t.after(() => echo.close());
		const data = content(100_000, 7);
		const board = startBoard(t, [relay.line, "tcp", "10.0.2.2", String(echo.port)]);
		const chunks = [];
		board.child.stdout.on("data", (chunk) => chunks.push(chunk));
		await board.line(/connected/);
		board.child.stdin.end(data);
		for (let burst = 0; burst < 12; burst++) {
			relay.toBoard(content(1 + burst * 200, burst));
			relay.toGateway(content(1 + burst * 200, burst + 100));
			await delay(100);
		}
		const { status, stderr } = await board.end;
		assert.equal(status, 0, stderr);
		assert.equal(sha256(Buffer.concat(chunks)), sha256(data));
		const report = await gateway.stop();
		assert.ok(countOf("bad", report) + countOf("broken", report) > 0, report);
	});
});

const ports = [9, 53, 67, 69, 123]; // those that libslirp treats in its own way, and one where nobody is

/* A packet whose checksums are right, and that is random otherwise; the same one for the same seed. */
function makeRandomPacket(seed) {
	const random = content(1520, seed);
	let used = 1500;
	const pick = (values) => values[random[used++] % values.length];
	const packet = random.subarray(0, pick([20, 28, 40, 60, 100, 576, 1500]));
	const protocol = pick([...Object.values(protocols), packet[9]]);
	packet[0] = 0x45;
	packet.writeUInt16BE(packet.length, 2);
	packet.writeUInt16BE(pick([0, 0, packet.readUInt16BE(6)]), 6); // not a fragment, or perhaps one
	packet[9] = protocol;
	packet.writeUInt32BE(0x0a00020f, 12);
	packet.writeUInt32BE(pick([0x0a000202, 0x0a000203, 0x0a0002ff, 0xffffffff]), 16);
	if (protocol !== protocols.icmp && packet.length >= 28) packet.writeUInt16BE(pick(ports), 22);
	return addChecksums(packet);
}

test("the gateway survives a flood of garbage and of senseless packets, and serves the next board", async (t) => {
	const { gateway, socket, line } = await startListening(t);
	const flood = net.connect(socket).on("error", () => {});
	const closed = new Promise((resolve) => flood.on("close", resolve));
	flood.resume();
	let total = 0;
	for (let i = 0; i < 2000; i++) {
		const garbage = i % 50 ? toLine(makeRandomPacket(i)) : content(20_000, i);
		total += garbage.length;
		if (!flood.write(garbage)) await Promise.race([once(flood, "drain"), closed]);
	}
	flood.end();
	await closed;
	const { stdout, stderr } = await runBoard(t, [line, "time", "10.0.2.2"]);
	assert.ok(Math.abs(Number(stdout) - Date.now() / 1000) < 5, stderr);
	const report = await gateway.stop();
	assert.ok(Number(/from the board \d+ packets, (\d+) bytes/.exec(report)[1]) > total, report);
});

test("a board that does not take its packets loses them, and finds the line working afterwards", async (t) => {
	const { gateway, socket, line } = await startListening(t);
	const deaf = net.connect(socket);
	const question = toLine(makeDatagram(["10.0.2.15", 700], ["10.0.2.2", 123], Buffer.alloc(48, 0x23)));
	for (let i = 0; i < 10_000; i++) if (!deaf.write(question)) await once(deaf, "drain");
	const { stdout, stderr } = await runBoard(t, [line, "time", "10.0.2.2"]);
	assert.ok(Math.abs(Number(stdout) - Date.now() / 1000) < 5, stderr);
	deaf.destroy();
	assert.ok(countOf("packets lost", await gateway.stop()) > 1000);
});
