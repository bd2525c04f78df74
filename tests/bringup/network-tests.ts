/*
 * The network without TLS: the line to the gateway, the time, names, TCP.
 */
import network from "network";
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_inet_addr_quick,
	SOCKETS_inet_ntoa,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SO_SNDTIMEO,
	SOCKETS_SOCK_STREAM,
	SOCKETS_strerror,
} from "secure-sockets";
import { status } from "device";
import { servers } from "./config";
import { check, note, type Test } from "./tap";

export const timeout = 20_000; // milliseconds, for what should not take that long
const earliest = Date.UTC(2025, 10, 25);

/** @returns the result, unless it is an error */
export function good(socket: SecureSocket, what: string, result: number): number {
	check(result >= 0, `${what}: ${result}, ${SOCKETS_strerror(result)}. ${socket.error?.message ?? ""}`);
	return result;
}

export function newSocket(receiveTimeout = timeout): SecureSocket {
	const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	check(socket !== null, "there is no socket");
	good(socket, "SO_RCVTIMEO", socket.SetSockOpt(SOCKETS_SO_RCVTIMEO, receiveTimeout));
	good(socket, "SO_SNDTIMEO", socket.SetSockOpt(SOCKETS_SO_SNDTIMEO, timeout));
	return socket;
}

export function addressOf(port: number): { address: number; port: number } {
	const [a, b, c, d] = servers.host.split(".").map(Number) as [number, number, number, number];
	return { address: SOCKETS_inet_addr_quick(a, b, c, d), port };
}

/** Sends bytes, and compares what comes back with them, `chunk` bytes at a time. */
export async function echo(socket: SecureSocket, total: number, chunk = 1024): Promise<void> {
	const out = new Uint8Array(chunk);
	const back = new Uint8Array(chunk);
	for (let done = 0; done < total; done += chunk) {
		const length = Math.min(chunk, total - done);
		for (let i = 0; i < length; i++) out[i] = (done + i * 7 + (done >> 8)) & 255;
		for (let sent = 0; sent < length;) sent += good(socket, "Send", await socket.Send(out.subarray(sent, length)));
		for (let received = 0; received < length;) {
			const count = good(socket, "Recv", await socket.Recv(back.subarray(received, length)));
			check(count > 0, `after ${done + received} of ${total} bytes nothing came back for ${timeout} ms`);
			received += count;
		}
		for (let i = 0; i < length; i++)
			check(back[i] === out[i], `byte ${done + i} came back as ${back[i]}, not as ${out[i]}`);
	}
}

function testGateway(): void {
	check(SecureSocket.Init() === 1, "the gateway does not answer");
	const { up, address, gateway, dns, mtu } = network();
	check(up, "the interface is not up");
	note(`${address}, router ${gateway}, DNS ${dns.join(", ")}, MTU ${mtu}`);
}

function testTime(): void {
	const now = Date.now();
	check(now > earliest, `the clock says ${new Date(now).toISOString()}`);
	note(new Date(now).toISOString());
}

async function testDns(): Promise<void> {
	const address = await SecureSocket.GetHostByName(servers.name);
	check(address !== 0, `${servers.name} has no address`);
	const text = SOCKETS_inet_ntoa(address);
	check(text === servers.host, `${servers.name} is ${text}, not ${servers.host}`);
	const other = await SecureSocket.GetHostByName("no-such-name.test");
	check(other === 0, `no-such-name.test is ${SOCKETS_inet_ntoa(other)}`);
}

async function testTcp(): Promise<void> {
	const socket = newSocket();
	good(socket, "Connect", await socket.Connect(addressOf(servers.plain)));
	await echo(socket, 4096);
	good(socket, "Close", socket.Close());
}

async function testRefused(): Promise<void> {
	const socket = newSocket();
	const result = await socket.Connect(addressOf(servers.nobody));
	check(result < 0, `a connection to a port that nobody listens at: ${result}`);
	note(`${result}: ${socket.error?.message ?? SOCKETS_strerror(result)}`);
	socket.Close();
}

async function testTimeout(): Promise<void> {
	const socket = newSocket(300);
	good(socket, "Connect", await socket.Connect(addressOf(servers.silent)));
	const start = performance.now();
	const result = await socket.Recv(new Uint8Array(1));
	const waited = performance.now() - start;
	check(result === 0, `Recv from a server that says nothing: ${result}`);
	check(waited >= 300 && waited < 3000, `a time-out of 300 ms took ${waited} ms`);
	good(socket, "Close", socket.Close());
}

/* What is lost is sent again: that is no failure, but somebody should know. */
function testLine(): void {
	const { lost } = status();
	note(`${lost} bytes were lost on the serial line`);
	check(lost < 1000, `${lost} bytes were lost on the serial line: is it too fast, without flow control?`);
}

export const networkTests: readonly Test[] = [
	["the gateway answers on the serial line", testGateway],
	["the clock is set from the network", testTime],
	["names are resolved", testDns],
	["TCP: 4 KB come back unchanged", testTcp],
	["TCP: a port that nobody listens at gives an error", testRefused],
	["TCP: a receive time-out ends the wait", testTimeout],
	["the serial line loses nothing to speak of", testLine],
];
