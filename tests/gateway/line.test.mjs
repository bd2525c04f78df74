// The kinds of lines, and the gateway's command line.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import net from "node:net";
import { once } from "node:events";
import path from "node:path";
import { test } from "node:test";
import { content, sha256, startEcho } from "../servers/servers.mjs";
import { makeFolder, programs, runBoard, startBoard, startGateway, startListening } from "./harness.mjs";

/** Sends content to an echo server and expects it back. */
async function expectEcho(t, line, bytes = 20_000) {
	const echo = await startEcho(undefined);
	t.after(() => echo.close());
	const data = content(bytes, 11);
	const { status, stdout, stderr } = await runBoard(t, [line, "tcp", "10.0.2.2", String(echo.port)], data);
	assert.equal(status, 0, stderr);
	assert.equal(sha256(stdout), sha256(data));
}

test("--connect waits for a socket that is not there yet", async (t) => {
	const socket = path.join(makeFolder(t), "line");
	const gateway = startGateway(t, ["--connect", `unix:${socket}`]);
	await gateway.line(/waiting for unix:.*No such file/);
	await expectEcho(t, `listen:${socket}`);
	await gateway.stop();
});

test("--listen and --connect work over TCP", async (t) => {
	const socket = path.join(makeFolder(t), "line");
	const probe = net.createServer().listen(0, "127.0.0.1");
	await once(probe, "listening");
	const address = `tcp:127.0.0.1:${probe.address().port}`;
	probe.close();
	await once(probe, "close");
	const gateway = startGateway(t, ["--listen", address]);
	await gateway.line(/listening/);
	// the board has Unix sockets only: a second one carries its bytes on
	const relay = net.createServer((board) => {
		const { port } = new URL(`http://${address.slice(4)}`);
		const onward = net.connect(Number(port), "127.0.0.1");
		board.pipe(onward).pipe(board);
		board.on("error", () => {});
		onward.on("error", () => {});
	});
	relay.listen(socket);
	await once(relay, "listening");
	t.after(() => relay.close());
	await expectEcho(t, `connect:${socket}`);
	await gateway.stop();
});

test("a newer connection takes the line", async (t) => {
	const { gateway, socket, line } = await startListening(t);
	const older = net.connect(socket);
	await once(older, "connect");
	await gateway.line(/connected/);
	await expectEcho(t, line);
	if (!older.closed) await once(older.resume(), "close");
	await gateway.stop();
});

test("a socket that a killed gateway left behind is replaced, one that is in use is not", async (t) => {
	const socket = path.join(makeFolder(t), "line");
	const killed = startGateway(t, ["--listen", `unix:${socket}`]);
	await killed.line(/listening/);
	const second = await startGateway(t, ["--listen", `unix:${socket}`]).end;
	assert.equal(second.status, 1);
	assert.match(second.stderr, /Address already in use/);
	killed.child.kill("SIGKILL");
	await killed.end;
	assert.ok(existsSync(socket));
	const gateway = startGateway(t, ["--listen", `unix:${socket}`]);
	await gateway.line(/listening/);
	await expectEcho(t, `connect:${socket}`);
	await gateway.stop();
	assert.ok(!existsSync(socket), "the socket is still there");
});

test("a file that is no socket stays", async (t) => {
	const file = path.join(makeFolder(t), "file");
	writeFileSync(file, "mine");
	const { status } = await startGateway(t, ["--listen", `unix:${file}`]).end;
	assert.equal(status, 1);
	assert.equal(readFileSync(file, "utf8"), "mine");
	const pty = await startGateway(t, ["--pty", file]).end;
	assert.equal(pty.status, 1);
	assert.equal(readFileSync(file, "utf8"), "mine");
});

test("--tty waits for the cable, and again when it is pulled out", async (t) => {
	const tty = path.join(makeFolder(t), "ttyACM0");
	const gateway = startGateway(t, ["--tty", tty, "--baud", "1000000"]);
	await gateway.line(/waiting for .*ttyACM0: No such file/);
	await expectEcho(t, `plug:${tty}`);
	await gateway.line(/ttyACM0: .*\n[^]*waiting for/);
	await expectEcho(t, `plug:${tty}`);
	const idle = startBoard(t, [`plug:${tty}`, "udp", "10.0.2.2", "9"]);
	idle.child.stdin.end();
	await gateway.line(/(connected to[^]*){3}/);
	const settings = execFileSync("stty", ["-a", "-F", readlinkSync(tty)], { encoding: "utf8" });
	for (const flag of ["-icanon", "-echo", "-opost", "-ixon", "-crtscts", "cs8"])
		assert.match(settings, new RegExp(`(^| )${flag}\\b`, "m"));
	await gateway.stop();
});

test("what is no terminal is refused at once", async (t) => {
	const { status, stderr } = await startGateway(t, ["--tty", "/dev/null"]).end;
	assert.equal(status, 1);
	assert.match(stderr, /\/dev\/null: Inappropriate ioctl/);
});

/** Splits a file of pcapng into its blocks: a type, and what is between the lengths. */
function readBlocks(file) {
	const blocks = [];
	for (let at = 0; at < file.length;) {
		const length = file.readUInt32LE(at + 4);
		blocks.push({ type: file.readUInt32LE(at), body: file.subarray(at + 8, at + length - 4) });
		at += length;
	}
	return blocks;
}

test("--pcap writes each packet as it is on the line", async (t) => {
	const file = path.join(makeFolder(t), "line.pcapng");
	const { gateway, line } = await startListening(t, ["--pcap", file]);
	await runBoard(t, [line, "time", "10.0.2.2"]);
	await gateway.stop();
	const blocks = readBlocks(readFileSync(file));
	const [section, link, ...packets] = blocks;
	assert.equal(section.type, 0x0a0d0d0a);
	assert.equal(link.type, 1);
	assert.equal(link.body.readUInt16LE(0), 101); // raw IP
	assert.equal(packets.length, 2);
	for (const { type, body } of packets) {
		assert.equal(type, 6);
		assert.equal(body.readUInt32LE(16), 76);
	}
	const addresses = packets.map(({ body }) => body.subarray(20 + 12, 20 + 20).toString("hex"));
	assert.deepEqual(addresses, ["0a00020f0a000202", "0a0002020a00020f"]);
});

test("--trace prints a line for each packet", async (t) => {
	const { gateway, line } = await startListening(t, ["--trace"]);
	await runBoard(t, [line, "time", "10.0.2.2"]);
	const report = await gateway.stop();
	assert.match(report, /^gateway: \d+\.\d+ board 10\.0\.2\.15:\d+ > 10\.0\.2\.2:123 UDP, 76 bytes$/m);
	assert.match(report, /^gateway: \d+\.\d+ {3}net 10\.0\.2\.2:123 > 10\.0\.2\.15:\d+ UDP, 76 bytes$/m);
	assert.match(report, /to the board 1 packets, \d+ bytes; 0 packets lost/);
});

test("a link that is left is replaced by --pty", async (t) => {
	const link = path.join(makeFolder(t), "tty");
	symlinkSync("/nowhere", link);
	const gateway = startGateway(t, ["--pty", link]);
	await gateway.line(/connected/);
	await expectEcho(t, `tty:${link}`);
	await gateway.stop();
});

const run = (args) => spawnSync(programs.gateway, args, { encoding: "utf8", timeout: 30_000 });

for (const [args, message] of [
	[[], /which line\?/],
	[["--tty", "/a", "--pty", "/b"], /only one line.*\/a and \/b/],
	[["/dev/ttyACM0"], /"\/dev\/ttyACM0" is no option/],
	[["--nonsense"], /--nonsense/],
	[["--tty", "/a", "--baud", "fast"], /--baud: "fast" is not a number of bits per second/],
	[["--tty", "/a", "--baud", "0"], /--baud: "0"/],
	[["--tty", "/a", "--mtu", "1501"], /--mtu: "1501" is not/],
	[["--tty", "/a", "--mtu", "-1"], /--mtu: "-1" is not/],
	[["--tty", "/a", "--dns", "dns.example"], /--dns: "dns.example" is not an IPv4 address/],
	[["--tty", "/a", "--dns", "127.0.0.1:0"], /--dns: "127.0.0.1:0" is not/],
	[["--tty", "/a", "--dns", "127.0.0.53"], /--dns: "127.0.0.53" is not/],
	[["--tty", "/a", "--dns", "::1"], /--dns: "::1" is not/],
	[["--tty", "/a", "--clock", "noon"], /--clock: "noon" is not/],
	[["--tty", "/a", "--drop", "1.1"], /--drop: "1.1" is not a number from 0 to 1/],
	[["--tty", "/a", "--corrupt", "nan"], /--corrupt: "nan" is not/],
	[["--tty", "/a", "--seed", "x"], /--seed: "x" is not/],
]) {
	test(`the command line "${args.join(" ")}" is refused`, () => {
		const { status, stderr } = run(args);
		assert.equal(status, 2);
		assert.match(stderr, message);
	});
}

for (const where of ["line", "unix:", `unix:/${"x".repeat(200)}`, "tcp:localhost:1", "tcp:127.0.0.1", "tcp::1"]) {
	test(`a socket "${where.slice(0, 20)}" is refused`, () => {
		const { status, stderr } = run(["--connect", where]);
		assert.equal(status, 1);
		assert.ok(stderr.includes(`gateway: ${where}: `), stderr);
	});
}

test("--help tells all options", () => {
	const { status, stdout } = run(["--help"]);
	assert.equal(status, 0);
	for (const option of ["tty", "pty", "connect", "listen", "baud", "mtu", "dns", "clock", "trace", "pcap", "seed"])
		assert.ok(stdout.includes(`--${option}`), option);
});
