/* CLIENT_CERTIFICATE, CLIENT_KEY and CLIENT_KEY_ID: who we say we are, and whether the server believes it. */
import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { listen, pkiFile, pkiText } from "../../servers/listener.mjs";
import { startOpenssl } from "../../servers/openssl.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { ca, SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();
const versions = ["TLSv1.2", "TLSv1.3"];

/** A server that asks for certificates and tells whom it saw. */
async function startAsking(version) {
	const seen = [];
	const more = { requestCert: true, rejectUnauthorized: true, ca: [pkiText("root.pem"), pkiText("root-rsa.pem")] };
	const server = await listen({
		tls: { version, more },
		onStream(stream) {
			seen.push(stream.getPeerX509Certificate()?.fingerprint256);
			stream.pipe(stream);
		},
	});
	return Object.assign(server, { seen });
}

function fingerprint(name) {
	return new X509Certificate(pkiText(`${name}.pem`)).fingerprint256;
}

function keyDer(name, type) {
	return createPrivateKey(pkiText(`${name}.key.pem`)).export({ format: "der", type });
}

const forms = {
	"in PEM": (name) => [pkiText(`${name}.chain.pem`), pkiText(`${name}.key.pem`)],
	"in PEM, as bytes with a final NUL": (name) => [
		Buffer.from(`${pkiText(`${name}.chain.pem`)}\0`),
		Buffer.from(`${pkiText(`${name}.key.pem`)}\0`),
	],
	"in DER": (name) => [new X509Certificate(pkiText(`${name}.pem`)).raw, keyDer(name, "pkcs8")],
	"in DER, the key in the older form of its kind": (name) => [
		new X509Certificate(pkiText(`${name}.pem`)).raw,
		keyDer(name, name === "client-rsa" ? "pkcs1" : "sec1"),
	],
};

for (const version of versions)
	for (const name of ["client", "client-rsa"])
		for (const [form, read] of Object.entries(forms))
			test(`${version}: ${name} ${form}`, async (sim, t) => {
				const server = await serve(t, startAsking(version));
				const [certificate, key] = read(name);
				const socket = await sim.tlsSocket({ CLIENT_CERTIFICATE: certificate, CLIENT_KEY: key });
				assert.equal(await socket.connect(server), 0, await socket.message());
				await socket.exchange("it is me");
				assert.equal(server.seen[0], fingerprint(name));
				assert.equal((await socket.info()).version, version);
			});

for (const version of versions)
	for (const name of ["client", "client-rsa"])
		test(`${version}: ${name} with its key in PSA's store`, async (sim, t) => {
			const server = await serve(t, startAsking(version));
			const id = await sim.call("sim", "importPsaKey", pkiText(`${name}.key.pem`));
			const socket = await sim.tlsSocket({ CLIENT_CERTIFICATE: pkiText(`${name}.chain.pem`), CLIENT_KEY_ID: id });
			assert.equal(await socket.connect(server), 0, await socket.message());
			await socket.exchange("signed elsewhere");
			assert.equal(server.seen[0], fingerprint(name));
			await socket.Close();
			await sim.call("sim", "forget");
			await sim.call("sim", "destroyPsaKey", id);
		});

for (const version of versions) {
	test(`${version}: a server that asks whom we do not tell refuses with an alert: -1002`, async (sim, t) => {
		const server = await serve(t, startAsking(version));
		const socket = await sim.tlsSocket();
		const result = await socket.connect(server);
		if (version === "TLSv1.2") {
			assert.equal(result, -1002);
			assert.equal((await socket.error()).alertReceived.name, "handshake_failure");
		} else {
			/* in 1.3 the client is ready before the server has judged its certificate (RFC 8446, 4.4.2.4) */
			assert.equal(result, 0);
			assert.equal((await socket.receive(1)).result, -1004);
			assert.equal((await socket.error()).alertReceived.name, "certificate_required");
			assert.match(await socket.message(), /certificate_required/);
		}
		assert.equal(server.seen.length, 0);
	});

	test(`${version}: a server that does not know our issuer refuses with unknown_ca`, async (sim, t) => {
		const args = ["-Verify", "2", "-verify_return_error", "-CAfile", pkiFile("root.pem")];
		const server = await serve(t, startOpenssl({ version, args }));
		const socket = await sim.tlsSocket({
			CLIENT_CERTIFICATE: pkiText("client-unknown.chain.pem"),
			CLIENT_KEY: pkiText("client-unknown.key.pem"),
		});
		const result = await socket.connect(server);
		if (version === "TLSv1.2") assert.equal(result, -1002);
		else assert.equal((await socket.receive(1)).result, -1004);
		assert.equal((await socket.error()).alertReceived.name, "unknown_ca");
	});

	test(`${version}: openssl's server verifies our chain with the intermediate we send`, async (sim, t) => {
		const args = ["-Verify", "2", "-verify_return_error", "-CAfile", pkiFile("root.pem")];
		const server = await serve(t, startOpenssl({ version, args }));
		const options = { CLIENT_CERTIFICATE: pkiText("client.chain.pem"), CLIENT_KEY: pkiText("client.key.pem") };
		const socket = await sim.tlsSocket(options);
		assert.equal(await socket.connect(server), 0, await socket.message());
		assert.equal(await socket.Send("abc\n"), 4);
		assert.equal(String((await socket.receive(10)).bytes), "cba\n");
	});

	test(`${version}: a certificate nobody asks for is not sent`, async (sim, t) => {
		const seen = [];
		const server = await serve(
			t,
			listen({ tls: { version }, onStream: (stream) => seen.push(stream.getPeerX509Certificate()) }),
		);
		const options = { CLIENT_CERTIFICATE: pkiText("client.pem"), CLIENT_KEY: pkiText("client.key.pem") };
		const socket = await sim.tlsSocket(options);
		assert.equal(await socket.connect(server), 0);
		await socket.Send("x");
		await new Promise((resolve) => setTimeout(resolve, 50));
		assert.deepEqual(seen, [undefined]);
	});
}

async function refused(sim, t, options, words) {
	const server = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket(options);
	assert.equal(await socket.connect(server), -1001);
	const { name, message, phase } = await socket.error();
	assert.equal(name, "SOCKETS_TLS_INIT_ERROR");
	assert.equal(phase, "tls handshake");
	assert.match(message, words);
	assert.equal(server.accepted, 0, "nothing is sent before it is known that we can say who we are");
	return { server, socket };
}

test("a certificate without its key is -1001, until the key comes", async (sim, t) => {
	const { server, socket } = await refused(sim, t, { CLIENT_CERTIFICATE: pkiText("client.pem") }, /no client key/);
	assert.equal(await socket.SetSockOpt(SO.CLIENT_KEY, pkiText("client.key.pem")), 0);
	assert.equal(await socket.connect(server), 0);
});

test("a key without its certificate is -1001", async (sim, t) => {
	await refused(sim, t, { CLIENT_KEY: pkiText("client.key.pem") }, /no client certificate/);
});

test("another certificate's key is -1001", async (sim, t) => {
	const options = { CLIENT_CERTIFICATE: pkiText("client.pem"), CLIENT_KEY: pkiText("ecdsa.key.pem") };
	await refused(sim, t, options, /does not belong to/);
});

test("a key of another type is -1001, the order does not matter", async (sim, t) => {
	const options = { CLIENT_KEY: pkiText("client-rsa.key.pem"), CLIENT_CERTIFICATE: pkiText("client.pem") };
	await refused(sim, t, options, /of another type/);
});

test("a PSA key that is another's is -1001; an id that is none, at once", async (sim, t) => {
	const id = await sim.call("sim", "importPsaKey", pkiText("ecdsa.key.pem"));
	const options = { CLIENT_CERTIFICATE: pkiText("client.pem"), CLIENT_KEY_ID: id };
	await refused(sim, t, options, /does not belong to/);
	await sim.call("sim", "forget");
	await sim.call("sim", "destroyPsaKey", id);
	const socket = await sim.socket();
	for (const wrong of [id, 0, 12345]) {
		assert.equal(await socket.SetSockOpt(SO.CLIENT_KEY_ID, wrong), -1001);
		assert.match(await socket.message(), /SOCKETS_SO_CLIENT_KEY_ID/);
	}
});

test("what is neither PEM nor DER is -1001 at once, and at Connect", async (sim, t) => {
	const server = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket();
	assert.equal(await socket.SetSockOpt(SO.CLIENT_CERTIFICATE, "hello"), -1001);
	assert.match(await socket.message(), /SOCKETS_SO_CLIENT_CERTIFICATE/);
	assert.equal(await socket.SetSockOpt(SO.CLIENT_KEY, pkiText("client.pem")), -1001);
	assert.match(await socket.message(), /SOCKETS_SO_CLIENT_KEY/);
	assert.equal(await socket.connect(server), -1001);
	assert.match(await socket.message(), /client certificate or key/);
	assert.equal(await socket.SetSockOpt(SO.CLIENT_CERTIFICATE, ""), -22);
	assert.equal(await socket.SetSockOpt(SO.CLIENT_KEY, Buffer.alloc(0)), -22);
});

test("an encrypted key is -1001", async (sim) => {
	const key = createPrivateKey(pkiText("client.key.pem"));
	const encrypted = key.export({ format: "pem", type: "pkcs8", cipher: "aes-128-cbc", passphrase: "secret" });
	const socket = await sim.socket();
	assert.equal(await socket.SetSockOpt(SO.CLIENT_KEY, encrypted), -1001);
});

test("certificate and key set twice: the second count", async (sim, t) => {
	const server = await serve(t, startAsking("TLSv1.3"));
	const socket = await sim.tlsSocket({
		CLIENT_CERTIFICATE: pkiText("client-rsa.chain.pem"),
		CLIENT_KEY: pkiText("client-rsa.key.pem"),
	});
	assert.equal(await socket.SetSockOpt(SO.CLIENT_KEY, pkiText("client.key.pem")), 0);
	assert.equal(await socket.SetSockOpt(SO.CLIENT_CERTIFICATE, pkiText("client.chain.pem")), 0);
	assert.equal(await socket.connect(server), 0, await socket.message());
	await socket.exchange("x");
	assert.equal(server.seen[0], fingerprint("client"));
});

test("values of other types throw", async (sim) => {
	const socket = await sim.socket();
	for (const [option, values] of [
		[SO.CLIENT_CERTIFICATE, [1, null, [ca]]],
		[SO.CLIENT_KEY, [1, null, {}]],
		[SO.CLIENT_KEY_ID, ["1", null, true]],
	])
		for (const value of values) await assert.rejects(socket.SetSockOpt(option, value), /TypeError/);
	for (const id of [-1, 1.5, 2 ** 32]) assert.equal(await socket.SetSockOpt(SO.CLIENT_KEY_ID, id), -22);
});
