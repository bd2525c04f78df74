/*
 * The options of SetSockOpt(): which values they take, in types for the compiler and in checks for what the compiler
 * did not see.
 */
import {
	SOCKETS_SO_ALLOW_UNSET_CLOCK,
	SOCKETS_SO_ALPN_PROTOCOLS,
	SOCKETS_SO_CIPHER_SUITES,
	SOCKETS_SO_CLIENT_CERTIFICATE,
	SOCKETS_SO_CLIENT_KEY,
	SOCKETS_SO_CLIENT_KEY_ID,
	SOCKETS_SO_CONNECT_TIMEOUT,
	type SOCKETS_SO_KEY_LOG,
	SOCKETS_SO_MAX_FRAGMENT_LENGTH,
	SOCKETS_SO_MEMORY_BUDGET,
	SOCKETS_SO_NONBLOCK,
	SOCKETS_SO_PINNED_KEYS,
	SOCKETS_SO_PRE_SHARED_KEY,
	SOCKETS_SO_RCVBUF,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_SESSION_RESUMPTION,
	SOCKETS_SO_SNDBUF,
	SOCKETS_SO_SNDTIMEO,
	SOCKETS_SO_TCPKEEPALIVE,
	SOCKETS_SO_TCPKEEPALIVE_COUNT,
	SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME,
	SOCKETS_SO_TCPKEEPALIVE_INTERVAL,
	SOCKETS_SO_TLS_MAX_VERSION,
	SOCKETS_SO_TLS_MIN_VERSION,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	type SOCKETS_SO_WAKEUP_CALLBACK,
} from "secure-sockets/constants";
import { encodeText, type Bytes } from "secure-sockets/native";
import {
	isBuffer,
	readPins,
	versionNumber,
	view,
	type BufferLike,
	type CipherSuite,
	type PinnedKeys,
	type PreSharedKey,
	type TlsVersion,
} from "secure-sockets/tls-options";

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
	[SOCKETS_SO_CLIENT_CERTIFICATE]: [chain: string | BufferLike];
	[SOCKETS_SO_CLIENT_KEY]: [key: string | BufferLike];
	[SOCKETS_SO_CLIENT_KEY_ID]: [id: number];
	[SOCKETS_SO_PRE_SHARED_KEY]: [key: PreSharedKey];
	[SOCKETS_SO_TLS_MIN_VERSION]: [version: TlsVersion];
	[SOCKETS_SO_TLS_MAX_VERSION]: [version: TlsVersion];
	[SOCKETS_SO_CIPHER_SUITES]: [suites: readonly CipherSuite[]];
	[SOCKETS_SO_MAX_FRAGMENT_LENGTH]: [bytes: 0 | 512 | 1024 | 2048 | 4096];
	[SOCKETS_SO_PINNED_KEYS]: [pins: PinnedKeys];
	[SOCKETS_SO_SESSION_RESUMPTION]: [on: boolean | number];
	[SOCKETS_SO_CONNECT_TIMEOUT]: [milliseconds: number];
	[SOCKETS_SO_KEY_LOG]: [log?: ((line: string) => void) | null];
	[SOCKETS_SO_ALLOW_UNSET_CLOCK]: [on: boolean | number];
	[SOCKETS_SO_MEMORY_BUDGET]: [bytes: number];
}

/** The options there are. */
export type SocketOption = keyof SocketOptionValues<unknown>;

type Native = number | boolean | Bytes | readonly string[] | undefined;

/** A value ready for C, with a second part if it has two, or what is wrong with it. */
type Checked =
	{ value: Native; wrong?: undefined } | { key: Bytes; identity: Bytes; wrong?: undefined } | { wrong: string };

/** @returns bytes that C can take: views of wider elements become views of bytes. Other values are left to C to refuse. */
export function bytesOf(data: BufferLike): Bytes {
	return data instanceof Uint8Array || data instanceof ArrayBuffer || !ArrayBuffer.isView(data) ? data : view(data);
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

function version(value: unknown): Checked {
	return uint32(versionNumber(value));
}

function pins(value: unknown): Checked {
	const read = readPins(value);
	return typeof read === "string" ? { wrong: read } : { value: read };
}

function preSharedKey(value: unknown): Checked {
	const { key, identity } = (value ?? {}) as Partial<PreSharedKey>;
	if (!isBuffer(key)) throw new TypeError("the option's value must have a key, in a buffer");
	if (typeof identity === "string") return { key: bytesOf(key), identity: encodeText(identity) };
	if (!isBuffer(identity)) throw new TypeError("the option's value must have an identity, a string or a buffer");
	return { key: bytesOf(key), identity: bytesOf(identity) };
}

function names(value: unknown): Checked {
	if (!Array.isArray(value) || !value.every((name) => typeof name === "string"))
		throw new TypeError("the option's value must be an array of strings");
	if (value.some((name: string) => name.length === 0 || name.includes("\0")))
		return { wrong: "a name is empty or has a zero in it" };
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
	[SOCKETS_SO_ALPN_PROTOCOLS, names],
	[SOCKETS_SO_TCPKEEPALIVE, onOff],
	[SOCKETS_SO_TCPKEEPALIVE_INTERVAL, uint32],
	[SOCKETS_SO_TCPKEEPALIVE_COUNT, uint32],
	[SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME, uint32],
	[SOCKETS_SO_CLIENT_CERTIFICATE, bytes],
	[SOCKETS_SO_CLIENT_KEY, bytes],
	[SOCKETS_SO_CLIENT_KEY_ID, uint32],
	[SOCKETS_SO_PRE_SHARED_KEY, preSharedKey],
	[SOCKETS_SO_TLS_MIN_VERSION, version],
	[SOCKETS_SO_TLS_MAX_VERSION, version],
	[SOCKETS_SO_CIPHER_SUITES, names],
	[SOCKETS_SO_MAX_FRAGMENT_LENGTH, uint32],
	[SOCKETS_SO_PINNED_KEYS, pins],
	[SOCKETS_SO_SESSION_RESUMPTION, onOff],
	[SOCKETS_SO_CONNECT_TIMEOUT, uint32],
	[SOCKETS_SO_ALLOW_UNSET_CLOCK, onOff],
	[SOCKETS_SO_MEMORY_BUDGET, uint32],
]);

/**
 * Checks an option's value, except callbacks'.
 * @returns undefined if there is no such option.
 * @throws TypeError if the value is not of the option's type.
 */
export function checkOption(option: number, value: unknown): Checked | undefined {
	return checks.get(option)?.(value);
}
