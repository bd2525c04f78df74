/*
 * SecureSocket with the TLS servers of peers.mjs: versions, kinds of keys, suites, groups, resumption, ALPN, client
 * certificates. What works is written to docs/interop.md when UPDATE=1 is in the environment, and compared with it otherwise.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test as plainTest } from "node:test";
import { fileURLToPath } from "node:url";
import { pkiText } from "../servers/listener.mjs";
import { testsInOneSimulator } from "../sim/options/remote.mjs";
import { peers } from "./peers.mjs";
import { formatTable } from "./table.mjs";

const page = fileURLToPath(new URL("../../docs/interop.md", import.meta.url));
const test = testsInOneSimulator({ variant: "release" });
const versions = ["TLSv1.3", "TLSv1.2"];
const certificates = ["ecdsa", "p384", "rsa"];
const groups = [
	{ name: "secp256r1", openssl: "P-256", gnutls: "SECP256R1", nss: "P256" },
	{ name: "secp384r1", openssl: "P-384", gnutls: "SECP384R1", nss: "P384" },
	{ name: "x25519", openssl: "X25519", gnutls: "X25519", nss: "x25519" },
].map((group) => ({ wolfssl: group.name, caddy: group.name, botan: group.name, erlang: group.name, ...group }));
const ciphers = ["AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256"];
const suiteOf = (version, certificate, cipher) =>
	version === "TLSv1.3" ? `TLS_${cipher}` : `TLS_ECDHE_${certificate === "rsa" ? "RSA" : "ECDSA"}_WITH_${cipher}`;

/** What was seen, by peer and question: "yes", "no", or how many of how many. */
const seen = new Map();
const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function note(peer, version, question, value) {
	seen.set(`${peer.name} ${version} ${question}`, value);
}

async function start(t, peer, options) {
	const folder = mkdtempSync(path.join(os.tmpdir(), "interop-"));
	folders.push(folder);
	const server = await peer.start({ ...options, folder });
	t.after(() => server.close());
	return server;
}

/** Connects and talks. @returns {Promise<object>} socket.info */
async function talk(sim, peer, server, options) {
	const socket = await sim.tlsSocket(options);
	try {
		assert.equal(await socket.connect(server), 0, await socket.message());
		const { say, answer } = peer.talk;
		assert.equal(await socket.Send(say), say.length);
		let heard = "";
		while (!answer.test(heard)) {
			const { result, bytes } = await socket.receive(4000);
			assert.ok(result > 0, `Recv gave ${result} after ${heard}: ${await socket.message()}`);
			heard += bytes.toString("latin1");
		}
		return await socket.info();
	} finally {
		await socket.Close();
	}
}

for (const peer of peers) {
	const lacks = peer.lacks ?? [];
	const spoken = versions.filter((version) => !lacks.includes(version));
	const only = (version) => ({ TLS_MIN_VERSION: version, TLS_MAX_VERSION: version, SESSION_RESUMPTION: false });

	for (const certificate of certificates)
		test(`${peer.name}: all suites with ${certificate}`, async (sim, t) => {
			const server = await start(t, peer, { certificate });
			for (const version of spoken) {
				for (const cipher of ciphers) {
					const suite = suiteOf(version, certificate, cipher);
					const info = await talk(sim, peer, server, { ...only(version), CIPHER_SUITES: [suite] });
					assert.equal(info.version, version);
					assert.equal(info.suite, suite);
				}
				note(peer, version, certificate, ciphers.length);
			}
		});

	if (!lacks.includes("groups"))
		test(`${peer.name}: groups`, async (sim, t) => {
			for (const group of groups) {
				/* not with a key on a curve: some servers refuse that, too, when its curve is not the group */
				const server = await start(t, peer, { certificate: "rsa", group });
				const without = (version) => [`groups of ${version}`, `${group.name} of ${version}`];
				for (const version of spoken) {
					if (without(version).some((lack) => lacks.includes(lack))) continue;
					assert.equal((await talk(sim, peer, server, only(version))).group, group.name);
					note(peer, version, group.name, "yes");
				}
			}
		});

	test(`${peer.name}: resumption and ALPN`, async (sim, t) => {
		const server = await start(t, peer, { certificate: "ecdsa" });
		for (const version of spoken) {
			const options = { ...only(version), SESSION_RESUMPTION: true };
			assert.equal((await talk(sim, peer, server, options)).resumed, false);
			const { resumed } = await talk(sim, peer, server, options);
			assert.equal(resumed, true);
			note(peer, version, "resumption", "yes");
			if (lacks.includes("alpn")) continue;
			const { alpn } = await talk(sim, peer, server, { ...only(version), ALPN_PROTOCOLS: ["other", "http/1.1"] });
			assert.equal(alpn, "http/1.1");
			note(peer, version, "alpn", "yes");
		}
	});

	if (!lacks.includes("client certificates"))
		test(`${peer.name}: client certificates`, async (sim, t) => {
			const server = await start(t, peer, { certificate: "ecdsa", demand: true });
			for (const version of spoken) {
				for (const name of ["client", "client-rsa"]) {
					const ours = {
						CLIENT_CERTIFICATE: pkiText(`${name}.chain.pem`),
						CLIENT_KEY: pkiText(`${name}.key.pem`),
					};
					await talk(sim, peer, server, { ...only(version), ...ours });
				}
				await assert.rejects(talk(sim, peer, server, only(version)), "none is refused");
				note(peer, version, "client certificates", "yes");
			}
		});
}

plainTest("docs/interop.md says what was seen", () => {
	const text = readFileSync(page, "utf8");
	const table = formatTable(peers, versions, seen);
	const updated = text.replace(/<!-- table -->[^]*<!-- end -->/, `<!-- table -->\n\n${table}\n<!-- end -->`);
	if (process.env.UPDATE) {
		const versionsNow = peers.map(({ name, version }) => `${name} ${version()}`).join("; ");
		writeFileSync(page, updated.replace(/Made with: .*/, `Made with: ${versionsNow}.`));
	} else assert.equal(text, updated, "UPDATE=1 make test ONLY=interop writes it");
});
