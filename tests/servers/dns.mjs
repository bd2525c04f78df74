/*
 * A DNS server on loopback for "bin/sim --dns 127.0.0.1:PORT", so that no query ever leaves the machine (RFC 1035).
 */
import dgram from "node:dgram";

const typeA = 1;

/** @returns {{name: string, type: number, end: number}} the question of a query, and where it ends */
function readQuestion(query) {
	const labels = [];
	let at = 12;
	while (query[at] > 0) {
		labels.push(query.toString("latin1", at + 1, at + 1 + query[at]));
		at += 1 + query[at];
	}
	return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function makeAnswer(query, end, addresses, code) {
	const header = Buffer.alloc(12);
	query.copy(header, 0, 0, 2);
	header.writeUInt16BE(0x8180 | code, 2);
	header.writeUInt16BE(1, 4);
	header.writeUInt16BE(addresses.length, 6);
	const records = addresses.map((address) => {
		const record = Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
		record.set(address.split(".").map(Number), 12);
		return record;
	});
	return Buffer.concat([header, query.subarray(12, end), ...records]);
}

/**
 * Starts a DNS server. A name that is not in the table does not exist (NXDOMAIN).
 * @param {Record<string, string[] | {addresses?: string[], code?: number, delay?: number, silent?: boolean}>} names
 *   addresses of each name; or more: code: the response code, delay: milliseconds, silent: never answers
 * @returns {Promise<{port: number, queries: string[], close: () => Promise<void>}>} queries: the names asked so far
 */
export async function startDns(names) {
	const socket = dgram.createSocket("udp4");
	const queries = [];
	socket.on("message", (query, from) => {
		const { name, type, end } = readQuestion(query);
		queries.push(name);
		const found = Object.hasOwn(names, name) ? names[name] : { code: 3 };
		const {
			addresses = [],
			code = 0,
			delay = 0,
			silent = false,
		} = Array.isArray(found) ? { addresses: found } : found;
		if (silent) return;
		const answer = makeAnswer(query, end, type === typeA ? addresses : [], code);
		setTimeout(() => socket.send(answer, from.port, from.address, () => {}), delay).unref();
	});
	await new Promise((resolve, reject) => {
		socket.once("error", reject);
		socket.bind(0, "127.0.0.1", resolve);
	});
	return { port: socket.address().port, queries, close: () => new Promise((resolve) => socket.close(resolve)) };
}
