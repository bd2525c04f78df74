/*
 * What the constructor of TLSSocket takes: its types, and its checks, which come before anything else happens.
 */
import { readSecure, type SecureOptions, type SocketOptions } from "tlssocket/secure";

/** How read() gives bytes and write() takes them: one by one as numbers, or in buffers. */
export type Format = "number" | "buffer";

/** Options of a socket of class `Socket`. */
export interface TLSSocketOptions<Socket> {
	/** The server's name: resolved if there is no `address`, and the name that its certificate must have. */
	host?: string;
	/** The server's IP address, v4 or v6. */
	address?: string;
	/** 1 to 65535; in digits, too, as the SDK's fetch has it. */
	port: number | string;
	/** What TLS is to do; `tls` is another name for it. */
	secure?: SecureOptions;
	tls?: SecureOptions;
	/** "buffer" if not given. */
	format?: Format;
	/** Told the number of bytes that can be read when more have come. */
	onReadable?: (this: Socket, count: number) => void;
	/** Told the number of bytes that can be written, first when the connection is there. */
	onWritable?: (this: Socket, count: number) => void;
	/** Told when the connection failed or ended, once, after all that came was read. There is nothing left but close(). */
	onError?: (this: Socket, error: Error) => void;
	/** The application's: the socket's property of the same name. */
	target?: unknown;
	/** Bytes that are received in advance of read(), 256 to 65536; 4096 if not given. */
	receiveBuffer?: number;
	/** Bytes that may be written and not yet sent, 256 to 65536; 8192 if not given. */
	sendBuffer?: number;
	/** Milliseconds for the connection to be there, with its handshake, per address tried; 30000 if not given. */
	connectTimeout?: number;
	/** Ignored: Nagle's algorithm is never used, what is written in one turn goes out together anyway. */
	nodelay?: boolean;
	/** Ignored: which TCP the SDK's own TLS is to use. */
	TCP?: unknown;
}

/** The same, checked. */
export interface Checked {
	host: string | undefined;
	address: string | undefined;
	port: number;
	socketOptions: SocketOptions;
	format: Format;
	onReadable: ((count: number) => void) | undefined;
	onWritable: ((count: number) => void) | undefined;
	onError: ((error: Error) => void) | undefined;
	receiveBuffer: number;
	sendBuffer: number;
	connectTimeout: number;
}

const longest = 0xffffffff;

function integer(options: Record<string, unknown>, name: string, from: number, to: number, otherwise?: number): number {
	const value = options[name] ?? otherwise;
	if (typeof value !== "number") throw new TypeError(`${name} must be a number`);
	if (!Number.isInteger(value) || value < from || value > to)
		throw new RangeError(`${name} must be an integer from ${from} to ${to}: ${value}`);
	return value;
}

/** A port, as a number also if it is given in digits. */
function portOf(options: Record<string, unknown>): number {
	const { port } = options;
	return integer({ port: typeof port === "string" && /^\d+$/.test(port) ? Number(port) : port }, "port", 1, 65535);
}

function text(options: Record<string, unknown>, name: string): string | undefined {
	const value = options[name];
	if (value === undefined) return undefined;
	if (typeof value !== "string") throw new TypeError(`${name} must be a string`);
	if (value === "") throw new RangeError(`${name} is empty`);
	return value;
}

type Callback = "onReadable" | "onWritable" | "onError";

function callback<Name extends Callback>(options: Record<string, unknown>, name: Name): Checked[Name] {
	const value = options[name] ?? undefined;
	if (value !== undefined && typeof value !== "function") throw new TypeError(`${name} must be a function`);
	return value as Checked[Name];
}

/** @throws RangeError for anything but a format. */
export function checkFormat(value: unknown): Format {
	if (value === "number" || value === "buffer") return value;
	throw new RangeError(`the format must be "number" or "buffer": ${String(value)}`);
}

/**
 * Checks what the constructor was given.
 * @throws TypeError, RangeError.
 */
export function checkOptions(value: unknown): Checked {
	if (typeof value !== "object" || value === null) throw new TypeError("the options must be an object");
	const options = value as Record<string, unknown>;
	if (options["from"] !== undefined)
		throw new RangeError("a connection cannot be taken over: there is no option from");
	const host = text(options, "host");
	const address = text(options, "address");
	if (host === undefined && address === undefined) throw new TypeError("host or address is missing");
	return {
		host,
		address,
		port: portOf(options),
		format: checkFormat(options["format"] ?? "buffer"),
		onReadable: callback(options, "onReadable"),
		onWritable: callback(options, "onWritable"),
		onError: callback(options, "onError"),
		receiveBuffer: integer(options, "receiveBuffer", 256, 65536, 4096),
		sendBuffer: integer(options, "sendBuffer", 256, 65536, 8192),
		connectTimeout: integer(options, "connectTimeout", 1, longest, 30_000),
		socketOptions: readSecure(options["secure"] ?? options["tls"], host),
	};
}
