/* Servers whose certificate is not to be trusted: -1003, with the reason, and not a byte of the application's is sent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { pkiText } from "../servers/listener.mjs";
import { startEcho } from "../servers/servers.mjs";
import { client, connect, numbers, serve, trusting } from "./client.mjs";

const cases = {
	"an unknown root": { certificate: "unknown-root", verify: ["not trusted"], alert: "unknown_ca" },
	"another root of ours": { ca: pkiText("root-rsa.pem"), verify: ["not trusted"], alert: "unknown_ca" },
	"a self-signed certificate": { certificate: "self-signed", verify: ["not trusted"], alert: "unknown_ca" },
	"a certificate for another name": { certificate: "wrong-name", verify: ["name mismatch"] },
	"a certificate for another address": { name: "10.0.2.3", verify: ["name mismatch"] },
	"a certificate that expired": { certificate: "expired", verify: ["expired"], alert: "certificate_expired" },
	"a certificate not yet valid": { certificate: "not-yet-valid", verify: ["not yet valid"] },
	"a certificate for clients": { certificate: "wrong-extended-usage", verify: ["extended key usage"] },
	/* openssl itself does not use such a key in TLS 1.2 */
	"a key that must not sign": { certificate: "wrong-usage", verify: ["key usage"], only: "TLSv1.3" },
};

for (const version of ["TLSv1.2", "TLSv1.3"])
	for (const [title, { certificate, ca, name, only }] of Object.entries(cases)) {
		if (only && only !== version) continue;
		test(`${version}: ${title} is refused with -1003`, async (t) => {
			const echo = await serve(t, startEcho({ version, certificate }));
			const tls = { ca: ca ?? trusting.ca, name: name ?? trusting.name };
			const report = await client({ tls }, connect(echo), { do: "say", text: "secret" });
			assert.deepEqual(numbers(report), [-1003, -126]);
			assert.equal(report.info.bytesSent, 0);
			assert.equal(echo.handshakes, 0, "the server must not see the handshake complete");
		});
	}

for (const [title, { certificate, ca, name, verify, alert }] of Object.entries(cases))
	test(`socket.error tells of ${title}`, async (t) => {
		const echo = await serve(t, startEcho({ certificate }));
		const tls = { ca: ca ?? trusting.ca, name: name ?? trusting.name };
		const { error } = await client({ tls }, connect(echo));
		assert.equal(error.name, "SOCKETS_TLS_SERVER_UNVERIFIED");
		assert.equal(error.phase, "tls handshake");
		assert.deepEqual(error.verify, verify);
		assert.ok(error.message.length > 20, error.message);
		assert.ok(error.alertSent, "an alert was sent");
		if (alert) assert.equal(error.alertSent.name, alert);
	});

test("the name given second counts", async (t) => {
	const echo = await serve(t, startEcho({}));
	const sni = { do: "option", option: 6 };
	const tls = { ca: trusting.ca, name: "other.test" };
	const right = [{ ...sni, value: "echo.test" }, connect(echo)];
	assert.deepEqual(numbers(await client({ tls }, connect(echo), ...right)), [-1003, 0, 0]);
});

test("without a name a private root still has to vouch for the server", async (t) => {
	const wrongName = await serve(t, startEcho({ certificate: "wrong-name" }));
	const unknown = await serve(t, startEcho({ certificate: "unknown-root" }));
	assert.deepEqual(numbers(await client({ tls: { ca: trusting.ca } }, connect(wrongName))), [0]);
	assert.deepEqual(numbers(await client({ tls: { ca: trusting.ca } }, connect(unknown))), [-1003]);
});

test("the default roots without a name: -1001, before anything is sent", async (t) => {
	const echo = await serve(t, startEcho({}));
	const report = await client({ tls: {} }, connect(echo));
	assert.deepEqual(numbers(report), [-1001]);
	assert.match(report.error.message, /name/i);
	assert.equal(echo.accepted, 0);
});

test("the default roots do not know our server: -1003", async (t) => {
	const echo = await serve(t, startEcho({}));
	const report = await client({ tls: { name: "echo.test" } }, connect(echo));
	assert.deepEqual(numbers(report), [-1003]);
	assert.deepEqual(report.error.verify, ["not trusted"]);
});

test("a trusted certificate that cannot be read: -1001", async (t) => {
	const echo = await serve(t, startEcho({}));
	const ca = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
	const report = await client({ tls: { ca, name: "echo.test" } }, connect(echo));
	assert.ok(report.options.includes(-1001), `SetSockOpt gave ${report.options}`);
	assert.deepEqual(numbers(report), [-1001]);
	assert.equal(echo.accepted, 0);
});

test("after a refused server the socket connects to a good one", async (t) => {
	const bad = await serve(t, startEcho({ certificate: "expired" }));
	const good = await serve(t, startEcho({}));
	const steps = [connect(bad), connect(good), { do: "say", text: "hello" }, { do: "recv", bytes: 10 }];
	assert.deepEqual(numbers(await client({ tls: trusting }, ...steps)), [-1003, 0, 5, 5]);
});
