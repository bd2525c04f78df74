/*
 * The server's part of a TLS 1.3 handshake with TLS_AES_128_GCM_SHA256 (RFC 8446).
 * Names of messages for scripts: helloRetryRequest (only when options.retries lists groups; 0: none), serverHello,
 * changeCipherSpec, encryptedExtensions, certificateRequest (only when options.askForCertificate), certificate,
 * certificateVerify, finished, ticket.
 */
import { randomBytes } from "node:crypto";
import { exchange, schedule13, sha256, signed, verifyContent } from "./secrets.mjs";
import {
	contentType,
	extension,
	extensionType,
	message,
	messageType,
	readClientHello,
	readKeyShares,
	u16,
	u8,
	vector16,
	vector24,
	vector8,
} from "./wire.mjs";

/* The random of a ServerHello that is a HelloRetryRequest. */
const retryRandom = sha256(Buffer.from("HelloRetryRequest"));

function sayHello(peer, name, { hello, random, extensions }) {
	const { options = {} } = peer.script;
	const sessionId = options.sessionId?.(hello) ?? hello.sessionId;
	const head = [u16(0x0303), random, vector8(sessionId), u16(options.suite ?? 0x1301), u8(options.compression ?? 0)];
	peer.say(name, messageType.serverHello, ...head, vector16(...extensions));
}

export const chosenVersion = extension(extensionType.versions, u16(0x0304));

/* A HelloRetryRequest for a group, or for none in particular. */
async function retry(peer, hello, group) {
	const first = peer.hash();
	peer.restartTranscript(message(messageType.messageHash, first));
	const { cookie } = peer.script.options ?? {};
	const extensions = [
		chosenVersion,
		...(group ? [extension(extensionType.keyShare, u16(group))] : []),
		...(cookie ? [extension(extensionType.cookie, vector16(cookie))] : []),
	];
	sayHello(peer, "helloRetryRequest", { hello, random: retryRandom, extensions });
	return readClientHello((await peer.nextMessage()).subarray(4));
}

/** A session ticket for `seconds`. */
export function ticket(seconds = 7200, bytes = 64) {
	const nonce = randomBytes(8);
	const body = [
		u16(seconds >> 16),
		u16(seconds & 0xffff),
		randomBytes(4),
		vector8(nonce),
		vector16(randomBytes(bytes)),
		u16(0),
	];
	return message(messageType.ticket, ...body);
}

/**
 * @param {import("./peer.mjs").Peer} peer
 * @param {{chain: Buffer[], sign: (algorithm: number, data: Buffer) => Buffer, algorithm: number}} identity
 */
export async function serve13(peer, identity) {
	const { options = {} } = peer.script;
	peer.step("start", () => {});
	let hello = readClientHello((await peer.nextMessage()).subarray(4));
	peer.hello = hello;
	for (const group of options.retries ?? []) hello = await retry(peer, hello, group);
	peer.cookie = hello.extensions.get(extensionType.cookie)?.subarray(2);
	const shares = readKeyShares(hello.extensions.get(extensionType.keyShare));
	const group = [...shares.keys()][0];
	const { share, secret } = exchange(group, shares.get(group));
	const keyShare = extension(extensionType.keyShare, u16(options.group ?? group), vector16(options.share ?? share));
	const extensions = options.extensions?.(keyShare) ?? [chosenVersion, keyShare];
	sayHello(peer, "serverHello", { hello, random: options.random ?? randomBytes(32), extensions });
	const schedule = schedule13(secret);
	const [clientSecret, serverSecret] = ["c hs", "s hs"].map((label) => schedule.traffic(label, peer.hash()));
	peer.step("changeCipherSpec", () => peer.record(contentType.changeCipherSpec, u8(1)));
	peer.sealer = schedule.protection(serverSecret);
	peer.opener = schedule.protection(clientSecret);
	peer.say("encryptedExtensions", messageType.encryptedExtensions, vector16(...(options.encrypted ?? [])));
	if (options.askForCertificate) {
		const algorithms = extension(extensionType.signatures, vector16(u16(0x0403)));
		peer.say("certificateRequest", messageType.certificateRequest, vector8(), vector16(algorithms));
	}
	const list = identity.chain.map((der) =>
		Buffer.concat([vector24(der), vector16(...(options.entryExtensions ?? []))]),
	);
	peer.say("certificate", messageType.certificate, vector8(), vector24(...list));
	const algorithm = options.algorithm ?? identity.algorithm;
	const signature = identity.sign(algorithm, verifyContent(peer.hash()));
	peer.say("certificateVerify", messageType.certificateVerify, signed(algorithm, signature));
	peer.say("finished", messageType.finished, schedule.finished(serverSecret, peer.hash()));
	const [clientData, serverData] = ["c ap", "s ap"].map((label) => schedule.traffic(label, peer.hash()));
	/* as a real server, it may speak before the client has finished */
	peer.sealer = schedule.protection(serverData);
	peer.step("early", () => {});
	if (options.askForCertificate) await peer.nextMessage();
	const expected = schedule.finished(clientSecret, peer.hash());
	peer.complete = (await peer.nextMessage()).subarray(4).equals(expected);
	peer.opener = schedule.protection(clientData);
}
