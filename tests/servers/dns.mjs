/*
 * A DNS server on loopback for "bin/sim --dns 127.0.0.1:PORT", so that no query ever leaves the machine (RFC 1035). It can
 * be slow, broken or attacked.
 */
import dgram from "node:dgram";
import { once } from "node:events";
import net from "node:net";

const types = { a: 1, cname: 5, aaaa: 28 };

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

function bytesOf(address) {
	if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
	const [before, after = ""] = address.split("::").map((part) => (part ? part.split(":") : []));
	const zeros = Array(8 - before.length - after.length).fill("0");
	const groups = [...before, ...zeros, ...after].map((group) => parseInt(group, 16));
	return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function encodeName(name) {
	return Buffer.concat([
		...name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, "latin1")])),
		Buffer.from([0]),
	]);
}

function makeRecord(owner, type, ttl, data) {
	const fixed = Buffer.alloc(10);
	fixed.writeUInt16BE(type, 0);
	fixed.writeUInt16BE(1, 2);
	fixed.writeUInt32BE(ttl, 4);
	fixed.writeUInt16BE(data.length, 8);
	return Buffer.concat([owner, fixed, data]);
}

function makeAnswer(query, { type, end }, { addresses, alias, code, ttl, truncated, referral }) {
	const header = Buffer.alloc(12);
	query.copy(header, 0, 0, 2);
	header.writeUInt16BE((referral ? 0x8000 : 0x8180) | (truncated ? 0x0200 : 0) | code, 2);
	header.writeUInt16BE(1, 4);
	let owner = Buffer.from([0xc0, 12]);
	const records = [];
	if (alias && !truncated) {
		records.push(makeRecord(owner, types.cname, ttl, encodeName(alias)));
		owner = encodeName(alias);
	}
	for (const address of truncated ? [] : addresses) {
		if (type === (address.includes(":") ? types.aaaa : types.a))
			records.push(makeRecord(owner, type, ttl, bytesOf(address)));
	}
	header.writeUInt16BE(records.length, 6);
	return Buffer.concat([header, query.subarray(12, end), ...records]);
}

/* What somebody might send who wants to be taken for the server. All of them lead to 10.66.66.66. */
const forgeries = {
	id: (answer) => answer.writeUInt16BE(answer.readUInt16BE(0) ^ 1, 0),
	name: (answer) => (answer[13] ^= 1),
	type: (answer, { end }) => (answer[end - 3] ^= 3),
	class: (answer, { end }) => (answer[end - 1] ^= 2),
	port: () => {},
	short: () => {},
	loop: (answer, { end }) => answer.writeUInt16BE(0xc000 | end, end),
};

function forge(kind, query, question) {
	const answer = makeAnswer(query, question, { addresses: ["10.66.66.66", "fd66::66"], code: 0, ttl: 60 });
	forgeries[kind](answer, question);
	return kind === "short" ? answer.subarray(0, question.end + 5) : answer;
}

/**
 * @typedef {object} Name
 * @property {string[]} [addresses] of both families; each question is answered with those of its type
 * @property {string} [alias] the name that it stands for, whose addresses these are (CNAME)
 * @property {number} [code] the response code
 * @property {number} [ttl] seconds, 0 if not given
 * @property {number} [delay] milliseconds
 * @property {boolean} [silent] never answers
 * @property {boolean} [rotate] each answer begins with another address
 * @property {boolean} [referral] neither recursive nor authoritative
 * @property {number} [fail] so many questions are answered with SERVFAIL first
 * @property {boolean} [truncated] by UDP the answer is empty, and says that there is more by TCP
 * @property {boolean} [lowerCase] gives the name back in lower case
 * @property {(keyof typeof forgeries)[]} [forged] what comes before each answer
 */

/**
 * Starts a DNS server. A name that is not in the table does not exist (NXDOMAIN).
 * @param {Record<string, string[] | Name>} names addresses of each name, or more
 * @param {string} [host] "127.0.0.1" or "::1"
 * @returns {Promise<{port: number, queries: string[], ports: number[], byTcp: number, close: () => Promise<void>}>}
 *   queries: the names asked so far; ports: where from; byTcp: how many by TCP
 */
export async function startDns(names, host = "127.0.0.1") {
	const family = host.includes(":") ? "udp6" : "udp4";
	const socket = dgram.createSocket(family);
	const stranger = dgram.createSocket(family);
	const server = { port: 0, queries: [], ports: [], byTcp: 0, close };
	const turns = new Map();

	function answer(query, question, tcp) {
		const found = Object.hasOwn(names, question.name) ? names[question.name] : { code: 3 };
		const name = { addresses: [], code: 0, ttl: 0, ...(Array.isArray(found) ? { addresses: found } : found) };
		const turn = turns.get(question.name) ?? 0;
		turns.set(question.name, turn + 1);
		if (turn < (name.fail ?? 0)) name.code = 2;
		if (name.rotate) name.addresses = name.addresses.map((_, i, all) => all[(i + turn) % all.length]);
		name.truncated &&= !tcp;
		const bytes = makeAnswer(query, question, name);
		if (name.lowerCase) bytes.write(bytes.toString("latin1", 12, question.end - 4).toLowerCase(), 12, "latin1");
		return { name, bytes };
	}

	socket.on("message", (query, from) => {
		const question = readQuestion(query);
		server.queries.push(question.name);
		server.ports.push(from.port);
		const { name, bytes } = answer(query, question, false);
		if (name.silent) return;
		for (const kind of name.forged ?? [])
			(kind === "port" ? stranger : socket).send(forge(kind, query, question), from.port, from.address, () => {});
		const timer = setTimeout(() => socket.send(bytes, from.port, from.address, () => {}), name.delay ?? 0);
		timer.unref();
	});

	const byTcp = net.createServer((connection) => {
		let data = Buffer.alloc(0);
		connection.on("error", () => {});
		connection.on("data", (chunk) => {
			data = Buffer.concat([data, chunk]);
			if (data.length < 2 || data.length < 2 + data.readUInt16BE(0)) return;
			const query = data.subarray(2);
			const question = readQuestion(query);
			server.byTcp++;
			const { bytes } = answer(query, question, true);
			connection.write(Buffer.from([bytes.length >> 8, bytes.length & 0xff]));
			connection.end(bytes);
		});
	});

	async function close() {
		stranger.close();
		byTcp.close();
		await new Promise((resolve) => socket.close(resolve));
	}

	byTcp.listen(0, host);
	await once(byTcp, "listening");
	server.port = byTcp.address().port;
	socket.bind(server.port, host);
	await once(socket, "listening");
	stranger.bind(0, host);
	await once(stranger, "listening");
	return server;
}
