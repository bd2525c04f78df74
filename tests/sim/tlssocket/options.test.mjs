/* The constructor of TLSSocket: what it takes, and what it refuses before anything is sent. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { startDns } from "../../servers/dns.mjs";
import { listen, pkiText } from "../../servers/listener.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { program } from "./program.mjs";

for (const [what, changes, error] of [
	["no port", "{ port: undefined }", /^TypeError: port must be a number/],
	["a port of another type", '{ port: "https" }', /^TypeError: port must be a number/],
	["a port of another type in digits", '{ port: "65536" }', /^RangeError: port .* 65536/],
	["port -1", "{ port: -1 }", /^RangeError: port .* -1/],
	["port 65536", "{ port: 65536 }", /^RangeError: port .* 65536/],
	["no address and no host", "{ address: undefined, host: undefined }", /^TypeError: host or address is missing/],
	["an address of another type", "{ address: 1 }", /^TypeError: address must be a string/],
	["an unknown format", '{ format: "string" }', /^RangeError: the format must be .*: string/],
	["a callback that is no function", "{ onReadable: 1 }", /^TypeError: onReadable must be a function/],
	["a receive buffer too small", "{ receiveBuffer: 255 }", /^RangeError: receiveBuffer .* 255/],
	["a fraction for a time", "{ connectTimeout: 0.5 }", /^RangeError: connectTimeout .* 0.5/],
	["the connection of another socket", "{ from: {} }", /^RangeError: .* from/],
	["secure options of another type", "{ secure: 1 }", /^TypeError: secure must be an object/],
	["no name for the certificate", "{ host: undefined }", /^TypeError: host or secure.serverName is missing/],
	["verification turned off", "{ secure: { verify: false } }", /^RangeError: secure.verify is false/],
	["a secure option that does not exist", "{ secure: { ciphers: [] } }", /^TypeError: .* secure.ciphers/],
	["a name that all objects have", "{ secure: { toString: 1 } }", /^TypeError: .* secure.toString/],
	["an empty list of certificates", "{ secure: { certificate: [] } }", /^RangeError: secure.certificate/],
	["a certificate of another type", "{ secure: { certificate: 1 } }", /^TypeError: secure.certificate/],
	["a certificate that is none", '{ secure: { certificate: "nonsense" } }', /^RangeError: .*certificate/i],
	["a key that is none", '{ secure: { clientKey: "nonsense" } }', /^RangeError: .*key/i],
	["an option of SecureSocket that is none", "{ secure: { socketOptions: [[77, 1]] } }", /^RangeError: .*77/],
	["options of SecureSocket that are no list", "{ secure: { socketOptions: 1 } }", /^TypeError: .*socketOptions/],
])
	test(`${what} is refused, and nobody is connected to`, async (t) => {
		const server = await serve(t, startEcho({}));
		const code = `tell(thrown(() => new TLSSocket({ ...options, ...${changes} })));`;
		const [[name, message]] = await program(t, server, code);
		assert.match(`${name}: ${message}`, error);
		assert.equal(server.accepted, 0);
	});

test("without options it throws TypeError", async (t) => {
	const told = await program(t, { port: 1 }, "tell(thrown(() => new TLSSocket()));");
	assert.equal(told[0][0], "TypeError");
});

test("null and undefined stand for no callback", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		const socket = new TLSSocket({ ...options, onReadable: null, onError: undefined, onWritable() { tell("connected"); socket.close(); } });
	`;
	assert.deepEqual(await program(t, server, code), ["connected"]);
});

test("the port may be given in digits", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		new TLSSocket({ ...options, port: String(port), onWritable() { tell(this.remotePort === port); this.close(); } });
	`;
	assert.deepEqual(await program(t, server, code), [true]);
});

test("the target is the socket's property at once; without one there is none", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		const target = { of: "mine" };
		const socket = new TLSSocket({ ...options, target, onWritable() { tell(this.target === target); this.close(); } });
		tell(socket.target === target);
		const other = new TLSSocket(options);
		tell("target" in other);
		other.close();
	`;
	assert.deepEqual(await program(t, server, code), [true, false, true]);
});

test("a host without an address is resolved, and is the certificate's name", async (t) => {
	const server = await serve(t, startEcho({}));
	const dns = await serve(t, startDns({ "echo.test": ["10.0.2.2"], "other.test": ["10.0.2.2"] }));
	const code = `
		function connect(host, then) {
			const done = (result) => (tell(result), then());
			new TLSSocket({
				...options, address: undefined, host,
				onWritable() { this.close(); done("connected"); },
				onError(error) { this.close(); done([error.code, error.message]); },
			});
		}
		connect("echo.test", () => connect("other.test", () => connect("nowhere.test", () => {})));
	`;
	const told = await program(t, server, code, { flags: ["--dns", `127.0.0.1:${dns.port}`] });
	assert.equal(told[0], "connected");
	assert.equal(told[1][0], -1003);
	assert.deepEqual(told[2], [-1, "there is no host nowhere.test"]);
});

test("tls is another name of secure", async (t) => {
	const server = await serve(t, startEcho({ alpn: ["two"] }));
	const code = `
		const tls = { certificate, serverName: "echo.test", applicationLayerProtocolNegotiation: ["one", "two"] };
		new TLSSocket({ address: "10.0.2.2", port, tls, onWritable() { tell(this.info.alpn); this.close(); } });
	`;
	assert.deepEqual(await program(t, server, code), ["two"]);
});

test("certificates may be a list of DER, in buffers and in things that can be sliced", async (t) => {
	const server = await serve(t, startEcho({}));
	const [other, root] = ["root-rsa", "root"].map((name) =>
		new X509Certificate(pkiText(`${name}.pem`)).raw.toString("hex"),
	);
	const code = `
		const decode = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
		const root = decode("${root}");
		const resource = { byteLength: root.length, slice: (start) => root.slice(start).buffer };
		const secure = { certificate: [decode("${other}"), resource] };
		new TLSSocket({ ...options, secure, onWritable() { tell(this.info.anchor); this.close(); } });
	`;
	assert.match((await program(t, server, code))[0], /CN=Test Root ECDSA/);
});

test("the version can be bounded", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		const secure = { certificate, maxVersion: "TLSv1.2", protocolVersion: 0x302, verify: true };
		new TLSSocket({ ...options, secure, onWritable() { tell(this.info.version); this.close(); } });
	`;
	assert.deepEqual(await program(t, server, code), ["TLSv1.2"]);
});

test("with pinned keys no name is needed", async (t) => {
	const server = await serve(t, listen({ tls: {}, onStream: (stream) => stream.end("x") }));
	const code = `
		const secure = { socketOptions: [[1008, new Uint8Array(32)]] };
		new TLSSocket({ address: "10.0.2.2", port, secure, onError(error) { tell([error.code, error.detail.verify]); } });
	`;
	assert.deepEqual((await program(t, server, code))[0][0], -1003);
});
