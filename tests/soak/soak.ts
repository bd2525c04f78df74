/*
 * Connections without end: 16 at a time, to servers of all kinds, with time-outs and ends by chance. Prints a line per
 * connection, what came of it, and a line of JSON per sample of what is in use.
 * Argument: a Plan. Expects a scaled clock.
 */
import SecureSocket, * as s from "secure-sockets";
import { args, gc, memory } from "sim";
import { fill, firstDifference } from "../servers/content.js";

interface Place {
	readonly name: string;
	readonly port: number;
	readonly tls: boolean;
	/** It sends back what it gets. */
	readonly echo: boolean;
}

interface Plan {
	readonly places: readonly Place[];
	/** PEM */
	readonly ca: string;
	readonly seed: number;
	/** How many samples are taken after the first, and the connections before each. */
	readonly samples: number;
	readonly connections: number;
}

const plan = JSON.parse(args[0] ?? "") as Plan;
const atOnce = 16;
const settling = 130_000; // more than 2 MSL: then lwIP has forgotten closed connections

const words = new Uint32Array(1);
words[0] = plan.seed;

/** @returns an integer from 0 to below `limit` */
function chance(limit: number): number {
	fill(words, words[0]!);
	return words[0]! % limit;
}

function wait(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function open(place: Place): SecureSocket {
	const socket = SecureSocket.Socket(s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("no socket");
	socket.SetSockOpt(s.SOCKETS_SO_RCVTIMEO, 200 + chance(30_000));
	socket.SetSockOpt(s.SOCKETS_SO_SNDTIMEO, 200 + chance(30_000));
	if (place.tls) {
		socket.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS);
		socket.SetSockOpt(s.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, plan.ca);
		socket.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, chance(20) ? "echo.test" : "other.test");
		socket.SetSockOpt(s.SOCKETS_SO_SESSION_RESUMPTION, chance(2) === 0);
	}
	return socket;
}

async function sendAll(socket: SecureSocket, bytes: Uint8Array): Promise<number> {
	for (let at = 0; at < bytes.length;) {
		const n = await socket.Send(bytes.subarray(at));
		if (n <= 0) return n;
		at += n;
	}
	return 0;
}

/** Sends content, and receives as much. @returns what came of it */
async function exchange(socket: SecureSocket, echo: boolean): Promise<string> {
	const length = 1 + chance(chance(10) ? 1000 : 30_000);
	const seed = 1 + chance(1000);
	const content = new Uint32Array(length);
	fill(content, seed);
	const sending = sendAll(socket, new Uint8Array(content.buffer));
	const received = new Uint8Array(content.byteLength);
	for (let at = 0; at < received.length;) {
		const n = await socket.Recv(received.subarray(at));
		if (n <= 0) return `Recv ${n}, Send ${await sending}`;
		at += n;
	}
	if (echo && firstDifference(new Uint32Array(received.buffer), seed) >= 0)
		throw new Error("what came is not what was sent");
	return `complete, Send ${await sending}`;
}

/** One connection, from creation to its end; some are closed in the middle, and some are never closed, only forgotten. */
async function live(place: Place): Promise<void> {
	const socket = open(place);
	const fate = chance(12);
	const early = fate < 3 ? setTimeout(() => socket.Close(), chance(fate === 0 ? 300 : 8000)) : undefined;
	const connected = await socket.Connect({ address: "10.0.2.2", port: place.port });
	let outcome = `Connect ${connected}`;
	if (connected === 0) outcome = await exchange(socket, place.echo);
	if (early !== undefined) clearTimeout(early);
	if (fate > 8) socket.Shutdown(s.SOCKETS_SHUT_RDWR);
	if (fate !== 11) socket.Close();
	console.log(`${place.name}: ${outcome}`);
}

/** @returns how many sockets lwIP has a place for: all, when those of before are gone */
async function capacity(): Promise<number> {
	const sockets: SecureSocket[] = [];
	for (;;) {
		const socket = SecureSocket.Socket(s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
		if (!socket) break;
		if (socket.Bind({ address: "10.0.2.15", port: 0 }) < 0) {
			socket.Close();
			break;
		}
		sockets.push(socket);
	}
	for (const socket of sockets) socket.Close();
	await wait(1000);
	return sockets.length;
}

async function sample(): Promise<void> {
	SecureSocket.ClearSessions();
	gc(); // closes what was forgotten
	await wait(settling);
	const sockets = await capacity();
	gc();
	const { core, mbedtls, lwip, heap, xs } = memory();
	const uses = { core: core.now, mbedtls: mbedtls.now, lwip: lwip.now, heap: heap.now, xs: xs.now };
	console.log(JSON.stringify({ ...uses, blocks: core.blocks + mbedtls.blocks + lwip.blocks, sockets }));
	await wait(settling); // so that the process's handles can be counted, too
}

async function work(count: number): Promise<void> {
	let left = count;
	async function worker(): Promise<void> {
		while (left-- > 0) await live(plan.places[chance(plan.places.length)]!);
	}
	await Promise.all(Array.from({ length: atOnce }, worker));
}

if (SecureSocket.Init() !== 1) throw new Error("no network");
await work(Math.min(200, plan.connections));
await sample();
for (let i = 0; i < plan.samples; i++) {
	await work(plan.connections);
	await sample();
}
