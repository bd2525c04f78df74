/* TLS_MIN_VERSION, TLS_MAX_VERSION, CIPHER_SUITES, MAX_FRAGMENT_LENGTH. */
import assert from "node:assert/strict";
import { startOpenssl } from "../../servers/openssl.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();
const v12 = 0x0303;
const v13 = 0x0304;

test("both versions at first, the higher is preferred", async (sim, t) => {
	for (const [server, expected] of [
		[{}, "TLSv1.3"],
		[{ version: "TLSv1.2" }, "TLSv1.2"],
		[{ version: "TLSv1.3" }, "TLSv1.3"],
	]) {
		const echo = await serve(t, startEcho(server));
		const socket = await sim.tlsSocket();
		assert.equal(await socket.connect(echo), 0);
		assert.equal((await socket.info()).version, expected);
	}
});

test("TLS_MAX_VERSION 1.2 speaks 1.2 with a server of both", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	for (const version of [v12, "TLSv1.2"]) {
		const socket = await sim.tlsSocket({ TLS_MAX_VERSION: version });
		assert.equal(await socket.connect(echo), 0);
		assert.equal((await socket.info()).version, "TLSv1.2");
	}
});

test("TLS_MIN_VERSION 1.3 refuses a server of 1.2: -1002 with its alert", async (sim, t) => {
	const echo = await serve(t, startEcho({ version: "TLSv1.2" }));
	for (const version of [v13, "TLSv1.3"]) {
		const socket = await sim.tlsSocket({ TLS_MIN_VERSION: version });
		assert.equal(await socket.connect(echo), -1002);
		assert.equal((await socket.error()).alertReceived.name, "protocol_version");
	}
});

test("TLS_MAX_VERSION 1.2 and a server of 1.3 alone: -1002 with its alert", async (sim, t) => {
	const echo = await serve(t, startEcho({ version: "TLSv1.3" }));
	const socket = await sim.tlsSocket({ TLS_MAX_VERSION: v12 });
	assert.equal(await socket.connect(echo), -1002);
	assert.equal((await socket.error()).alertReceived.name, "protocol_version");
});

test("what is no version, or turns the order round, is -22", async (sim) => {
	for (const option of [SO.TLS_MIN_VERSION, SO.TLS_MAX_VERSION]) {
		const socket = await sim.socket();
		for (const version of [0, 0x0302, 0x0305, 12, -1, 0.5]) {
			assert.equal(await socket.SetSockOpt(option, version), -22);
			assert.ok((await socket.message()).length > 10);
		}
		for (const version of ["1.2", "TLSv1.1", "SSLv3", null, true])
			await assert.rejects(socket.SetSockOpt(option, version), /TypeError/);
	}
	const socket = await sim.socket();
	assert.equal(await socket.SetSockOpt(SO.TLS_MIN_VERSION, v13), 0);
	assert.equal(await socket.SetSockOpt(SO.TLS_MAX_VERSION, v12), -22);
	assert.match(await socket.message(), /above the highest/);
	assert.equal(await socket.SetSockOpt(SO.TLS_MIN_VERSION, v12), 0);
	assert.equal(await socket.SetSockOpt(SO.TLS_MAX_VERSION, v12), 0);
	assert.equal(await socket.SetSockOpt(SO.TLS_MIN_VERSION, v13), -22);
});

const suites = {
	"TLSv1.3": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
	"TLSv1.2": ["ECDSA", "RSA"].flatMap((kind) =>
		["AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256"].map(
			(rest) => `TLS_ECDHE_${kind}_WITH_${rest}`,
		),
	),
};

for (const [version, names] of Object.entries(suites))
	for (const name of names)
		test(`${name} by its name`, async (sim, t) => {
			const certificate = name.includes("RSA") ? "rsa" : "ecdsa";
			const echo = await serve(t, startEcho({ version, certificate }));
			const socket = await sim.tlsSocket({ CIPHER_SUITES: [name] });
			assert.equal(await socket.connect(echo), 0, await socket.message());
			await socket.exchange("over this suite");
			assert.equal((await socket.info()).suite, name);
		});

test("the first suite of ours is told to the server first", async (sim, t) => {
	const echo = await serve(t, startEcho({ version: "TLSv1.2", more: { honorCipherOrder: false } }));
	const [one, two] = suites["TLSv1.2"];
	for (const order of [
		[one, two],
		[two, one],
	]) {
		const socket = await sim.tlsSocket({ CIPHER_SUITES: order, SESSION_RESUMPTION: false });
		assert.equal(await socket.connect(echo), 0);
		assert.equal((await socket.info()).suite, order[0]);
	}
});

test("suites of a version that is ruled out are -1001, before anything is sent", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	for (const options of [
		{ CIPHER_SUITES: suites["TLSv1.2"], TLS_MIN_VERSION: v13 },
		{ CIPHER_SUITES: suites["TLSv1.3"], TLS_MAX_VERSION: v12 },
	]) {
		const socket = await sim.tlsSocket(options);
		assert.equal(await socket.connect(echo), -1001);
		assert.match(await socket.message(), /no cipher suite .* belongs to a version/);
	}
	assert.equal(echo.accepted, 0);
});

for (const version of ["TLSv1.2", "TLSv1.3"])
	test(`${version}: a server that prefers to sign with RSA-PSS`, async (sim, t) => {
		const server = await serve(t, startOpenssl({ version, certificate: "rsa", args: ["-serverpref"] }));
		const socket = await sim.tlsSocket();
		assert.equal(await socket.connect(server), 0, await socket.message());
		assert.equal((await socket.info()).version, version);
	});

test("no suite in common is -1002 with the server's alert", async (sim, t) => {
	const echo = await serve(t, startEcho({ version: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" }));
	const socket = await sim.tlsSocket({ CIPHER_SUITES: ["TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"] });
	assert.equal(await socket.connect(echo), -1002);
	assert.equal((await socket.error()).alertReceived.name, "handshake_failure");
});

test("suites of one version only make it the only one spoken", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket({ CIPHER_SUITES: ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"] });
	assert.equal(await socket.connect(echo), 0, await socket.message());
	assert.equal((await socket.info()).version, "TLSv1.2");
	const only13 = await sim.tlsSocket({ CIPHER_SUITES: ["TLS_AES_256_GCM_SHA384"] });
	assert.equal(await only13.connect(echo), 0, await only13.message());
	assert.equal((await only13.info()).version, "TLSv1.3");
});

test("names of what is not offered are -22 and named in the text", async (sim) => {
	const socket = await sim.socket();
	for (const name of [
		"TLS_RSA_WITH_AES_128_CBC_SHA",
		"TLS_RSA_WITH_AES_128_GCM_SHA256",
		"tls_aes_128_gcm_sha256",
		"x",
	]) {
		assert.equal(await socket.SetSockOpt(SO.CIPHER_SUITES, ["TLS_AES_128_GCM_SHA256", name]), -22);
		assert.match(await socket.message(), new RegExp(`"${name}" is not a suite`));
	}
	assert.equal(await socket.SetSockOpt(SO.CIPHER_SUITES, []), -22);
	assert.match(await socket.message(), /1 to 32/);
	assert.equal(await socket.SetSockOpt(SO.CIPHER_SUITES, [""]), -22);
	for (const value of [null, "TLS_AES_128_GCM_SHA256", [1], 1, {}])
		await assert.rejects(socket.SetSockOpt(SO.CIPHER_SUITES, value), /TypeError/);
});

for (const length of [512, 1024, 2048, 4096])
	test(`MAX_FRAGMENT_LENGTH ${length}: openssl's server sends no larger record`, async (sim, t) => {
		const server = await serve(t, startOpenssl({ version: "TLSv1.2", args: ["-tlsextdebug"] }));
		const socket = await sim.tlsSocket({ MAX_FRAGMENT_LENGTH: length });
		assert.equal(await socket.connect(server), 0, await socket.message());
		assert.match(server.output(), /max fragment length/);
		/* -rev answers line by line; a line longer than a record comes in several, each of which a Recv gives by itself */
		const line = "x".repeat(length * 3 - 1);
		assert.equal(await socket.Send(`${line}\n`), line.length + 1);
		let received = 0;
		while (received < line.length + 1) {
			const { result } = await socket.receive(65536);
			assert.ok(result > 0);
			received += result;
		}
		assert.equal(received, line.length + 1);
	});

test("MAX_FRAGMENT_LENGTH 0 takes it back; other lengths are -22", async (sim, t) => {
	const server = await serve(t, startOpenssl({ version: "TLSv1.2", args: ["-tlsextdebug"] }));
	const socket = await sim.tlsSocket({ MAX_FRAGMENT_LENGTH: 1024 });
	for (const length of [1, 256, 1000, 8192, -1]) {
		assert.equal(await socket.SetSockOpt(SO.MAX_FRAGMENT_LENGTH, length), -22);
		assert.ok((await socket.message()).length > 10);
	}
	assert.equal(await socket.SetSockOpt(SO.MAX_FRAGMENT_LENGTH, 0), 0);
	assert.equal(await socket.connect(server), 0);
	assert.doesNotMatch(server.output(), /max fragment length/);
	await assert.rejects(socket.SetSockOpt(SO.MAX_FRAGMENT_LENGTH, "512"), /TypeError/);
});
