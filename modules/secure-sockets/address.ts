/*
 * Addresses and byte orders. "Network byte order" is what the C API holds on a little-endian machine: the first
 * octet is the lowest byte of the number. All numbers are unsigned.
 */

function unsigned(value: number, bits: 8 | 16 | 32): number {
	if (typeof value !== "number") throw new TypeError("not a number");
	const limit = 2 ** bits;
	if (!Number.isInteger(value) || value < 0 || value >= limit)
		throw new RangeError(`not an integer from 0 to ${limit - 1}`);
	return value;
}

/**
 * Converts 16 bits from host to network byte order.
 * @param value 0 to 65535.
 * @throws TypeError, RangeError for anything else.
 */
export function SOCKETS_htons(value: number): number {
	unsigned(value, 16);
	return ((value & 0xff) << 8) | (value >>> 8);
}

/** Converts 16 bits from network to host byte order; the counterpart of SOCKETS_htons(). */
export function SOCKETS_ntohs(value: number): number {
	return SOCKETS_htons(value);
}

/**
 * Converts 32 bits from host to network byte order.
 * @param value 0 to 4294967295.
 * @throws TypeError, RangeError for anything else.
 */
export function SOCKETS_htonl(value: number): number {
	unsigned(value, 32);
	return ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}

/** Converts 32 bits from network to host byte order; the counterpart of SOCKETS_htonl(). */
export function SOCKETS_ntohl(value: number): number {
	return SOCKETS_htonl(value);
}

/**
 * Makes an address of its four octets: 192, 168, 2, 6 for 192.168.2.6.
 * @returns the address in network byte order.
 * @throws TypeError, RangeError if one is not an integer from 0 to 255.
 */
export function SOCKETS_inet_addr_quick(a: number, b: number, c: number, d: number): number {
	return (unsigned(a, 8) | (unsigned(b, 8) << 8) | (unsigned(c, 8) << 16) | (unsigned(d, 8) << 24)) >>> 0;
}

/**
 * Writes an address in dotted decimal form: "192.168.2.6".
 * @param address in network byte order, 0 to 4294967295.
 * @throws TypeError, RangeError for anything else.
 */
export function SOCKETS_inet_ntoa(address: number): string {
	unsigned(address, 32);
	return `${address & 0xff}.${(address >>> 8) & 0xff}.${(address >>> 16) & 0xff}.${address >>> 24}`;
}

const dotted = /^(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$/;

/**
 * Reads a dotted decimal address: four numbers from 0 to 255 without leading zeros, which some take for octal.
 * @returns the address in network byte order, or undefined if the text is something else.
 */
export function parseAddress(text: string): number | undefined {
	const parts = dotted.exec(text);
	if (!parts) return undefined;
	let address = 0;
	for (let i = 4; i >= 1; i--) {
		const octet = Number(parts[i]);
		if (octet > 255) return undefined;
		address = address * 256 + octet;
	}
	return address;
}

/** An address in the reference's form (SocketsSockaddr_t). */
export interface SocketsSockaddr {
	/** IPv4, in network byte order: SOCKETS_inet_addr_quick(), SecureSocket.GetHostByName(). */
	ulAddress: number;
	/** In network byte order: SOCKETS_htons(). */
	usPort: number;
}

/** An address in plain form. */
export interface PlainAddress {
	/** Dotted decimal, or a number in network byte order, or IPv6 as text ("fd00::2"). */
	address: string | number;
	/** 1 to 65535, as people write it. */
	port: number;
}

/** What Connect() and Bind() accept. */
export type SocketAddress = SocketsSockaddr | PlainAddress;

/**
 * An address as natives take it: `ip` in network byte order, or text that C reads, for IPv6; `port` in host order. Or what
 * is wrong with it.
 */
export type ParsedAddress = { ip: number | string; port: number; wrong?: undefined } | { wrong: string };

function within(value: number, least: number, limit: number): boolean {
	return Number.isInteger(value) && value >= least && value <= limit;
}

/**
 * Checks what was given to Connect() or Bind().
 * @param least 1, or 0 where no address or no port in particular is meant by 0.
 * @throws TypeError if it is not an address at all; bad values are told by `wrong`.
 */
export function readAddress(from: unknown, least: 0 | 1 = 1): ParsedAddress {
	if (from === null || from === undefined) return { wrong: "no address given" };
	const { ulAddress, usPort, address, port } = from as Partial<SocketsSockaddr & PlainAddress>;
	let ip: number | string | undefined;
	let hostPort: number;
	if (typeof ulAddress === "number" && typeof usPort === "number") {
		ip = ulAddress;
		hostPort = within(usPort, 0, 0xffff) ? SOCKETS_ntohs(usPort) : usPort;
	} else if ((typeof address === "string" || typeof address === "number") && typeof port === "number") {
		ip = typeof address === "number" || address.includes(":") ? address : parseAddress(address);
		hostPort = port;
	} else throw new TypeError("not an address: { ulAddress, usPort } or { address, port } is expected");
	if (ip === undefined) return { wrong: "not an IP address; GetHostByName() and GetAddrInfo() resolve names" };
	if (typeof ip === "number" && !within(ip, least, 0xffffffff)) return { wrong: `no host has the address ${ip}` };
	if (!within(hostPort, least, 0xffff)) return { wrong: `no port has the number ${hostPort}` };
	return { ip, port: hostPort };
}
