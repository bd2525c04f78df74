// What a board finds at the gateway: this machine's loopback, names, the time; and the gateway's options about them.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import net from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { startDns } from "../servers/dns.mjs";
import { runBoard, startListening } from "./harness.mjs";
import { makeDatagram, toLine } from "./packets.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const now = () => Date.now() / 1000;

async function startEcho(t) {
	const server = net.createServer({ allowHalfOpen: true }, (socket) => socket.on("error", () => {}).pipe(socket));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => server.close());
	return server.address().port;
}

test("the host's loopback is 10.0.2.2 for TCP, whatever bytes are sent", async (t) => {
	const { gateway, line } = await startListening(t);
	const data = randomBytes(200_000);
	const { status, stdout, stderr } = await runBoard(t, [line, "tcp", "10.0.2.2", String(await startEcho(t))], data);
	assert.equal(status, 0, stderr);
	assert.equal(sha256(stdout), sha256(data));
	await gateway.stop();
});

test("a port that nobody listens at is refused", async (t) => {
	const { line } = await startListening(t);
	const server = net.createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address();
	server.close();
	await once(server, "close");
	const { status, stderr } = await runBoard(t, [line, "tcp", "10.0.2.2", String(port)]);
	assert.equal(status, 1);
	assert.match(stderr, /connection: error -14/);
});

test("a name is asked of the server of --dns, by way of 10.0.2.3", async (t) => {
	const dns = await startDns({ "board.example": ["192.0.2.7"] });
	t.after(() => dns.close());
	const { line } = await startListening(t, ["--dns", `127.0.0.1:${dns.port}`]);
	const { stdout, stderr } = await runBoard(t, [line, "name", "board.example"]);
	assert.equal(stdout.toString(), "192.0.2.7\n", stderr);
	assert.deepEqual(dns.queries, ["board.example"]);
});

test("DNS by TCP reaches the same server", async (t) => {
	const dns = await startDns({ "board.example": ["192.0.2.7"] });
	t.after(() => dns.close());
	const { line } = await startListening(t, ["--dns", `127.0.0.1:${dns.port}`]);
	const query = Buffer.from("001d1234010000010000000000000562" + "6f617264076578616d706c650000010001", "hex");
	const { stdout, stderr } = await runBoard(t, [line, "tcp", "10.0.2.3", "53"], query);
	assert.equal(stdout.subarray(-4).toString("hex"), "c0000207", stderr);
	assert.equal(dns.byTcp, 1);
});

test("what comes from the DNS server by its own address is not from 10.0.2.3", async (t) => {
	const dns = await startDns({ "board.example": ["192.0.2.7"] });
	t.after(() => dns.close());
	const { line } = await startListening(t, ["--dns", `127.0.0.1:${dns.port}`]);
	const query = Buffer.from("1234010000010000000000000562" + "6f617264076578616d706c650000010001", "hex");
	const direct = await runBoard(t, [line, "udp", "10.0.2.2", String(dns.port)], query);
	assert.match(direct.stdout.toString(), new RegExp(`^10\\.0\\.2\\.2:${dns.port} .*c0000207\n$`), direct.stderr);
	const relayed = await runBoard(t, [line, "udp", "10.0.2.3", "53"], query);
	assert.match(relayed.stdout.toString(), /^10\.0\.2\.3:53 .*c0000207\n$/, relayed.stderr);
});

test("without --dns a name is refused at once, and the gateway says why", async (t) => {
	const { gateway, line } = await startListening(t);
	const query = Buffer.from("1234010000010000000000000562" + "6f617264076578616d706c650000010001", "hex");
	const { stdout } = await runBoard(t, [line, "udp", "10.0.2.3", "53"], query);
	assert.equal(
		stdout.toString(),
		"10.0.2.3:53 1234810500010000000000000562" + "6f617264076578616d706c650000010001\n",
	);
	assert.match(await gateway.stop(), /there is no --dns/);
});

test("10.0.2.2 tells the time of the host", async (t) => {
	const { line } = await startListening(t);
	const before = now();
	const { stdout, stderr } = await runBoard(t, [line, "time", "10.0.2.2"]);
	assert.ok(Number(stdout) >= before - 0.1 && Number(stdout) <= now() + 0.1, `${stdout} ${before} ${stderr}`);
});

test("10.0.2.3 tells the time, too", async (t) => {
	const { line } = await startListening(t);
	const { stdout, stderr } = await runBoard(t, [line, "time", "10.0.2.3"]);
	assert.ok(Math.abs(Number(stdout) - now()) < 5, `${stdout} ${stderr}`);
});

for (const [clock, expected] of [
	["+86400", () => now() + 86400],
	["-1000", () => now() - 1000],
	["1893456000", () => 1893456000],
	["2085978497", () => 2085978497], // NTP's seconds have wrapped
	["4000000000", () => 4000000000],
]) {
	test(`--clock ${clock} tells another time`, async (t) => {
		const { line } = await startListening(t, ["--clock", clock]);
		const { stdout, stderr } = await runBoard(t, [line, "time", "10.0.2.2"]);
		assert.ok(Math.abs(Number(stdout) - expected()) < 5, `${stdout} ${stderr}`);
	});
}

test("a time before the earliest possible one is refused, and asked for again", async (t) => {
	const { gateway, line } = await startListening(t, ["--clock", "1000000000", "--trace"]);
	const board = runBoard(t, [line, "time", "10.0.2.2", "1700000000"]);
	await gateway.line(/10\.0\.2\.2:123 UDP[^]*10\.0\.2\.2:123 UDP/);
	const other = await Promise.race([board, gateway.stop()]);
	assert.equal(typeof other, "string", "the board took a time that cannot be");
});

const ntpQuestion = Buffer.concat([Buffer.from([0x23]), Buffer.alloc(47, 1)]);

/** Writes packets to a gateway's line, and gives what it answers within a moment. */
async function talk(socket, packets) {
	const line = net.connect(socket);
	const chunks = [];
	line.on("data", (chunk) => chunks.push(chunk));
	await once(line, "connect");
	for (const packet of packets) line.write(toLine(packet));
	const last = makeDatagram(["10.0.2.15", 999], ["10.0.2.2", 123], ntpQuestion);
	line.write(toLine(last));
	// the answer to the last question comes after all others
	while (!Buffer.concat(chunks).includes(Buffer.from("0a00020f007b03e7", "hex"))) await once(line, "data");
	line.destroy();
	return Buffer.concat(chunks);
}

test("a board may have any address of 10.0.2.0/24", async (t) => {
	const { socket } = await startListening(t);
	const answers = await talk(socket, [makeDatagram(["10.0.2.77", 700], ["10.0.2.2", 123], ntpQuestion)]);
	assert.ok(answers.includes(Buffer.from("0a0002020a00024d007b02bc", "hex")), answers.toString("hex"));
});

for (const address of ["192.168.0.15", "10.0.2.2", "10.0.2.3", "10.0.2.0", "10.0.2.255", "127.0.0.1"]) {
	test(`a packet from ${address} is dropped, and the gateway says so`, async (t) => {
		const { gateway, socket } = await startListening(t);
		const answers = await talk(socket, [makeDatagram([address, 700], ["10.0.2.2", 123], ntpQuestion)]);
		assert.equal(answers.length < 100, true, answers.toString("hex"));
		assert.match(await gateway.stop(), new RegExp(`a packet from ${address} was dropped[^]*1 stray`));
	});
}

test("IPv6 and damaged packets are dropped, and --trace says why", async (t) => {
	const { gateway, socket } = await startListening(t, ["--trace"]);
	const good = makeDatagram(["10.0.2.15", 700], ["10.0.2.2", 123], ntpQuestion);
	const damaged = (place) => Buffer.from(good.map((byte, i) => (i === place ? byte ^ 4 : byte)));
	const ipv6 = Buffer.concat([Buffer.from([0x60]), Buffer.alloc(47)]);
	await talk(socket, [ipv6, damaged(15), damaged(40), good.subarray(0, 50), good.subarray(0, 10), damaged(0)]);
	const report = await gateway.stop();
	for (const reason of [
		"dropped 48 bytes: IPv6, which the gateway does not know",
		"dropped 76 bytes: bad checksum of the IP header",
		"dropped 76 bytes: bad checksum\n",
		"dropped 50 bytes: shorter than its IP header says",
		"dropped 10 bytes: shorter than an IP header",
		"6 bad, 0 stray; 1 answered",
	])
		assert.ok(report.includes(reason), `${reason}\n${report}`);
});

test("a fragment is dropped", async (t) => {
	const { gateway, socket } = await startListening(t, ["--trace"]);
	const fragment = makeDatagram(["10.0.2.15", 700], ["10.0.2.2", 123], ntpQuestion);
	fragment[6] = 0x20;
	fragment.writeUInt16BE(fragment.readUInt16BE(10) - 0x2000, 10);
	await talk(socket, [fragment]);
	assert.match(await gateway.stop(), /dropped 76 bytes: a fragment/);
});
