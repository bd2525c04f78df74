/*
 * The values of TLS options that are more than a number, a text or bytes: cipher suites, pre-shared keys, pins, versions.
 */
import { SOCKETS_TLS_VERSION_1_2, SOCKETS_TLS_VERSION_1_3 } from "secure-sockets/constants";

/** Bytes in any of JavaScript's forms. */
export type BufferLike = ArrayBufferLike | ArrayBufferView;

/** The cipher suites that can be offered, by their IANA names. Those with PSK need SOCKETS_SO_PRE_SHARED_KEY. */
export type CipherSuite =
	| "TLS_AES_128_GCM_SHA256"
	| "TLS_AES_256_GCM_SHA384"
	| "TLS_CHACHA20_POLY1305_SHA256"
	| "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
	| "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
	| "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
	| "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
	| "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
	| "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
	| "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256"
	| "TLS_PSK_WITH_AES_128_GCM_SHA256";

/** A version of TLS, as a constant or as socket.info tells it. */
export type TlsVersion = typeof SOCKETS_TLS_VERSION_1_2 | typeof SOCKETS_TLS_VERSION_1_3 | "TLSv1.2" | "TLSv1.3";

/** A key that both ends know. */
export interface PreSharedKey {
	/** 16 to 32 random bytes: a password is no key. */
	key: BufferLike;
	/** What the server knows the key by, 1 to 128 bytes; text is taken as UTF-8. Sent in the clear. */
	identity: string | BufferLike;
}

/** SHA-256 of a public key (SubjectPublicKeyInfo) in base64, as browsers and tools write it. */
export type PinText = `sha256/${string}`;

/** The server's public keys that are good: hashes of 32 bytes in a row, or one by one. */
export type PinnedKeys = BufferLike | readonly (BufferLike | PinText)[];

const hashLength = 32;
const pinText = /^sha256\/\/?([A-Za-z0-9+/]{43})=$/;
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Whether a value is bytes. */
export function isBuffer(value: unknown): value is BufferLike {
	return value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof SharedArrayBuffer;
}

/** A view of any bytes. */
export function view(buffer: BufferLike): Uint8Array {
	return ArrayBuffer.isView(buffer)
		? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
		: new Uint8Array(buffer);
}

/* 43 digits of six bits are 32 bytes and two bits of nothing. */
function decodeHash(text: string, to: Uint8Array): void {
	let bits = 0;
	let count = 0;
	let at = 0;
	for (const digit of text) {
		bits = ((bits << 6) | digits.indexOf(digit)) & 0xffff;
		count += 6;
		if (count < 8) continue;
		count -= 8;
		to[at++] = bits >>> count;
	}
}

/**
 * Reads what SOCKETS_SO_PINNED_KEYS takes.
 * @returns the hashes in a row, or what is wrong.
 * @throws TypeError if it is of another type.
 */
export function readPins(value: unknown): Uint8Array | string {
	if (isBuffer(value)) return view(value);
	if (!Array.isArray(value))
		throw new TypeError("the option's value must be a buffer, or an array of buffers and strings");
	const hashes = new Uint8Array(value.length * hashLength);
	for (const [index, pin] of value.entries()) {
		const to = hashes.subarray(index * hashLength, (index + 1) * hashLength);
		if (typeof pin === "string") {
			const [, text] = pinText.exec(pin) ?? [];
			if (text === undefined) return `not "sha256/" and 44 digits of base64: "${pin}"`;
			decodeHash(text, to);
		} else if (isBuffer(pin)) {
			if (pin.byteLength !== hashLength) return `a hash has ${hashLength} bytes, not ${pin.byteLength}`;
			to.set(view(pin));
		} else throw new TypeError("a pin must be a buffer or a string");
	}
	return hashes;
}

/** @returns the number of a version that is given by its name; other values as they are. */
export function versionNumber(value: unknown): unknown {
	if (value === "TLSv1.2") return SOCKETS_TLS_VERSION_1_2;
	if (value === "TLSv1.3") return SOCKETS_TLS_VERSION_1_3;
	return value;
}
