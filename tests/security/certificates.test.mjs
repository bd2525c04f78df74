/*
 * The certificate matrix of certificate_cases.mjs, each case by TLS 1.2 and 1.3, in one simulator: what is wrong is refused
 * with the documented code, flags and text, before the application could say anything; its twin is accepted.
 */
import assert from "node:assert/strict";
import { test as plainTest } from "node:test";
import { listen } from "../servers/listener.mjs";
import { serve } from "../sim/client.mjs";
import { testsInOneSimulator } from "../sim/options/remote.mjs";
import { cases } from "./certificate_cases.mjs";
import { startHostile } from "./hostile/server.mjs";
import { makeCertificate, makeChain, toPem } from "./x509.mjs";

const test = testsInOneSimulator();

/** mbedTLS's flags; ours is the last. */
const flagOf = {
	expired: 0x01,
	"name mismatch": 0x04,
	"not trusted": 0x08,
	"no certificate": 0x40,
	"not yet valid": 0x200,
	"key usage": 0x800,
	"extended key usage": 0x1000,
	"weak hash": 0x4000,
	"weak key": 0x10000,
	"name constraints": 0x100000,
};

/** A server that presents a chain, whatever openssl thinks of its strength, and takes note of what it is told. */
async function startPresenting({ chain, privateKey }, version) {
	const heard = [];
	const server = await listen({
		tls: {
			version,
			ciphers: "DEFAULT@SECLEVEL=0",
			more: { cert: chain.map(toPem).join(""), key: privateKey.export({ type: "pkcs8", format: "pem" }) },
		},
		onStream: (stream) => stream.on("data", (data) => heard.push(data)),
	});
	return Object.assign(server, { heard });
}

/* What openssl itself would not present is presented by a server of our own. */
async function startScripted(made, version) {
	const server = await startHostile(version, {}, made);
	return Object.defineProperties(server, {
		heard: { get: () => server.peers.flatMap(({ heard }) => heard) },
		handshakes: { get: () => server.peers.filter(({ complete }) => complete).length },
	});
}

async function visit(sim, t, changes, version, start) {
	const made = makeChain(changes);
	const server = await serve(t, start(made, version));
	const trusted = changes.trust ? makeCertificate({ kind: "authority", ...changes.trust }) : made.root;
	const socket = await sim.tlsSocket({
		TRUSTED_SERVER_CERTIFICATE: toPem(trusted),
		SERVER_NAME_INDICATION: changes.name ?? "echo.test",
	});
	return { server, socket, result: await socket.connect(server) };
}

for (const { what, bad, good = {}, code = -1003, verify, text, only, scripted } of cases)
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		if (only && only !== version) continue;
		const start = scripted ? startScripted : startPresenting;
		test(`${version}: ${what} is refused, its twin accepted`, async (sim, t) => {
			const refused = await visit(sim, t, bad, version, start);
			const error = await refused.socket.error();
			assert.equal(refused.result, code, error?.message);
			assert.equal(error.code, code);
			assert.equal(error.phase, "tls handshake");
			assert.deepEqual(error.verify, verify, error.message);
			assert.equal(
				error.verifyFlags,
				verify.reduce((flags, word) => flags | flagOf[word], 0),
			);
			assert.match(error.message, text);
			assert.ok(error.alertSent, "the server was told by an alert");
			assert.equal(await refused.socket.Send("secret"), -126);
			assert.equal(refused.server.handshakes, 0);
			assert.deepEqual(refused.server.heard, []);
			const accepted = await visit(sim, t, good, version, start);
			assert.equal(accepted.result, 0, await accepted.socket.message());
		});
	}

plainTest("the matrix has at least 60 cases, none of them twice", () => {
	const titles = cases.map(({ what }) => what);
	assert.ok(titles.length >= 60, `${titles.length}`);
	assert.equal(new Set(titles).size, titles.length);
});
