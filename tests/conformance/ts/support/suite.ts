/*
 * What the conformance tests in TypeScript are made of: a case is a function that uses the class against an echo server
 * and throws at the first thing that is not as it should be. The helpers do what those of the reference's qualification
 * suite do. Where the suite uses SOCKETS_INVALID_SOCKET, which is null here, a closed socket stands in.
 *
 * Arguments of the process: CASE PORT [CA [OTHER-PORT]], CA in PEM; over TLS when there is one.
 */
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_htons,
	SOCKETS_inet_addr_quick,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SHUT_RDWR,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SNDTIMEO,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_SOCK_STREAM,
	type SocketsSockaddr,
} from "secure-sockets";

/** What a case may be run over. */
export type Over = "plain" | "tls" | "both";

/** A case of the suite, by its name there. */
export type Cases = Record<string, [over: Over, run: () => Promise<void> | void]>;

/** The servers, and whether it is over TLS; to be set before a case is run. */
export const settings: {
	/** Of the echo server. */
	port: number;
	/** PEM of the echo server's root; undefined: no TLS. */
	ca: string | undefined;
	/** Of a TLS server that `ca` does not vouch for. */
	otherPort: number;
} = { port: 0, ca: undefined, otherPort: 0 };

/** The reference's sizes: its buffers, what it sends at once; and its fillers. */
export const bufferSize = 1500;
export const largeSize = 3000;
export const txFiller = 0xaa;
export const rxFiller = 0xff;
export const timeout = 10_000;

/** Bytes that differ from each other's neighbours. */
export const large = new Uint8Array(largeSize).map((_, index) => index + index / 256);

export function check(holds: boolean, what: string): void {
	if (!holds) throw new Error(what);
}

export function equal(actual: unknown, expected: unknown, what: string): void {
	if (!Object.is(actual, expected)) throw new Error(`${what} is ${String(actual)}, not ${String(expected)}`);
}

export function sameBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
	equal(actual.length, expected.length, `length of ${what}`);
	const wrong = actual.findIndex((byte, index) => byte !== expected[index]);
	equal(wrong, -1, `first wrong byte of ${what}`);
}

export function onlyFiller(bytes: Uint8Array, filler: number, what: string): void {
	equal(
		bytes.findIndex((byte) => byte !== filler),
		-1,
		`first byte written past ${what}`,
	);
}

/** Misuse of types throws here, where the suite passes NULL. */
export async function rejects(promise: Promise<unknown>, what: string): Promise<void> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	check(error instanceof TypeError, `${what} rejects with ${String(error)}`);
}

/** A new TCP socket, without options. */
export function bareSocket(): SecureSocket {
	const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("Socket is null");
	return socket;
}

/** A new socket with time-outs and, over TLS, its options. */
export function newSocket(ca = settings.ca): SecureSocket {
	const socket = bareSocket();
	if (ca !== undefined) {
		equal(socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS), 0, "REQUIRE_TLS");
		equal(socket.SetSockOpt(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, ca), 0, "TRUSTED_SERVER_CERTIFICATE");
	}
	equal(socket.SetSockOpt(SOCKETS_SO_RCVTIMEO, timeout), 0, "RCVTIMEO");
	equal(socket.SetSockOpt(SOCKETS_SO_SNDTIMEO, timeout), 0, "SNDTIMEO");
	return socket;
}

/** What the suite's SOCKETS_INVALID_SOCKET is here. */
export function closedSocket(): SecureSocket {
	const socket = newSocket();
	close(socket);
	return socket;
}

/** The echo server's address, in the reference's form. */
export function echoAddress(port = settings.port): SocketsSockaddr {
	return { ulAddress: SOCKETS_inet_addr_quick(10, 0, 2, 2), usPort: SOCKETS_htons(port) };
}

export async function connect(socket: SecureSocket): Promise<SecureSocket> {
	const result = await socket.Connect(echoAddress());
	equal(result, 0, `Connect (${socket.error?.message ?? ""})`);
	return socket;
}

export function connected(): Promise<SecureSocket> {
	return connect(newSocket());
}

/** Sends all in as many calls as it takes. */
export async function send(socket: SecureSocket, data: Uint8Array): Promise<void> {
	for (let at = 0; at < data.length;) {
		const count = await socket.Send(data.subarray(at));
		check(
			count > 0 && count <= data.length - at,
			`Send gives ${count} after ${at} bytes (${socket.error?.message ?? ""})`,
		);
		at += count;
	}
}

/** Receives until the buffer is full; 0 is a time-out, after which it goes on. */
export async function recv(socket: SecureSocket, buffer: Uint8Array): Promise<void> {
	for (let at = 0; at < buffer.length;) {
		const count = await socket.Recv(buffer.subarray(at));
		check(count >= 0 && count <= buffer.length - at, `Recv gives ${count} after ${at} bytes`);
		at += count;
	}
}

/** Shutdown(RDWR), then Recv until it gives something negative; zeros for ever hang the suite. */
export async function shutdown(socket: SecureSocket): Promise<void> {
	const buffer = new Uint8Array(bufferSize);
	equal(socket.Shutdown(SOCKETS_SHUT_RDWR), 0, "Shutdown");
	for (let calls = 0; (await socket.Recv(buffer)) >= 0; calls++) check(calls < 100, "Recv ends after Shutdown");
}

export function close(socket: SecureSocket): void {
	equal(socket.Close(), 0, "Close");
}

/* The reference allows 200 ms on most boards; sanitizers on a busy machine are slower than those. */
const overTolerance = 2000;

/* Time-outs are counted in ticks of 1 ms, the first of which has begun before; this clock is finer. */
export function checkElapsed(start: number, expected: number): void {
	const elapsed = performance.now() - start;
	check(
		Math.ceil(elapsed) >= expected && elapsed <= expected + overTolerance,
		`a time-out of ${expected} ms took ${elapsed.toFixed(1)} ms`,
	);
}
