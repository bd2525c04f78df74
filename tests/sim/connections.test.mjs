/* Connections that work: plain and TLS, and every kind of certificate, suite, group and server that should. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startOpenssl } from "../servers/openssl.mjs";
import { startEcho, startSink } from "../servers/servers.mjs";
import { pkiText } from "../servers/listener.mjs";
import { client, close, connect, numbers, serve, trusting } from "./client.mjs";

const say = { do: "say", text: "hello" };
const hear = { do: "recv", bytes: 100 };

test("plain TCP: what is sent comes back", async (t) => {
	const echo = await serve(t, startEcho());
	const report = await client({}, connect(echo), say, hear, close);
	assert.deepEqual(numbers(report), [0, 5, 5, 0]);
	assert.equal(report.results[2].text, "hello");
	assert.equal(report.error, undefined);
	assert.equal(report.info.version, undefined);
	assert.deepEqual([report.info.bytesSent, report.info.bytesReceived], [5, 5]);
});

for (const version of ["TLSv1.2", "TLSv1.3"])
	for (const certificate of ["ecdsa", "rsa", "p384"])
		test(`${version} with a certificate ${certificate}: what is sent comes back`, async (t) => {
			const echo = await serve(t, startEcho({ version, certificate }));
			const report = await client({ tls: trusting }, connect(echo), say, hear, close);
			assert.deepEqual(numbers(report), [0, 5, 5, 0]);
			assert.equal(report.results[2].text, "hello");
			assert.equal(report.info.version, version);
			assert.match(report.info.peer.subject, /CN=echo\.test/);
			assert.match(report.info.anchor, certificate === "rsa" ? /Test Root RSA/ : /Test Root ECDSA/);
			assert.ok(report.info.peer.names.includes("echo.test"));
		});

const suites = {
	"ECDHE-ECDSA-AES128-GCM-SHA256": ["TLSv1.2", "ecdsa"],
	"ECDHE-ECDSA-AES256-GCM-SHA384": ["TLSv1.2", "ecdsa"],
	"ECDHE-ECDSA-CHACHA20-POLY1305": ["TLSv1.2", "ecdsa"],
	"ECDHE-RSA-AES128-GCM-SHA256": ["TLSv1.2", "rsa"],
	"ECDHE-RSA-AES256-GCM-SHA384": ["TLSv1.2", "rsa"],
	"ECDHE-RSA-CHACHA20-POLY1305": ["TLSv1.2", "rsa"],
	TLS_AES_128_GCM_SHA256: ["TLSv1.3", "ecdsa"],
	TLS_AES_256_GCM_SHA384: ["TLSv1.3", "ecdsa"],
	TLS_CHACHA20_POLY1305_SHA256: ["TLSv1.3", "ecdsa"],
};
for (const [ciphers, [version, certificate]] of Object.entries(suites))
	test(`suite ${ciphers}`, async (t) => {
		const echo = await serve(t, startEcho({ version, certificate, ciphers }));
		const report = await client({ tls: trusting }, connect(echo), say, hear, close);
		assert.deepEqual(numbers(report), [0, 5, 5, 0]);
		const parts = (name) =>
			name.match(/AES|CHACHA20|128|256(?!$)|384$|ECDSA|RSA/g).filter((part) => part !== "384");
		assert.deepEqual(parts(report.info.suite.replace(/_WITH|-WITH/, "")), parts(ciphers));
	});

for (const groups of ["P-256", "P-384", "X25519"])
	for (const version of ["TLSv1.2", "TLSv1.3"])
		test(`key exchange over ${groups} in ${version}`, async (t) => {
			const echo = await serve(t, startEcho({ version, groups }));
			assert.deepEqual(numbers(await client({ tls: trusting }, connect(echo), say, hear)), [0, 5, 5]);
		});

for (const [name, options] of Object.entries({
	"static RSA": { version: "TLSv1.2", certificate: "rsa", ciphers: "AES128-GCM-SHA256" },
	CBC: { version: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256" },
	"finite-field Diffie-Hellman": { version: "TLSv1.2", certificate: "rsa", ciphers: "DHE-RSA-AES128-GCM-SHA256" },
}))
	test(`a server that knows only ${name} is refused with -1002`, async (t) => {
		const echo = await serve(t, startEcho(options));
		const report = await client({ tls: trusting }, connect(echo));
		assert.deepEqual(numbers(report), [-1002]);
		assert.equal(report.error.alertReceived.name, "handshake_failure");
		assert.equal(echo.handshakes, 0);
	});

for (const version of ["TLSv1.2", "TLSv1.3"])
	test(`openssl's own server in ${version}`, async (t) => {
		const server = await serve(t, startOpenssl({ version, certificate: "rsa", alpn: ["mqtt"] }));
		const tls = { ...trusting, alpn: ["other", "mqtt"] };
		const report = await client({ tls }, connect(server), { do: "say", text: "hello\n" }, hear, close);
		assert.deepEqual(numbers(report), [0, 6, 6, 0]);
		assert.equal(report.results[2].text, "olleh\n");
		assert.equal(report.info.version, version);
		assert.equal(report.info.alpn, "mqtt");
	});

test("a server that speaks no common application protocol is refused with -1002", async (t) => {
	const echo = await serve(t, startEcho({ alpn: ["mqtt"] }));
	const report = await client({ tls: { ...trusting, alpn: ["other"] } }, connect(echo));
	assert.deepEqual(numbers(report), [-1002]);
	assert.equal(report.error.alertReceived.name, "no_application_protocol");
});

test("an address is a name, too: the certificate's IP address is verified", async (t) => {
	const echo = await serve(t, startEcho({}));
	const tls = { ca: trusting.ca, name: "10.0.2.2" };
	assert.deepEqual(numbers(await client({ tls }, connect(echo), say, hear)), [0, 5, 5]);
});

test("a self-signed certificate can itself be the trust anchor", async (t) => {
	const echo = await serve(t, startEcho({ certificate: "self-signed" }));
	const tls = { ca: pkiText("self-signed.pem"), name: "echo.test" };
	assert.deepEqual(numbers(await client({ tls }, connect(echo), say, hear)), [0, 5, 5]);
});

test("without REQUIRE_TLS the other TLS options have no effect", async (t) => {
	const sink = await serve(t, startSink(undefined, { reply: true }));
	const ended = sink.next();
	await client({}, connect(sink), say, close);
	assert.deepEqual((await ended).bytes, 5);
});
