/*
 * TLS against servers on the developer's machine.
 */
import SecureSocket, {
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_TLS_SERVER_UNVERIFIED,
} from "secure-sockets";
import { gc, memory } from "device";
import { servers } from "./config";
import { wait } from "./board-tests";
import { addressOf, echo, good, newSocket, timeout } from "./network-tests";
import { check, note, type Test } from "./tap";

function newTlsSocket(name = servers.certificateName): SecureSocket {
	const socket = newSocket();
	good(socket, "REQUIRE_TLS", socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS));
	good(socket, "CERTIFICATE", socket.SetSockOpt(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, servers.root));
	good(socket, "SNI", socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, name));
	return socket;
}

async function connect(port: number): Promise<SecureSocket> {
	const socket = newTlsSocket();
	good(socket, "Connect", await socket.Connect(addressOf(port)));
	return socket;
}

/* While it goes on, a timer shows how long JavaScript has to wait at most. */
async function testHandshake(port: number, version: string): Promise<void> {
	SecureSocket.ClearSessions();
	let last = performance.now();
	let longest = 0;
	const timer = setInterval(() => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
	}, 1);
	const socket = await connect(port);
	clearInterval(timer);
	const { info } = socket;
	check(info.version === version, `the connection has ${info.version}, not ${version}`);
	await echo(socket, 4096);
	note(
		`${info.suite}, ${Math.round(info.handshakeMilliseconds)} ms, JavaScript waited ${Math.round(longest)} ms at most`,
	);
	note(`${info.heapPeak} bytes of heap at the peak of the connection, ${info.heap} now`);
	good(socket, "Close", socket.Close());
}

async function testUnverified(socket: SecureSocket, port: number): Promise<void> {
	const result = await socket.Connect(addressOf(port));
	check(result === SOCKETS_TLS_SERVER_UNVERIFIED, `Connect: ${result}`);
	note(socket.error?.message ?? "");
	socket.Close();
}

async function testLargeEcho(): Promise<void> {
	const bytes = 100_000;
	const socket = await connect(servers.tls13);
	const start = performance.now();
	await echo(socket, bytes);
	note(`${Math.round(bytes / (performance.now() - start))} KB/s each way`);
	good(socket, "Close", socket.Close());
}

/* Closed sockets live on until the peer has acknowledged all; garbage until it is collected. */
async function settle(blocks: () => number, before: number): Promise<number> {
	const start = performance.now();
	for (;;) {
		gc();
		const now = blocks();
		if (now <= before || performance.now() - start > timeout) return now;
		await wait(20);
	}
}

async function testReconnects(): Promise<void> {
	const blocks = (): number => memory().core.blocks + memory().mbedtls.blocks + memory().lwip.blocks;
	const socket = await connect(servers.tls13);
	good(socket, "Close", socket.Close());
	SecureSocket.ClearSessions();
	await wait(500);
	gc();
	const before = blocks();
	const heapBefore = memory().heap.now;
	for (let i = 0; i < 20; i++) {
		const again = await connect(i % 2 ? servers.tls12 : servers.tls13);
		await echo(again, 100);
		good(again, "Close", again.Close());
	}
	SecureSocket.ClearSessions();
	const after = await settle(blocks, before);
	check(after <= before, `${after - before} blocks more than before are held after 20 connections`);
	gc();
	const more = memory().heap.now - heapBefore;
	check(more < 2048, `the JavaScript heap grew by ${more} bytes in 20 connections`);
	note(`${before} blocks before, ${after} after; ${more} bytes more in the JavaScript heap`);
}

async function testTogether(): Promise<void> {
	const first = await connect(servers.tls12);
	const second = await connect(servers.tls13);
	await Promise.all([echo(first, 8192), echo(second, 8192)]);
	const { core, lwip, mbedtls, xs } = memory();
	note(`held with two connections: core ${core.now}, mbedTLS ${mbedtls.now}, lwIP ${lwip.now}, XS ${xs.now} bytes`);
	good(first, "Close", first.Close());
	good(second, "Close", second.Close());
}

function testStack(): void {
	const { peak, size } = memory().stack;
	check(size === 0 || size - peak >= 1024, `${peak} of ${size} bytes of stack were used: too little is left`);
	note(size === 0 ? "the stack of the desktop grows" : `${peak} of ${size} bytes of stack used`);
}

export const tlsTests: readonly Test[] = [
	["TLS 1.2: a full handshake, and 4 KB come back", (): Promise<void> => testHandshake(servers.tls12, "TLSv1.2")],
	["TLS 1.3: a full handshake, and 4 KB come back", (): Promise<void> => testHandshake(servers.tls13, "TLSv1.3")],
	[
		"a server with another name is refused",
		(): Promise<void> => testUnverified(newTlsSocket("other.test"), servers.tls13),
	],
	[
		"a server that nobody vouches for is refused",
		(): Promise<void> => testUnverified(newTlsSocket(), servers.stranger),
	],
	["TLS: 100 KB come back unchanged", testLargeEcho],
	["two connections at once do not disturb each other", testTogether],
	["20 connections one after the other leave no memory behind", testReconnects],
	["the stack was large enough for all of it", testStack],
];
