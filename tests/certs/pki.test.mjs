/* The test PKI: does each certificate have the fault its name says, and only that? Judged by openssl. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { makePki } from "../../certs/make-pki.mjs";
import { table } from "../../certs/pki-table.mjs";

const folder = await makePki();
const roots = path.join(mkdtempSync(path.join(tmpdir(), "pki-")), "roots.pem");
writeFileSync(roots, readFileSync(path.join(folder, "root.pem")) + readFileSync(path.join(folder, "root-rsa.pem")));
process.on("exit", () => rmSync(path.dirname(roots), { recursive: true }));

function verify(name, ...options) {
	const chain = path.join(folder, `${name}.chain.pem`);
	const { stdout, stderr } = spawnSync(
		"openssl",
		["verify", "-CAfile", roots, "-untrusted", chain, "-purpose", "sslserver", ...options, chain],
		{ encoding: "utf8" },
	);
	return stdout + stderr;
}

const expected = {
	expired: /certificate has expired/,
	"not-yet-valid": /certificate is not yet valid/,
	"wrong-name": /IP address mismatch/,
	"unknown-root": /unable to get local issuer certificate/,
	"self-signed": /self-signed certificate/,
	"wrong-extended-usage": /unsuitable certificate purpose|unsupported certificate purpose/,
	"wrong-usage": /chain\.pem: OK/, // openssl leaves key agreement to the handshake
};

for (const [name, { issuer }] of Object.entries(table)) {
	if (!issuer && name !== "self-signed") continue;
	if (name.startsWith("intermediate") || name.startsWith("client")) continue;
	const pattern = expected[name] ?? /chain\.pem: OK/;
	test(`${name}: openssl says ${pattern.source}`, () => {
		assert.match(verify(name, "-verify_ip", "10.0.2.2"), pattern);
	});
}

for (const [name, pattern] of [
	["client", /OK/],
	["client-rsa", /OK/],
	["client-unknown", /unable to get local issuer certificate/],
])
	test(`${name}: openssl says ${pattern.source} of it as a client`, () => {
		assert.match(verify(name, "-purpose", "sslclient"), pattern);
		assert.match(verify(name), /unsuitable certificate purpose|unsupported certificate purpose|local issuer/);
	});

test("the wrong name is the only fault of that certificate", () => {
	assert.match(verify("wrong-name", "-verify_ip", "10.0.2.99"), /OK/);
});

test("a certificate outside its dates has no other fault", () => {
	const { validFrom } = new X509Certificate(readFileSync(path.join(folder, "expired.pem")));
	assert.match(verify("expired", "-attime", String(Date.parse(validFrom) / 1000 + 60)), /OK/);
});

test("each key belongs to its certificate and is nobody else's to read", () => {
	for (const name of Object.keys(table)) {
		const key = path.join(folder, `${name}.key.pem`);
		const certificate = new X509Certificate(readFileSync(path.join(folder, `${name}.pem`)));
		assert.ok(certificate.checkPrivateKey(createPrivateKey(readFileSync(key))), name);
		assert.equal(statSync(key).mode & 0o077, 0, name);
	}
});

test("a good PKI is left alone, a stale one is made anew, and nothing is left over", async (t) => {
	const work = mkdtempSync(path.join(tmpdir(), "pki-"));
	t.after(() => rmSync(work, { recursive: true }));
	const mine = path.join(work, "pki");
	const certificate = path.join(mine, "ecdsa.pem");
	await makePki(mine);
	const first = readFileSync(certificate, "utf8");
	await makePki(mine);
	assert.equal(readFileSync(certificate, "utf8"), first);
	const stamp = JSON.parse(readFileSync(path.join(mine, "stamp.json"), "utf8"));
	writeFileSync(path.join(mine, "stamp.json"), JSON.stringify({ ...stamp, until: Date.now() - 1 }));
	await Promise.all([makePki(mine), makePki(mine)]);
	assert.notEqual(readFileSync(certificate, "utf8"), first);
	assert.deepEqual(readdirSync(work), ["pki"]);
});
