/* PRE_SHARED_KEY: no certificates, but a key that both ends know; openssl's server is the other. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { startOpenssl } from "../../servers/openssl.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();
const versions = ["TLSv1.2", "TLSv1.3"];
const key = randomBytes(32);
const withoutCertificates = { TRUSTED_SERVER_CERTIFICATE: undefined, SERVER_NAME_INDICATION: undefined };

function startPsk(version, { secret = key, identity = "thing 7", args = [], ...options } = {}) {
	const psk = ["-psk", secret.toString("hex"), "-psk_identity", identity];
	/* the names of openssl for what we offer */
	const ciphers = version === "TLSv1.2" ? "PSK-AES128-GCM-SHA256:ECDHE-PSK-CHACHA20-POLY1305" : undefined;
	return startOpenssl({ certificate: null, version, ciphers, args: [...psk, ...args], ...options });
}

async function exchange(socket) {
	assert.equal(await socket.Send("abc\n"), 4);
	assert.equal(String((await socket.receive(10)).bytes), "cba\n");
}

for (const version of versions) {
	test(`${version}: who knows the key is let in, without any certificate`, async (sim, t) => {
		const server = await serve(t, startPsk(version));
		const socket = await sim.tlsSocket({ ...withoutCertificates, PRE_SHARED_KEY: { key, identity: "thing 7" } });
		assert.equal(await socket.connect(server), 0, await socket.message());
		await exchange(socket);
		const info = await socket.info();
		assert.equal(info.version, version);
		assert.equal(info.peer, undefined);
		assert.match(info.suite, version === "TLSv1.2" ? /PSK_WITH_/ : /^TLS_(AES_128_GCM|CHACHA20_POLY1305)_SHA256$/);
		assert.equal(info.resumed, false);
	});

	test(`${version}: another key is -1002`, async (sim, t) => {
		const server = await serve(t, startPsk(version));
		const wrong = { key: randomBytes(32), identity: "thing 7" };
		const socket = await sim.tlsSocket({ ...withoutCertificates, PRE_SHARED_KEY: wrong });
		assert.equal(await socket.connect(server), -1002);
		const { alertReceived, message } = await socket.error();
		assert.match(alertReceived.name, /bad_record_mac|decrypt_error|illegal_parameter|handshake_failure/);
		assert.match(message, new RegExp(alertReceived.name));
	});

	test(`${version}: an identity that the server does not know is -1002`, async (sim, t) => {
		/* openssl's server of 1.2 only warns of it; node's has no pre-shared keys in 1.3 */
		const more = { pskCallback: () => null };
		const startPicky = () => startEcho({ version, ciphers: "PSK-AES128-GCM-SHA256", more });
		const server = await serve(t, version === "TLSv1.2" ? startPicky() : startPsk(version));
		const socket = await sim.tlsSocket({ ...withoutCertificates, PRE_SHARED_KEY: { key, identity: "thing 8" } });
		assert.equal(await socket.connect(server), -1002);
		assert.ok((await socket.error()).alertReceived, await socket.message());
	});

	test(`${version}: a server that would rather show a certificate is not let fall back to it: -1002`, async (sim, t) => {
		const server = await serve(t, startEcho({ version }));
		const socket = await sim.tlsSocket({ PRE_SHARED_KEY: { key, identity: "thing 7" } });
		assert.equal(await socket.connect(server), -1002);
		assert.equal(server.handshakes, 0);
	});

	test(`${version}: the key set second counts; identities may be bytes`, async (sim, t) => {
		const server = await serve(t, startPsk(version, { identity: "grün" }));
		const first = { key: randomBytes(16), identity: "thing 8" };
		const socket = await sim.tlsSocket({ ...withoutCertificates, PRE_SHARED_KEY: first });
		const identity = Buffer.from("grün");
		assert.equal(await socket.SetSockOpt(SO.PRE_SHARED_KEY, { key, identity }), 0);
		assert.equal(await socket.connect(server), 0, await socket.message());
		await exchange(socket);
	});

	test(`${version}: text of an identity is sent as UTF-8`, async (sim, t) => {
		const server = await serve(t, startPsk(version, { identity: "grün" }));
		const socket = await sim.tlsSocket({ ...withoutCertificates, PRE_SHARED_KEY: { key, identity: "grün" } });
		assert.equal(await socket.connect(server), 0, await socket.message());
	});

	test(`${version}: keys of 16 bytes and identities of 128 bytes`, async (sim, t) => {
		const secret = randomBytes(16);
		const identity = "i".repeat(128);
		const server = await serve(t, startPsk(version, { secret, identity }));
		const socket = await sim.tlsSocket({ ...withoutCertificates, PRE_SHARED_KEY: { key: secret, identity } });
		assert.equal(await socket.connect(server), 0, await socket.message());
		await exchange(socket);
	});
}

for (const [suite, cipher] of [
	["TLS_PSK_WITH_AES_128_GCM_SHA256", "PSK-AES128-GCM-SHA256"],
	["TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-PSK-CHACHA20-POLY1305"],
])
	test(`TLSv1.2: ${suite} by its name`, async (sim, t) => {
		const server = await serve(t, startPsk("TLSv1.2", { ciphers: cipher }));
		const options = { PRE_SHARED_KEY: { key, identity: "thing 7" }, CIPHER_SUITES: [suite] };
		const socket = await sim.tlsSocket({ ...withoutCertificates, ...options });
		assert.equal(await socket.connect(server), 0, await socket.message());
		assert.equal((await socket.info()).suite, suite);
	});

test("a key needs no clock", async (sim, t) => {
	const server = await serve(t, startPsk("TLSv1.3"));
	const socket = await sim.tlsSocket({ ...withoutCertificates, PRE_SHARED_KEY: { key, identity: "thing 7" } });
	assert.equal(await socket.connect(server), 0, await socket.message());
});

test("lengths out of range are -22, with a text", async (sim) => {
	const socket = await sim.socket();
	for (const [value, words] of [
		[{ key: randomBytes(15), identity: "a" }, /16 to 32 bytes/],
		[{ key: randomBytes(33), identity: "a" }, /16 to 32 bytes/],
		[{ key, identity: "" }, /1 to 128 bytes/],
		[{ key, identity: "i".repeat(129) }, /1 to 128 bytes/],
		[{ key, identity: "ü".repeat(65) }, /1 to 128 bytes/],
	]) {
		assert.equal(await socket.SetSockOpt(SO.PRE_SHARED_KEY, value), -22);
		assert.match(await socket.message(), words);
	}
});

test("values of other types throw", async (sim) => {
	const socket = await sim.socket();
	for (const value of [
		null,
		1,
		key,
		"secret",
		{ key },
		{ identity: "a" },
		{ key: "secret", identity: "a" },
		{ key, identity: 1 },
	])
		await assert.rejects(socket.SetSockOpt(SO.PRE_SHARED_KEY, value), /TypeError/);
});
