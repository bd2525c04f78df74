/*
 * The server's part of a TLS 1.2 handshake: ECDHE on P-256, AES-128-GCM (RFC 5246, 8422, 5288).
 * Names of messages for scripts: serverHello, certificate, serverKeyExchange, certificateRequest (only when
 * options.askForCertificate), serverHelloDone, changeCipherSpec, finished.
 */
import { randomBytes } from "node:crypto";
import { ecdhParameters, groups, offer, schedule12, signed } from "./secrets.mjs";
import {
	contentType,
	extension,
	extensionType,
	messageType,
	readClientHello,
	u16,
	u8,
	vector16,
	vector24,
	vector8,
} from "./wire.mjs";

/**
 * @param {import("./peer.mjs").Peer} peer
 * @param {{chain: Buffer[], sign: (algorithm: number, data: Buffer) => Buffer, suite: number, algorithm: number}} identity
 */
export async function serve12(peer, identity) {
	const { options = {} } = peer.script;
	peer.step("start", () => {});
	const hello = readClientHello((await peer.nextMessage()).subarray(4));
	peer.hello = hello;
	const random = options.random ?? randomBytes(32);
	const extensions = options.extensions ?? [
		extension(extensionType.renegotiation, u8(0)),
		extension(extensionType.extendedMasterSecret),
		extension(extensionType.pointFormats, vector8(u8(0))),
	];
	const sessionId = vector8(options.sessionId?.(hello) ?? randomBytes(32));
	const chosen = [u16(options.version ?? 0x0303), random, sessionId, u16(options.suite ?? identity.suite), u8(0)];
	peer.say("serverHello", messageType.serverHello, ...chosen, vector16(...extensions));
	peer.say("certificate", messageType.certificate, vector24(...identity.chain.map((der) => vector24(der))));
	const ours = offer(options.group ?? groups.secp256r1);
	const parameters = ecdhParameters(options.group ?? groups.secp256r1, options.share ?? ours.share);
	const algorithm = options.algorithm ?? identity.algorithm;
	const signature = identity.sign(algorithm, Buffer.concat([hello.random, random, parameters]));
	peer.say("serverKeyExchange", messageType.serverKeyExchange, parameters, signed(algorithm, signature));
	if (options.askForCertificate)
		peer.say("certificateRequest", messageType.certificateRequest, vector8(u8(64)), vector16(u16(0x0403)), u16(0));
	peer.say("serverHelloDone", messageType.serverHelloDone);
	if (options.askForCertificate) await peer.nextMessage();
	const theirs = (await peer.nextMessage()).subarray(5);
	const keys = schedule12(ours.with(theirs), peer.hash(), hello.random, random);
	for (;;) if ((await peer.nextRecord()).type === contentType.changeCipherSpec) break;
	peer.opener = keys.client;
	const expected = keys.finished("client finished", peer.hash());
	peer.complete = (await peer.nextMessage()).subarray(4).equals(expected);
	peer.step("changeCipherSpec", () => peer.record(contentType.changeCipherSpec, u8(1)));
	peer.sealer = keys.server;
	peer.say("finished", messageType.finished, keys.finished("server finished", peer.hash()));
}
