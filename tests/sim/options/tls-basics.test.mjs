/* SERVER_NAME_INDICATION, TRUSTED_SERVER_CERTIFICATE, ALPN_PROTOCOLS, REQUIRE_TLS: what the server sees, and what we check. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { listen, pkiText } from "../../servers/listener.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { ca, SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();
const versions = ["TLSv1.2", "TLSv1.3"];

/** A server that tells what it saw of each client. */
async function startObserver(tls) {
	const seen = [];
	const server = await listen({
		tls,
		onStream(stream) {
			seen.push({ name: stream.servername, alpn: stream.alpnProtocol });
			stream.pipe(stream);
		},
	});
	return Object.assign(server, { seen });
}

function der(name) {
	return new X509Certificate(pkiText(name)).raw;
}

for (const version of versions) {
	test(`${version}: the server is told the name`, async (sim, t) => {
		const server = await serve(t, startObserver({ version }));
		const socket = await sim.tlsSocket();
		assert.equal(await socket.connect(server), 0);
		await socket.exchange("x");
		assert.equal(server.seen[0].name, "echo.test");
	});

	test(`${version}: without a name the server is told none`, async (sim, t) => {
		const server = await serve(t, startObserver({ version }));
		const socket = await sim.tlsSocket({ SERVER_NAME_INDICATION: undefined });
		assert.equal(await socket.connect(server), 0);
		await socket.exchange("x");
		assert.equal(server.seen[0].name, false);
	});

	test(`${version}: the first of our protocols that the server speaks is told by both ends`, async (sim, t) => {
		const server = await serve(t, startObserver({ version, alpn: ["third", "second"] }));
		const socket = await sim.tlsSocket({ ALPN_PROTOCOLS: ["first", "second", "third"] });
		assert.equal(await socket.connect(server), 0);
		await socket.exchange("x");
		assert.equal((await socket.info()).alpn, server.seen[0].alpn);
		assert.match(server.seen[0].alpn, /^(second|third)$/);
	});

	test(`${version}: no protocol in common is -1002, with the server's alert`, async (sim, t) => {
		const server = await serve(t, startObserver({ version, alpn: ["mqtt"] }));
		const socket = await sim.tlsSocket({ ALPN_PROTOCOLS: ["http/1.1"] });
		assert.equal(await socket.connect(server), -1002);
		const error = await socket.error();
		assert.deepEqual(error.alertReceived, { code: 120, name: "no_application_protocol" });
		assert.match(error.message, /no_application_protocol/);
	});

	test(`${version}: a server without ALPN chooses none`, async (sim, t) => {
		const server = await serve(t, startObserver({ version }));
		const socket = await sim.tlsSocket({ ALPN_PROTOCOLS: ["http/1.1"] });
		assert.equal(await socket.connect(server), 0);
		assert.equal((await socket.info()).alpn, undefined);
	});
}

test("32 protocols with names of 255 bytes can be offered, 33 and 256 cannot", async (sim, t) => {
	const server = await serve(t, startObserver({ alpn: ["mqtt"] }));
	const socket = await sim.tlsSocket();
	const long = Array.from({ length: 31 }, (_, i) => String(i).padStart(255, "p"));
	assert.equal(await socket.SetSockOpt(SO.ALPN_PROTOCOLS, [...long, "x", "y"]), -22);
	assert.match(await socket.message(), /1 to 32/);
	assert.equal(await socket.SetSockOpt(SO.ALPN_PROTOCOLS, ["p".repeat(256)]), -22);
	assert.match(await socket.message(), /1 to 255/);
	assert.equal(await socket.SetSockOpt(SO.ALPN_PROTOCOLS, [...long, "mqtt"]), 0);
	assert.equal(await socket.connect(server), 0, await socket.message());
	assert.equal((await socket.info()).alpn, "mqtt");
});

test("an option set twice: the second counts", async (sim, t) => {
	const server = await serve(t, startObserver({ alpn: ["b"] }));
	const socket = await sim.tlsSocket({
		SERVER_NAME_INDICATION: "other.test",
		TRUSTED_SERVER_CERTIFICATE: pkiText("root-unknown.pem"),
		ALPN_PROTOCOLS: ["a"],
	});
	assert.equal(await socket.connect(server), -1002);
	await socket.SetSockOpt(SO.SERVER_NAME_INDICATION, "echo.test");
	await socket.SetSockOpt(SO.TRUSTED_SERVER_CERTIFICATE, ca);
	await socket.SetSockOpt(SO.ALPN_PROTOCOLS, ["b"]);
	assert.equal(await socket.connect(server), 0, await socket.message());
	await socket.exchange("x");
	assert.deepEqual(server.seen.at(-1), { name: "echo.test", alpn: "b" });
});

test("trust anchors may be one or several in PEM, with text around them, or one in DER", async (sim, t) => {
	const ecdsa = await serve(t, startEcho({}));
	const rsa = await serve(t, startEcho({ certificate: "rsa" }));
	const [root, rootRsa] = [pkiText("root.pem"), pkiText("root-rsa.pem")];
	const forms = {
		"one in PEM": [root, 0, -1003],
		"with a final NUL": [Buffer.from(`${root}\0`), 0, -1003],
		"several in PEM": [root + rootRsa, 0, 0],
		"the other way round": [rootRsa + root, 0, 0],
		"with text around": [`# ours\n${root}\n# and theirs\r\n${rootRsa}\n# end\n`, 0, 0],
		"with CRLF": [root.replaceAll("\n", "\r\n"), 0, -1003],
		"in DER": [der("root.pem"), 0, -1003],
		"RSA in DER": [der("root-rsa.pem"), -1003, 0],
		"the leaf itself, which is no authority": [pkiText("ecdsa.pem"), -1003, -1003],
		"the intermediate": [pkiText("intermediate.pem"), 0, -1003],
	};
	for (const [form, [value, toEcdsa, toRsa]] of Object.entries(forms)) {
		for (const [server, expected] of [
			[ecdsa, toEcdsa],
			[rsa, toRsa],
		]) {
			const socket = await sim.tlsSocket({ TRUSTED_SERVER_CERTIFICATE: value });
			assert.equal(await socket.connect(server), expected, `${form}: ${await socket.message()}`);
			await socket.Close();
		}
	}
});

test("anchors of which one cannot be read are -1001, then and at Connect, until good ones come", async (sim, t) => {
	const server = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket();
	const broken = pkiText("root.pem").replace(/M/, "!");
	for (const bad of [ca + broken, broken + ca, "hello", der("root.pem").subarray(0, 100)]) {
		assert.equal(await socket.SetSockOpt(SO.TRUSTED_SERVER_CERTIFICATE, bad), -1001);
		assert.match(await socket.message(), /SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE: /);
		assert.equal(await socket.connect(server), -1001);
		assert.match(await socket.message(), /could not be parsed/);
	}
	assert.equal(await socket.SetSockOpt(SO.TRUSTED_SERVER_CERTIFICATE, ca), 0);
	assert.equal(await socket.connect(server), 0);
});

test("TLS options come too late on a connection: -127, with a text", async (sim, t) => {
	const server = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket();
	assert.equal(await socket.connect(server), 0);
	const values = {
		...{ REQUIRE_TLS: null, SERVER_NAME_INDICATION: "a", TRUSTED_SERVER_CERTIFICATE: ca, ALPN_PROTOCOLS: ["a"] },
		...{
			CLIENT_CERTIFICATE: ca,
			CLIENT_KEY: "x",
			CLIENT_KEY_ID: 1,
			TLS_MIN_VERSION: 0x0303,
			TLS_MAX_VERSION: 0x0304,
		},
		...{ PRE_SHARED_KEY: { key: Buffer.alloc(16), identity: "a" }, CIPHER_SUITES: ["TLS_AES_128_GCM_SHA256"] },
		...{ MAX_FRAGMENT_LENGTH: 512, PINNED_KEYS: Buffer.alloc(32), SESSION_RESUMPTION: 1, ALLOW_UNSET_CLOCK: 1 },
		...{ KEY_LOG: () => {} },
	};
	for (const [name, value] of Object.entries(values)) {
		assert.equal(await socket.SetSockOpt(SO[name], value), -127, name);
		const { message, name: code } = await socket.error();
		assert.equal(code, "SOCKETS_EISCONN");
		assert.match(message, /must be set before Connect/);
	}
	await socket.exchange("not disturbed");
});

test("without REQUIRE_TLS the other TLS options are taken, and without effect", async (sim, t) => {
	const server = await serve(t, startEcho());
	const socket = await sim.tlsSocket({
		REQUIRE_TLS: undefined,
		PINNED_KEYS: Buffer.alloc(32),
		TLS_MIN_VERSION: 0x0304,
	});
	assert.equal(await socket.connect(server), 0);
	await socket.exchange("in the clear");
	assert.equal((await socket.info()).version, undefined);
});
