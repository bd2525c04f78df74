/*
 * Assertions for applications under test: the first that does not hold ends the program with its text.
 */
import SecureSocket, { SOCKETS_AF_INET, SOCKETS_IPPROTO_TCP, SOCKETS_SOCK_STREAM } from "secure-sockets";
import { args } from "sim";

export function equal<T>(actual: T, expected: T, what: string): void {
	if (!Object.is(actual, expected)) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

export function ok(holds: boolean, what: string): void {
	if (!holds) throw new Error(what);
}

export function sameBytes(actual: Uint8Array, expected: ArrayLike<number>, what: string): void {
	equal(actual.length, expected.length, `${what}: length`);
	const at = actual.findIndex((byte, index) => byte !== expected[index]);
	if (at >= 0)
		throw new Error(`${what}: byte ${at} is ${actual[at] ?? "missing"} instead of ${expected[at] ?? "missing"}`);
}

export function throwsTypeError(act: () => unknown, what: string): void {
	try {
		act();
	} catch (error) {
		ok(error instanceof TypeError, `${what}: throws ${String(error)}`);
		return;
	}
	throw new Error(`${what}: throws nothing`);
}

export async function rejectsTypeError(act: () => Promise<unknown>, what: string): Promise<void> {
	let promise: Promise<unknown>;
	try {
		promise = act();
	} catch (error) {
		throw new Error(`${what}: throws ${String(error)} instead of rejecting`);
	}
	await promise.then(
		() => Promise.reject(new Error(`${what}: does not reject`)),
		(error: unknown) => {
			ok(error instanceof TypeError, `${what}: rejects with ${String(error)}`);
		},
	);
}

export function sleep(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function open(): SecureSocket {
	equal(SecureSocket.Init(), 1, "Init");
	const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("Socket: null");
	return socket;
}

/** The port of one of the test's servers, given as an argument NAME=PORT. */
export function port(server: string): number {
	const argument = args.find((text) => text.startsWith(`${server}=`));
	if (argument === undefined) throw new Error(`no server ${server}`);
	return Number(argument.slice(server.length + 1));
}

export async function connected(server: string): Promise<SecureSocket> {
	const socket = open();
	equal(await socket.Connect({ address: "10.0.2.2", port: port(server) }), 0, `Connect to ${server}`);
	return socket;
}

/** Receives until the buffer is full. */
export async function receive(socket: SecureSocket, length: number): Promise<Uint8Array> {
	const all = new Uint8Array(length);
	for (let at = 0; at < length;) {
		const n = await socket.Recv(all.subarray(at));
		ok(n > 0, `Recv gave ${n} after ${at} of ${length} bytes`);
		at += n;
	}
	return all;
}

/** Sets an option past the compiler. */
export function setAny(socket: SecureSocket, option: unknown, value?: unknown): number {
	return (socket as unknown as { SetSockOpt(option: unknown, value: unknown): number }).SetSockOpt(option, value);
}
