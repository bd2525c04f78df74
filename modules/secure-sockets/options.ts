/*
 * The options of SetSockOpt(): which values they take, in types for the compiler and in checks for what the compiler
 * did not see.
 */
import {
	SOCKETS_SO_ALPN_PROTOCOLS,
	SOCKETS_SO_NONBLOCK,
	SOCKETS_SO_RCVBUF,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_SNDBUF,
	SOCKETS_SO_SNDTIMEO,
	SOCKETS_SO_TCPKEEPALIVE,
	SOCKETS_SO_TCPKEEPALIVE_COUNT,
	SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME,
	SOCKETS_SO_TCPKEEPALIVE_INTERVAL,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_SO_WAKEUP_CALLBACK,
} from "secure-sockets/constants";
import { encodeText, type Bytes } from "secure-sockets/native";

/** Bytes in any of JavaScript's forms. */
export type BufferLike = ArrayBufferLike | ArrayBufferView;

/** What an option of each number takes; `Socket` is what a wake-up callback is given. */
export interface SocketOptionValues<Socket> {
	[SOCKETS_SO_RCVTIMEO]: [milliseconds: number];
	[SOCKETS_SO_SNDTIMEO]: [milliseconds: number];
	[SOCKETS_SO_SNDBUF]: [bytes: number];
	[SOCKETS_SO_RCVBUF]: [bytes: number];
	[SOCKETS_SO_SERVER_NAME_INDICATION]: [name: string | BufferLike];
	[SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE]: [certificates: string | BufferLike];
	[SOCKETS_SO_REQUIRE_TLS]: [ignored?: true | number | null];
	[SOCKETS_SO_NONBLOCK]: [ignored?: true | number | null];
	[SOCKETS_SO_ALPN_PROTOCOLS]: [protocols: readonly string[]];
	[SOCKETS_SO_WAKEUP_CALLBACK]: [callback?: ((socket: Socket) => void) | null];
	[SOCKETS_SO_TCPKEEPALIVE]: [on: boolean | number];
	[SOCKETS_SO_TCPKEEPALIVE_INTERVAL]: [seconds: number];
	[SOCKETS_SO_TCPKEEPALIVE_COUNT]: [probes: number];
	[SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME]: [seconds: number];
}

/** The options there are. */
export type SocketOption = keyof SocketOptionValues<unknown>;

type Native = number | boolean | Bytes | readonly string[] | undefined;

/** A value ready for C, or what is wrong with it. */
type Checked = { value: Native; wrong?: undefined } | { wrong: string };

/** @returns bytes that C can take: views of wider elements become views of bytes. Other values are left to C to refuse. */
export function bytesOf(data: BufferLike): Bytes {
	if (data instanceof Uint8Array || data instanceof ArrayBuffer || !ArrayBuffer.isView(data)) return data;
	return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function isBuffer(value: unknown): value is BufferLike {
	return value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof SharedArrayBuffer;
}

function uint32(value: unknown): Checked {
	if (typeof value !== "number") throw new TypeError("the option's value must be a number");
	if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
		return { wrong: `not an integer from 0 to 4294967295: ${value}` };
	return { value };
}

function onOff(value: unknown): Checked {
	return typeof value === "boolean" ? { value } : uint32(value);
}

function ignored(value: unknown): Checked {
	if (value === false) return { wrong: "the option cannot be turned off: its value is ignored" };
	if (value !== true && value !== null && value !== undefined && typeof value !== "number")
		throw new TypeError("the option takes no value");
	return { value: undefined };
}

function bytes(value: unknown): Checked {
	if (typeof value === "string") return { value: encodeText(value) };
	if (isBuffer(value)) return { value: bytesOf(value) };
	throw new TypeError("the option's value must be a string or a buffer");
}

function protocols(value: unknown): Checked {
	if (!Array.isArray(value) || !value.every((name) => typeof name === "string"))
		throw new TypeError("the option's value must be an array of strings");
	if (value.some((name: string) => name.length === 0 || name.includes("\0")))
		return { wrong: "a protocol's name is empty or has a zero in it" };
	return { value };
}

const checks = new Map<number, (value: unknown) => Checked>([
	[SOCKETS_SO_RCVTIMEO, uint32],
	[SOCKETS_SO_SNDTIMEO, uint32],
	[SOCKETS_SO_SNDBUF, uint32],
	[SOCKETS_SO_RCVBUF, uint32],
	[SOCKETS_SO_SERVER_NAME_INDICATION, bytes],
	[SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, bytes],
	[SOCKETS_SO_REQUIRE_TLS, ignored],
	[SOCKETS_SO_NONBLOCK, ignored],
	[SOCKETS_SO_ALPN_PROTOCOLS, protocols],
	[SOCKETS_SO_TCPKEEPALIVE, onOff],
	[SOCKETS_SO_TCPKEEPALIVE_INTERVAL, uint32],
	[SOCKETS_SO_TCPKEEPALIVE_COUNT, uint32],
	[SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME, uint32],
]);

/**
 * Checks an option's value, except the wake-up callback's.
 * @returns undefined if there is no such option.
 * @throws TypeError if the value is not of the option's type.
 */
export function checkOption(option: number, value: unknown): Checked | undefined {
	return checks.get(option)?.(value);
}
