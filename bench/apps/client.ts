/*
 * The workload of measure.c in TypeScript, on SecureSocket. The trust anchor is an argument, in PEM, because
 * applications have no files.
 *
 *     bin/sim bench/apps/client.ts PORT CA-PEM SERVER-NAME CONNECTIONS RECEIVE-MB SEND-MB ECHOES
 */
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_SOCK_STREAM,
} from "secure-sockets";
import { args } from "sim";

const [port, ca = "", serverName = "", connections, receiveMegabytes, sendMegabytes, echoes] = args;
const chunk = new Uint8Array(65536);
const message = chunk.subarray(0, 1024);
const confirmation = chunk.subarray(0, 1);

function fail(socket: SecureSocket, what: string): never {
	throw new Error(`${what}: ${socket.error?.message}`);
}

async function connect(): Promise<SecureSocket> {
	const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("no socket");
	socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS);
	socket.SetSockOpt(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, ca);
	socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, serverName);
	if ((await socket.Connect({ address: "10.0.2.2", port: Number(port) })) !== 0) fail(socket, "Connect");
	return socket;
}

async function sendAll(socket: SecureSocket, data: Uint8Array | string): Promise<void> {
	if ((await socket.Send(data)) !== data.length) fail(socket, "Send");
}

async function receiveSome(socket: SecureSocket, buffer: Uint8Array): Promise<number> {
	const received = await socket.Recv(buffer);
	if (received <= 0) fail(socket, "Recv");
	return received;
}

function command(socket: SecureSocket, letter: string, count: number): Promise<void> {
	return sendAll(socket, `${letter}${count}`.padEnd(16));
}

async function shakeHands(count: number): Promise<void> {
	for (let i = 0; i < count; i++) (await connect()).Close();
}

async function receive(socket: SecureSocket, count: number): Promise<void> {
	await command(socket, "S", count);
	for (let left = count; left > 0;) {
		const received = await socket.Recv(chunk);
		if (received <= 0) fail(socket, "Recv");
		left -= received;
	}
}

async function send(socket: SecureSocket, count: number): Promise<void> {
	await command(socket, "R", count);
	for (let left = count; left > 0; left -= chunk.length) {
		const piece = left < chunk.length ? chunk.subarray(0, left) : chunk;
		if ((await socket.Send(piece)) !== piece.length) fail(socket, "Send");
	}
	await receiveSome(socket, confirmation);
}

async function echo(socket: SecureSocket, count: number): Promise<void> {
	await command(socket, "E", count);
	for (let i = 0; i < count; i++) {
		if ((await socket.Send(message)) !== message.length) fail(socket, "Send");
		let got = await socket.Recv(message);
		while (got > 0 && got < message.length) got += await receiveSome(socket, message.subarray(got));
		if (got <= 0) fail(socket, "Recv");
	}
}

async function measure(name: string, run: () => Promise<void>): Promise<void> {
	const start = Date.now();
	await run();
	console.log(`${name} ${(Date.now() - start) / 1000}`);
}

type Transfer = (socket: SecureSocket, count: number) => Promise<void>;

async function measureTransfer(name: string, run: Transfer, socket: SecureSocket, count: number): Promise<void> {
	if (count === 0) return;
	await run(socket, Math.floor(count / 16) + 1);
	await measure(name, () => run(socket, count));
}

if (!SecureSocket.Init()) throw new Error("no network");
await shakeHands(3);
await measure("handshakes", () => shakeHands(Number(connections)));
const socket = await connect();
await measureTransfer("receive", receive, socket, Number(receiveMegabytes) * 1000000);
await measureTransfer("send", send, socket, Number(sendMegabytes) * 1000000);
await measureTransfer("echoes", echo, socket, Number(echoes));
socket.Close();
