/*
 * The option `secure` of a TLSSocket, in the words of the Moddable SDK's TLS, and as options of SecureSocket.
 */
import {
	SOCKETS_SO_ALPN_PROTOCOLS,
	SOCKETS_SO_CLIENT_CERTIFICATE,
	SOCKETS_SO_CLIENT_KEY,
	SOCKETS_SO_PINNED_KEYS,
	SOCKETS_SO_PRE_SHARED_KEY,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_SESSION_RESUMPTION,
	SOCKETS_SO_TLS_MAX_VERSION,
	SOCKETS_SO_TLS_MIN_VERSION,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
} from "secure-sockets/constants";
import type { SocketOption, SocketOptionValues } from "secure-sockets/options";
import { isBuffer, view, type BufferLike, type TlsVersion } from "secure-sockets/tls-options";
import type SecureSocket from "secure-sockets";

/** Bytes in the SDK's forms: a Resource, too, which stays in flash and can be sliced. */
export type Bytes = BufferLike | { readonly byteLength: number; slice(start: number): ArrayBuffer };

/** Certificates: PEM (one or several) or DER (one), or a list of these. */
export type Certificates = string | Bytes | readonly (string | Bytes)[];

/** An option of SecureSocket with its value. */
export type SocketOptionPair = {
	[Option in SocketOption]: readonly [option: Option, ...value: SocketOptionValues<SecureSocket>[Option]];
}[SocketOption];

/** What TLS is to do. */
export interface SecureOptions {
	/** The name that the server's certificate must have, and that is sent to it (SNI); the option `host` if not given. */
	serverName?: string;
	/** Who must have signed it; the default trust anchors if not given. */
	certificate?: Certificates;
	/** Our own certificate, and after it those that lead to its root, for servers that ask. */
	clientCertificates?: Certificates;
	/** Its key, RSA or ECDSA: PEM or DER. */
	clientKey?: string | Bytes;
	/** The application protocols to offer, the preferred one first (ALPN). */
	applicationLayerProtocolNegotiation?: string | readonly string[];
	/** The lowest version of TLS to be spoken; TLS 1.2 if not given. */
	minVersion?: TlsVersion;
	/** The highest; TLS 1.3 if not given. */
	maxVersion?: TlsVersion;
	/** Whether sessions are kept and resumed; true if not given. */
	cache?: boolean;
	/** May be true only: nothing turns verification off. */
	verify?: true;
	/** Ignored: 1.2 and 1.3 are both spoken, whatever it says. */
	protocolVersion?: number;
	/** Ignored. */
	trace?: boolean;
	/** More options of SecureSocket, as SetSockOpt() takes them: pins, pre-shared keys, keep-alive, time-outs. */
	socketOptions?: readonly SocketOptionPair[];
}

/** Any options of SecureSocket, checked when they are set. */
export type SocketOptions = (readonly [option: number, value: unknown])[];

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function base64(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at += 3) {
		const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		const count = Math.min(bytes.length - at, 3);
		for (let digit = 0; digit < 4; digit++)
			text += digit <= count ? digits.charAt((three >>> (18 - 6 * digit)) & 63) : "=";
		if (at % 48 === 45) text += "\n";
	}
	return text;
}

function textOrBytes(name: string, value: unknown): string | BufferLike {
	if (typeof value === "string" || isBuffer(value)) return value;
	const { byteLength, slice } = (value ?? {}) as { byteLength?: unknown; slice?: unknown };
	if (typeof byteLength === "number" && typeof slice === "function")
		return (value as { slice(start: number): ArrayBuffer }).slice(0);
	throw new TypeError(`secure.${name} must be a string or a buffer`);
}

function certificates(name: string, value: unknown): string | BufferLike {
	if (!Array.isArray(value)) return textOrBytes(name, value);
	if (value.length === 0) throw new RangeError(`secure.${name} is an empty list`);
	const list = value.map((one) => textOrBytes(name, one));
	if (list.length === 1) return list[0]!;
	const texts = list.map((one) =>
		typeof one === "string"
			? one
			: `-----BEGIN CERTIFICATE-----\n${base64(view(one))}\n-----END CERTIFICATE-----\n`,
	);
	return texts.join("\n");
}

function verification(value: unknown): void {
	if (value !== true) throw new RangeError(`secure.verify is ${String(value)}: nothing turns verification off`);
}

function moreOptions(value: unknown): SocketOptions {
	if (!Array.isArray(value) || !value.every((pair) => Array.isArray(pair) && typeof pair[0] === "number"))
		throw new TypeError("secure.socketOptions must be an array of [option, value]");
	return value as SocketOptions;
}

/* Each option, except serverName, as options of SecureSocket. */
const readers: Record<string, (name: string, value: unknown) => SocketOptions> = {
	certificate: (name, value) => [[SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, certificates(name, value)]],
	clientCertificates: (name, value) => [[SOCKETS_SO_CLIENT_CERTIFICATE, certificates(name, value)]],
	clientKey: (name, value) => [[SOCKETS_SO_CLIENT_KEY, textOrBytes(name, value)]],
	applicationLayerProtocolNegotiation: (_, value) => [
		[SOCKETS_SO_ALPN_PROTOCOLS, typeof value === "string" ? [value] : value],
	],
	minVersion: (_, value) => [[SOCKETS_SO_TLS_MIN_VERSION, value]],
	maxVersion: (_, value) => [[SOCKETS_SO_TLS_MAX_VERSION, value]],
	cache: (_, value) => [[SOCKETS_SO_SESSION_RESUMPTION, Boolean(value)]],
	verify: (_, value) => (verification(value), []),
	protocolVersion: () => [],
	trace: () => [],
	socketOptions: (_, value) => moreOptions(value),
};

function serverName(name: unknown, options: SocketOptions): SocketOptions {
	if (typeof name === "string") return [[SOCKETS_SO_SERVER_NAME_INDICATION, name]];
	if (name !== undefined) throw new TypeError("secure.serverName must be a string");
	const nameless = [SOCKETS_SO_PINNED_KEYS, SOCKETS_SO_PRE_SHARED_KEY, SOCKETS_SO_SERVER_NAME_INDICATION] as number[];
	if (options.some(([option]) => nameless.includes(option))) return [];
	throw new TypeError("host or secure.serverName is missing: the name that the server's certificate must have");
}

/**
 * Reads the option `secure`.
 * @param host the server's name, if secure.serverName does not say another one.
 * @throws TypeError, RangeError for what no server could be trusted by, and for options that do not exist: one that is
 *   not understood may be one that was to make the connection safe.
 */
export function readSecure(secure: unknown, host: string | undefined): SocketOptions {
	if (secure !== undefined && (typeof secure !== "object" || secure === null))
		throw new TypeError("secure must be an object");
	const { serverName: name = host, ...rest } = (secure ?? {}) as Record<string, unknown>;
	const options: SocketOptions = [];
	for (const [key, value] of Object.entries(rest)) {
		if (value === undefined) continue;
		const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
		if (!read) throw new TypeError(`there is no option secure.${key}`);
		options.push(...read(key, value));
	}
	return [[SOCKETS_SO_REQUIRE_TLS, undefined], ...serverName(name, options), ...options];
}
