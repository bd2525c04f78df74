/*
 * What a server may do wrong in the messages of a TLS 1.2 handshake; as hello_cases13.mjs.
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
import { extension, extensionType, messageType, u16, u8, vector16, vector8 } from "./hostile/wire.mjs";

const usual = [extension(extensionType.renegotiation, u8(0)), extension(extensionType.extendedMasterSecret)];
const hello12 = (...more) => options({ extensions: [...usual, ...more] });

/* What a server that could speak more marks its random with (RFC 8446, 4.1.3). */
const sentinel = (last) => Buffer.concat([Buffer.alloc(24, 7), Buffer.from("DOWNGRD"), u8(last)]);

export const cases12 = [
	...each("protocol_version", [0x0302, 0x0301, 0x0300, 0x0200, 0x0305], (version) => ({
		what: `version ${version.toString(16)}`,
		script: options({ version }),
	})),
	{
		what: "the mark of a downgrade from TLS 1.3",
		alert: "illegal_parameter",
		script: options({ random: sentinel(1) }),
	},
	{
		what: "the mark of a downgrade to TLS 1.1",
		alert: "illegal_parameter",
		script: options({ random: sentinel(0) }),
	},
	{
		what: "TLS 1.2, where 1.3 is the least",
		alert: "illegal_parameter",
		script: {},
		options: { TLS_MIN_VERSION: "TLSv1.3" },
	},
	{
		what: "supported_versions",
		alert: "illegal_parameter",
		script: hello12(extension(extensionType.versions, u16(0x0303))),
	},
	{ what: "an extension that was not asked for", alert: "unsupported_extension", script: hello12(unknown) },
	{ what: "a protocol of ALPN though none was offered", alert: "unsupported_extension", script: hello12(alpn) },
	{
		what: "a protocol of ALPN that was not offered",
		alert: "handshake_failure",
		script: hello12(alpn),
		options: { ALPN_PROTOCOLS: ["http/1.1"] },
	},
	{ what: "an extension twice", alert: "illegal_parameter", script: hello12(usual[0]) },
	{
		what: "renegotiation_info of a handshake before",
		alert: "handshake_failure",
		script: options({ extensions: [extension(extensionType.renegotiation, vector8(Buffer.alloc(12)))] }),
	},
	{
		what: "max_fragment_length that was not asked for",
		alert: "illegal_parameter",
		script: hello12(extension(extensionType.maxFragmentLength, u8(1))),
	},
	{ what: "a suite that was not offered", alert: "internal_error", script: options({ suite: 0xc023 }) },
	{ what: "a suite without any protection", alert: "internal_error", script: options({ suite: 0x0000 }) },
	{ what: "a suite with the server's static key", alert: "internal_error", script: options({ suite: 0x009c }) },
	{ what: "a suite of TLS 1.3", alert: "handshake_failure", script: options({ suite: 0x1301 }) },
	{ what: "a suite of another kind of key", accepted: true, script: options({ suite: 0xc02f }) },
	{
		what: "a public key that is on no curve",
		alert: "internal_error",
		script: options({ share: Buffer.concat([u8(4), Buffer.alloc(64, 1)]) }),
	},
	{ what: "a public key that is empty", alert: "internal_error", script: options({ share: Buffer.alloc(0) }) },
	{ what: "a public key at infinity", alert: "internal_error", script: options({ share: u8(0) }) },
	{
		what: "a curve that was not offered (P-521)",
		alert: "illegal_parameter",
		script: edit("serverKeyExchange", (bytes) => (bytes[6] = 25)),
	},
	{
		what: "a curve of its own",
		alert: "illegal_parameter",
		script: edit("serverKeyExchange", (bytes) => (bytes[4] = 1)),
	},
	{ what: "a signature that is wrong", alert: "decrypt_error", script: spoil("serverKeyExchange") },
	{
		what: "parameters that were not signed",
		alert: "decrypt_error",
		script: edit("serverHello", (bytes) => (bytes[10] ^= 1)),
	},
	{ what: "a signature by SHA-1", alert: "illegal_parameter", script: options({ algorithm: 0x0203 }) },
	{ what: "a signature by MD5", alert: "illegal_parameter", script: options({ algorithm: 0x0101 }) },
	{
		what: "a signature algorithm that is not the key's",
		alert: "illegal_parameter",
		script: options({ algorithm: 0x0401 }),
	},
	{
		what: "a signature algorithm that does not exist",
		alert: "illegal_parameter",
		script: options({ algorithm: 0xffff }),
	},
	{ what: "a Finished that is wrong", alert: "decrypt_error", script: spoil("finished") },
	{ what: "a Finished that is too short", alert: "decode_error", script: shorter("finished") },
	{ what: "a Finished that is too long", alert: "decode_error", script: longer("finished") },
	{
		what: "a Finished that is not protected",
		alert: "unexpected_message",
		script: { change: { changeCipherSpec: null }, before: { finished: (peer) => (peer.sealer = undefined) } },
	},
	{
		what: "ChangeCipherSpec before its time",
		alert: "unexpected_message",
		script: { before: { serverHelloDone: (peer) => peer.record(20, u8(1)) } },
	},
	{
		what: "ChangeCipherSpec of another kind",
		alert: "internal_error",
		script: { before: { changeCipherSpec: (peer) => peer.record(20, u8(2)) } },
	},
	...each("unexpected_message", ["certificate", "serverKeyExchange"], (name) => ({
		what: `no ${name}`,
		script: drop(name),
	})),
	...each("decode_error", ["serverHello", "certificate"], (name) => ({
		what: `an empty ${name}`,
		script: empty(name),
	})),
	...each("decode_error", ["serverHello", "certificate", "serverKeyExchange", "serverHelloDone"], (name) => ({
		what: `a ${name} with a byte too many`,
		script: longer(name),
	})),
	{ what: "an empty serverKeyExchange", alert: "illegal_parameter", script: empty("serverKeyExchange") },
	...each("decode_error", ["serverHello", "certificate", "serverKeyExchange"], (name) => ({
		what: `a ${name} with a byte too few`,
		script: shorter(name),
	})),
	...each("unexpected_message", ["certificate", "serverKeyExchange", "finished"], (name) => ({
		what: `a ticket before ${name}`,
		script: insert(name, messageType.ticket, Buffer.alloc(4), vector16(Buffer.alloc(16))),
	})),
	/* what follows is taken for its extensions */
	{ what: "a ServerHello of 16 MB", alert: "unsupported_extension", script: huge("serverHello") },
	/* it is too large for any buffer, but mbedTLS finds out only when that is full */
	{ what: "a Certificate of 16 MB", script: huge("certificate") },
	{
		what: "a ClientHello instead of ServerHello",
		alert: "unexpected_message",
		script: edit("serverHello", (bytes) => (bytes[0] = messageType.clientHello)),
	},
	{
		what: "a certificate twice",
		alert: "unexpected_message",
		script: {
			before: { serverKeyExchange: (peer) => peer.say("certificate", messageType.certificate, Buffer.alloc(3)) },
		},
	},
	{
		what: "a session that is not known",
		alert: "decode_error",
		script: options({ sessionId: () => Buffer.alloc(33) }),
	},
];
