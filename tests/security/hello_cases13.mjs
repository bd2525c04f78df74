/*
 * What a server may do wrong in the messages of a TLS 1.3 handshake. Each case: what, the script (see hostile/peer.mjs), and
 * the alert that the client sends, or `accepted`; `options`: of the socket.
 */
import {
	alpn,
	drop,
	each,
	edit,
	empty,
	huge,
	insert,
	longer,
	options,
	shorter,
	spoil,
	unknown,
} from "./hostile/changes.mjs";
import { groups } from "./hostile/secrets.mjs";
import { chosenVersion } from "./hostile/server13.mjs";
import { extension, extensionType, messageType, u16, u8, vector16, vector8 } from "./hostile/wire.mjs";

/* The extensions of ServerHello, given the usual key_share. */
const hello13 = (make) => options({ extensions: make });

export const cases13 = [
	{
		what: "supported_versions of TLS 1.2",
		alert: "illegal_parameter",
		script: hello13((share) => [extension(extensionType.versions, u16(0x0303)), share]),
	},
	{
		what: "supported_versions of a TLS that does not exist",
		alert: "illegal_parameter",
		script: hello13((share) => [extension(extensionType.versions, u16(0x0305)), share]),
	},
	{
		what: "supported_versions of a draft",
		alert: "illegal_parameter",
		script: hello13((share) => [extension(extensionType.versions, u16(0x7f1c)), share]),
	},
	{ what: "no supported_versions", alert: "handshake_failure", script: hello13((share) => [share]) },
	{ what: "no key_share", alert: "handshake_failure", script: hello13(() => [chosenVersion]) },
	{
		what: "a key_share of a group that no key was sent for",
		alert: "handshake_failure",
		script: options({ group: groups.x25519 }),
	},
	{ what: "a key_share of a group that is unknown", alert: "handshake_failure", script: options({ group: 0x6399 }) },
	{ what: "a key_share that is empty", alert: "handshake_failure", script: options({ share: Buffer.alloc(0) }) },
	{
		what: "a key_share that is on no curve",
		alert: "handshake_failure",
		script: options({ share: Buffer.concat([u8(4), Buffer.alloc(64, 1)]) }),
	},
	{
		what: "a key_share that is a compressed point",
		alert: "handshake_failure",
		script: options({ share: Buffer.concat([u8(2), Buffer.alloc(32, 1)]) }),
	},
	{
		what: "a key_share that is the point at infinity",
		alert: "handshake_failure",
		script: options({ share: u8(0) }),
	},
	{
		what: "an extension that was not asked for, in ServerHello",
		alert: "unsupported_extension",
		script: hello13((share) => [chosenVersion, share, unknown]),
	},
	{
		what: "ALPN in ServerHello",
		alert: "illegal_parameter",
		script: hello13((share) => [chosenVersion, share, alpn]),
		options: { ALPN_PROTOCOLS: ["mqtt"] },
	},
	{
		what: "an extension twice, in ServerHello",
		alert: "illegal_parameter",
		script: hello13((share) => [chosenVersion, share, chosenVersion]),
	},
	{
		what: "pre_shared_key that was not offered",
		alert: "unsupported_extension",
		script: hello13((share) => [chosenVersion, share, extension(extensionType.preSharedKey, u16(0))]),
	},
	{
		what: "another session id",
		alert: "illegal_parameter",
		script: options({ sessionId: () => Buffer.alloc(32, 9) }),
	},
	{ what: "no session id", alert: "illegal_parameter", script: options({ sessionId: () => Buffer.alloc(0) }) },
	{
		what: "a session id that is too long",
		alert: "illegal_parameter",
		script: options({ sessionId: () => Buffer.alloc(33, 9) }),
	},
	{ what: "a suite that was not offered", alert: "illegal_parameter", script: options({ suite: 0x1304 }) },
	{ what: "a suite of TLS 1.2", alert: "illegal_parameter", script: options({ suite: 0xc02b }) },
	{ what: "a compression method", alert: "illegal_parameter", script: options({ compression: 1 }) },
	{
		what: "an extension that was not asked for, in EncryptedExtensions",
		alert: "illegal_parameter",
		script: options({ encrypted: [unknown] }),
	},
	{
		what: "a protocol of ALPN though none was offered",
		alert: "unsupported_extension",
		script: options({ encrypted: [alpn] }),
	},
	{
		what: "a protocol of ALPN that was not offered",
		alert: "internal_error",
		script: options({ encrypted: [alpn] }),
		options: { ALPN_PROTOCOLS: ["http/1.1"] },
	},
	{
		what: "two protocols of ALPN",
		accepted: true,
		script: options({
			encrypted: [
				extension(extensionType.alpn, vector16(vector8(Buffer.from("mqtt")), vector8(Buffer.from("http")))),
			],
		}),
		options: { ALPN_PROTOCOLS: ["mqtt"] },
	},
	{
		what: "an extension twice, in EncryptedExtensions",
		accepted: true,
		script: options({ encrypted: [alpn, alpn] }),
		options: { ALPN_PROTOCOLS: ["mqtt"] },
	},
	{
		what: "key_share in EncryptedExtensions",
		alert: "illegal_parameter",
		script: options({ encrypted: [extension(extensionType.keyShare, u16(23))] }),
	},
	{
		what: "early_data that was not offered",
		alert: "unsupported_extension",
		script: options({ encrypted: [extension(extensionType.earlyData)] }),
	},
	{
		what: "an extension of a certificate that was not asked for",
		alert: "unsupported_extension",
		script: options({ entryExtensions: [extension(5, u8(1))] }),
	},
	{
		what: "a request to try again with the group that was used",
		alert: "illegal_parameter",
		script: options({ retries: [groups.secp256r1] }),
	},
	{
		what: "a request to try again with a group that is unknown",
		alert: "internal_error",
		script: options({ retries: [0x6399] }),
	},
	{ what: "a request to try again that changes nothing", accepted: true, script: options({ retries: [0] }) },
	{
		what: "a second request to try again",
		alert: "unexpected_message",
		script: options({ retries: [groups.x25519, groups.secp384r1] }),
	},
	{
		what: "a request to try again with another suite than ServerHello's",
		alert: "illegal_parameter",
		script: {
			...options({ retries: [groups.x25519] }),
			...edit("helloRetryRequest", (bytes, peer) => (bytes[4 + 34 + 1 + peer.hello.sessionId.length] = 0x02)),
		},
	},
	{
		what: "a key of the wrong group after a request to try again",
		alert: "handshake_failure",
		script: options({ retries: [groups.x25519], group: groups.secp256r1 }),
	},
	{
		what: "a signature of CertificateVerify that is wrong",
		alert: "decrypt_error",
		script: spoil("certificateVerify"),
	},
	{
		what: "a signature algorithm that was not offered",
		alert: "decrypt_error",
		script: options({ algorithm: 0x0203 }),
	},
	{ what: "a signature algorithm of TLS 1.2", alert: "decrypt_error", script: options({ algorithm: 0x0401 }) },
	{
		what: "a signature algorithm that is not the key's",
		alert: "decrypt_error",
		script: options({ algorithm: 0x0804 }),
	},
	{ what: "a signature algorithm of another curve", accepted: true, script: options({ algorithm: 0x0503 }) },
	{ what: "an algorithm that does not exist", alert: "decrypt_error", script: options({ algorithm: 0xffff }) },
	{ what: "a Finished that is wrong", alert: "decrypt_error", script: spoil("finished") },
	{ what: "a Finished that is too short", alert: "decode_error", script: shorter("finished") },
	{ what: "a Finished that is too long", alert: "decode_error", script: longer("finished") },
	...each("unexpected_message", ["encryptedExtensions", "certificate", "certificateVerify"], (name) => ({
		what: `no ${name}`,
		script: drop(name),
	})),
	...each(
		"decode_error",
		["serverHello", "encryptedExtensions", "certificate", "certificateVerify", "finished"],
		(name) => ({ what: `an empty ${name}`, script: empty(name) }),
	),
	...each("decode_error", ["encryptedExtensions", "certificate"], (name) => ({
		what: `a ${name} with a byte too many`,
		script: longer(name),
	})),
	...["serverHello", "certificateVerify"].map((name) => ({
		what: `a ${name} with a byte too many`,
		accepted: true,
		script: longer(name),
	})),
	...each("decode_error", ["serverHello", "encryptedExtensions", "certificate", "certificateVerify"], (name) => ({
		what: `a ${name} with a byte too few`,
		script: shorter(name),
	})),
	...each("unexpected_message", ["encryptedExtensions", "certificate", "certificateVerify", "finished"], (name) => ({
		what: `a NewSessionTicket before ${name}`,
		script: insert(name, messageType.ticket, Buffer.alloc(20)),
	})),
	...each("unexpected_message", ["encryptedExtensions", "certificate", "finished"], (name) => ({
		what: `a KeyUpdate before ${name}`,
		script: insert(name, messageType.keyUpdate, u8(0)),
	})),
	{ what: "a ServerHello of 16 MB", alert: "internal_error", script: huge("serverHello") },
	/* it is too large for any buffer, but mbedTLS finds out only when that is full */
	{ what: "a Certificate of 16 MB", script: huge("certificate") },
	{
		what: "a ClientHello instead of ServerHello",
		alert: "unexpected_message",
		script: edit("serverHello", (bytes) => (bytes[0] = messageType.clientHello)),
	},
	{
		what: "a ServerHello twice",
		alert: "illegal_parameter",
		script: {
			before: { changeCipherSpec: (peer) => peer.say("inserted", messageType.serverHello, Buffer.alloc(80)) },
		},
	},
];
