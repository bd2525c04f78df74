// Ends of the line that go away and come back.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { listen } from "../servers/listener.mjs";
import { content, sha256, startEcho, startSink } from "../servers/servers.mjs";
import { makeFolder, runBoard, startBoard, startGateway, startListening, startRelay } from "./harness.mjs";

async function startServer(t, start, ...args) {
	const server = await start(...args);
	t.after(() => server.close());
	return server;
}

/* A board that is killed while it receives, and another one on the same line. */
async function replaceBoard(t, line) {
	let noteClosed;
	const closed = new Promise((resolve) => (noteClosed = resolve));
	const source = await startServer(t, listen, {
		onStream(stream) {
			const timer = setInterval(() => stream.writableLength < 100_000 && stream.write(content(10_000, 9)), 5);
			stream.on("error", () => {}).resume();
			stream.on("close", () => {
				clearInterval(timer);
				noteClosed();
			});
		},
	});
	const board = startBoard(t, [line, "tcp", "10.0.2.2", String(source.port)]);
	let received = 0;
	board.child.stdout.on("data", (chunk) => (received += chunk.length));
	while (received < 50_000) await delay(1);
	board.child.kill("SIGKILL");
	await board.end;
	const echo = await startServer(t, startEcho, undefined);
	const { stdout, stderr } = await runBoard(t, [line, "tcp", "10.0.2.2", String(echo.port)], content(100_000, 10));
	assert.equal(sha256(stdout), sha256(content(100_000, 10)), stderr);
	// libslirp learns that the old board is gone when it sends something again, to a board that knows nothing of it.
	startBoard(t, [line, "udp", "10.0.2.2", "9"]).child.stdin.end();
	await closed;
}

describe("ends that come and go", { concurrency: true }, () => {
	test("a gateway that starts again resets the connections it does not know, and new ones work at once", async (t) => {
		const socket = path.join(makeFolder(t), "line");
		const sink = await startServer(t, startSink, undefined);
		const before = startGateway(t, ["--listen", `unix:${socket}`]);
		await before.line(/listening/);
		const board = startBoard(t, [`connect:${socket}`, "tcp", "10.0.2.2", String(sink.port)]);
		board.child.stdin.on("error", () => {});
		const timer = setInterval(() => board.child.stdin.write(content(10_000, 1)), 20);
		t.after(() => clearInterval(timer));
		await board.line(/connected/);
		await delay(200);
		before.child.kill("SIGKILL");
		await before.end;
		const after = startGateway(t, ["--listen", `unix:${socket}`]);
		const { status, stderr } = await board.end;
		assert.equal(status, 1);
		assert.match(stderr, /connection: error -14/);
		const echo = await startServer(t, startEcho, undefined);
		const { stdout } = await runBoard(t, [`connect:${socket}`, "tcp", "10.0.2.2", String(echo.port)], "again");
		assert.equal(stdout.toString(), "again");
		await after.stop();
	});

	test("a board goes on connecting while the gateway comes and goes", async (t) => {
		const socket = path.join(makeFolder(t), "line");
		const echo = await startServer(t, startEcho, undefined);
		const board = startBoard(t, [`listen:${socket}`, "repeat", "10.0.2.2", String(echo.port), "40"]);
		let output = "";
		board.child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
		for (let life = 0; life < 3; life++) {
			const gateway = startGateway(t, ["--connect", `unix:${socket}`]);
			const lines = output.split("\n").length;
			while (output.split("\n").length < lines + 5) await delay(20);
			gateway.child.kill("SIGKILL");
			await gateway.end;
		}
		startGateway(t, ["--connect", `unix:${socket}`]);
		const { status, stderr } = await board.end;
		assert.equal(status, 0, stderr);
		assert.match(output, /^40 ok$/m);
		const failed = output.match(/error/g)?.length ?? 0;
		assert.ok(failed <= 6, output);
	});

	test("a cut of the line in the middle of a transfer costs time, not data", async (t) => {
		const { socket } = await startListening(t);
		const relay = await startRelay(t, socket);
		const echo = await startServer(t, startEcho, undefined);
		const data = content(300_000, 8);
		const board = startBoard(t, [relay.line, "tcp", "10.0.2.2", String(echo.port)]);
		const chunks = [];
		board.child.stdout.on("data", (chunk) => chunks.push(chunk));
		board.child.stdin.end(data);
		for (const part of [0.2, 0.7]) {
			while (relay.bytes < 2 * data.length * part) await delay(1);
			relay.cut();
		}
		const { status, stderr } = await board.end;
		assert.equal(status, 0, stderr);
		assert.equal(sha256(Buffer.concat(chunks)), sha256(data));
	});

	test("a board that starts again has the line, and its old connections end", async (t) => {
		const { gateway, line } = await startListening(t);
		await replaceBoard(t, line);
		await gateway.stop();
	});

	test("a board that starts again on a terminal, which tells nobody, is understood again", async (t) => {
		const link = path.join(makeFolder(t), "tty");
		const gateway = startGateway(t, ["--pty", link]);
		await gateway.line(/connected/);
		await replaceBoard(t, `tty:${link}`);
		await gateway.stop();
		assert.ok(!existsSync(link), "the link is still there");
	});
});
