/*
 * Writes DER (ITU-T X.690), correct or not: what openssl refuses to make is made of these.
 */

/** One element: tag, length, contents. @param {number} tag @param {...Buffer} contents @returns {Buffer} */
export function element(tag, ...contents) {
	const body = Buffer.concat(contents);
	const size = body.length;
	const long = size < 0x100 ? [0x81, size] : size < 0x10000 ? [0x82, size >> 8, size & 0xff] : null;
	if (size >= 0x80 && !long)
		return Buffer.concat([Buffer.from([tag, 0x83, size >> 16, (size >> 8) & 0xff, size & 0xff]), body]);
	return Buffer.concat([Buffer.from([tag, ...(size < 0x80 ? [size] : long)]), body]);
}

export const sequence = (...contents) => element(0x30, ...contents);
export const set = (...contents) => element(0x31, ...contents);
export const octets = (bytes) => element(0x04, bytes);
export const bits = (bytes, unused = 0) => element(0x03, Buffer.from([unused]), bytes);
export const boolean = (value) => element(0x01, Buffer.from([value ? 0xff : 0]));
export const nothing = element(0x05);
/** A string of the given kind; `text` may hold any byte as "\xNN". */
const string = (tag) => (text) => element(tag, Buffer.from(text, "latin1"));
export const utf8 = string(0x0c);
/** Context-specific tags. */
export const explicit = (number, ...contents) => element(0xa0 | number, ...contents);
export const implicit = (number, bytes) => element(0x80 | number, bytes);

/** A positive INTEGER. @param {number | Buffer} value big-endian if bytes */
export function integer(value) {
	const bytes = typeof value === "number" ? Buffer.from([value >> 8, value & 0xff]) : value;
	let start = 0;
	while (start < bytes.length - 1 && bytes[start] === 0 && bytes[start + 1] < 0x80) start++;
	const body = bytes.subarray(start);
	return body[0] < 0x80 ? element(0x02, body) : element(0x02, Buffer.from([0]), body);
}

/** @param {string} dotted "2.5.29.17" */
export function oid(dotted) {
	const [first, second, ...rest] = dotted.split(".").map(Number);
	const bytes = [];
	for (const arc of [first * 40 + second, ...rest]) {
		const groups = [arc & 0x7f];
		for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
			groups.unshift((left & 0x7f) | 0x80);
		bytes.push(...groups);
	}
	return element(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). @param {Date} date */
export function time(date) {
	const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
	return date.getUTCFullYear() < 2050 ? string(0x17)(digits.slice(2)) : string(0x18)(digits);
}
