import type { SocketError, SocketPhase } from "secure-sockets/errors";
import type { SocketInfo, TrustAnchor } from "secure-sockets/info";

/** Told the result of an operation, once. */
type Resolve = (result: number) => void;

/** Bytes without a wider element: what C reads and writes. */
export type Bytes = ArrayBufferLike | Uint8Array | DataView;

/** One socket of the core with its operations. Not open at first. */
export class NativeSocket {
	/** @returns 0, or a negative code, after which only the garbage collector has a use for it. */
	open(domain: number, type: number, protocol: number): number;
	/** Numbers become uint32_t, booleans 0 and 1, bytes themselves, arrays `const char *const[]`, undefined NULL. */
	setOption(option: number, value: number | boolean | Bytes | readonly string[] | undefined): number;
	setPreSharedKey(key: Bytes, identity: Bytes): number;
	setKeyLog(callback: ((line: string) => void) | undefined): number;
	setWakeup(callback: (() => void) | undefined): number;
	/** @param address a number in network byte order, or text. @param port host byte order. */
	bind(address: number | string, port: number): number;
	/** Takes an address as bind() does. */
	connect(address: number | string, port: number, resolve: Resolve): void;
	/** @throws TypeError if `data` is no buffer, or a detached one. */
	send(data: Bytes, resolve: Resolve): void;
	/** @throws TypeError if `buffer` is no buffer, or a detached or read-only one. */
	recv(buffer: Bytes, resolve: Resolve): void;
	shutdown(how: number): number;
	close(): number;
	/** Records a failure that was found before the core was asked. @returns `code`, or -22 if the socket is closed. */
	refuse(code: number, phase: SocketPhase, text: string): number;
	/** @returns a failure that was not told yet, once; 0 if there is none; -22 if the socket is closed. */
	takeError(): number;
	error(): Omit<SocketError, "verify"> | undefined;
	info(): SocketInfo;
}

/** Starts the network and waits for it. Idempotent. */
export function start(): boolean;
/** Tells an IPv4 address in network byte order, or 0. */
export function resolveName(name: string, resolve: Resolve): void;
/** Tells all addresses of a family, or of both for 0. */
export function resolveAll(name: string, family: number, resolve: (addresses: string[]) => void): void;
/** What a negative code means. */
export function errorMeaning(code: number): string;
/** UTF-8, also where the engine keeps text in another form. */
export function encodeText(text: string): ArrayBuffer;

export function addTrustAnchors(certificates: Bytes): number;
export function clearTrustAnchors(): number;
/** None before start(). */
export function trustAnchors(): TrustAnchor[];
/** @returns undefined without memory. */
export function exportSessions(): ArrayBuffer | undefined;
export function importSessions(bytes: Bytes): number;
export function clearSessions(): void;
/** @returns pdPASS or pdFAIL. */
export function setTime(seconds: number): number;
