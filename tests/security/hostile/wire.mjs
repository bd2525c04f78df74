/*
 * TLS on the wire: numbers, vectors, records, messages, extensions (RFC 8446, RFC 5246), as bytes that may be wrong.
 */
export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 };

export const messageType = {
	helloRequest: 0,
	clientHello: 1,
	serverHello: 2,
	ticket: 4,
	encryptedExtensions: 8,
	certificate: 11,
	serverKeyExchange: 12,
	certificateRequest: 13,
	serverHelloDone: 14,
	certificateVerify: 15,
	clientKeyExchange: 16,
	finished: 20,
	keyUpdate: 24,
	messageHash: 254,
};

export const extensionType = {
	serverName: 0,
	maxFragmentLength: 1,
	groups: 10,
	pointFormats: 11,
	signatures: 13,
	alpn: 16,
	extendedMasterSecret: 23,
	ticket: 35,
	preSharedKey: 41,
	earlyData: 42,
	versions: 43,
	cookie: 44,
	keyShare: 51,
	renegotiation: 0xff01,
};

/** Alerts that a peer may send, by number. */
export const alerts = [
	0, 10, 20, 21, 22, 30, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 60, 70, 71, 80, 86, 90, 100, 109, 110, 111,
	112, 113, 114, 115, 116, 120, 255,
];

export const u8 = (value) => Buffer.from([value]);
export const u16 = (value) => Buffer.from([value >> 8, value & 0xff]);
export const u24 = (value) => Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff]);
/** Vectors with a length of one, two or three bytes in front. */
export const vector8 = (...parts) => withLength(u8, parts);
export const vector16 = (...parts) => withLength(u16, parts);
export const vector24 = (...parts) => withLength(u24, parts);

function withLength(encode, parts) {
	const body = Buffer.concat(parts);
	return Buffer.concat([encode(body.length), body]);
}

export function record(type, body, version = 0x0303) {
	return Buffer.concat([u8(type), u16(version), u16(body.length), body]);
}

export function message(type, ...body) {
	return Buffer.concat([u8(type), vector24(...body)]);
}

export function extension(type, ...body) {
	return Buffer.concat([u16(type), vector16(...body)]);
}

/** Reads numbers and vectors one after the other. */
class Reader {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
	}
	get more() {
		return this.at < this.bytes.length;
	}
	take(length) {
		this.at += length;
		return this.bytes.subarray(this.at - length, this.at);
	}
	number(size) {
		return this.take(size).readUIntBE(0, size);
	}
	vector(size) {
		return this.take(this.number(size));
	}
}

/** @returns {{random: Buffer, sessionId: Buffer, suites: number[], extensions: Map<number, Buffer>}} */
export function readClientHello(body) {
	const reader = new Reader(body);
	reader.number(2);
	const random = reader.take(32);
	const sessionId = reader.vector(1);
	const offered = reader.vector(2);
	const suites = Array.from({ length: offered.length / 2 }, (_, index) => offered.readUInt16BE(2 * index));
	reader.vector(1);
	const extensions = new Map();
	const list = new Reader(reader.vector(2));
	while (list.more) extensions.set(list.number(2), list.vector(2));
	return { random, sessionId, suites, extensions };
}

/** @returns {Map<number, Buffer>} group and public key of a ClientHello's key_share */
export function readKeyShares(body) {
	const shares = new Map();
	const list = new Reader(new Reader(body).vector(2));
	while (list.more) shares.set(list.number(2), list.vector(2));
	return shares;
}
