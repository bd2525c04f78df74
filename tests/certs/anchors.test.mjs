/* The default trust anchors: are they Debian's, and do they arrive in C unchanged? */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = path.join(root, "certs", "anchors");
const files = readdirSync(folder).sort();
const debian = "/usr/share/ca-certificates/mozilla";

function read(file) {
	return readFileSync(path.join(folder, file));
}

test("the anchors are Amazon's four roots and Starfield Services G2", () => {
	const names = files.map((file) => new X509Certificate(read(file)).subject.match(/CN=(.*)/)[1]);
	assert.deepEqual(names, [
		...[1, 2, 3, 4].map((number) => `Amazon Root CA ${number}`),
		"Starfield Services Root Certificate Authority - G2",
	]);
});

test("each anchor equals Debian's", { skip: !existsSync(debian) && "ca-certificates is not installed" }, () => {
	for (const file of files) {
		assert.ok(read(file).equals(readFileSync(path.join(debian, file.replace(/\.pem$/, ".crt")))), file);
	}
});

test("each anchor's fingerprint is the README's", () => {
	const readme = readFileSync(path.join(root, "certs", "README.md"), "utf8");
	for (const file of files) {
		const { fingerprint256 } = new X509Certificate(read(file));
		assert.match(readme, new RegExp(`${file}.*${fingerprint256.replaceAll(":", "").toLowerCase()}`), file);
	}
});

test("the generated C holds the anchors in DER", (t) => {
	const work = mkdtempSync(path.join(tmpdir(), "anchors-"));
	t.after(() => rmSync(work, { recursive: true }));
	const pems = files.map((file) => path.join(folder, file));
	const generated = path.join(work, "anchors.c");
	execFileSync(process.execPath, [path.join(root, "certs/generate-anchors.mjs"), generated, ...pems]);
	const dump = path.join(work, "dump.c");
	writeFileSync(
		dump,
		`#include "trust.h"
#include <stdio.h>
int main(void) {
	for (size_t i = 0; i < ss_default_anchor_count; i++, puts(""))
		for (size_t j = 0; j < ss_default_anchors[i].length; j++)
			printf("%02x", ss_default_anchors[i].der[j]);
}
`,
	);
	const flags = ["-Wall", "-Wextra", "-Werror", `-I${path.join(root, "modules/secure-sockets/core")}`];
	execFileSync("cc", [...flags, generated, dump, "-o", path.join(work, "dump")]);
	const lines = execFileSync(path.join(work, "dump"), { encoding: "utf8" }).trimEnd().split("\n");
	assert.deepEqual(
		lines,
		files.map((file) => new X509Certificate(read(file)).raw.toString("hex")),
	);
});

test("a file that is no certificate authority stops the generator", (t) => {
	const work = mkdtempSync(path.join(tmpdir(), "anchors-"));
	t.after(() => rmSync(work, { recursive: true }));
	const bad = path.join(work, "bad.pem");
	writeFileSync(bad, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
	const script = path.join(root, "certs/generate-anchors.mjs");
	assert.throws(
		() =>
			execFileSync(process.execPath, [script, path.join(work, "out.c"), bad], {
				encoding: "utf8",
				stdio: "pipe",
			}),
		(error) => error.status === 1 && error.stderr.includes(bad),
	);
});

test("the C for builds that generate nothing is what would be generated", () => {
	const out = path.join(mkdtempSync(path.join(tmpdir(), "anchors-")), "anchors.c");
	execFileSync(process.execPath, [
		path.join(root, "certs/generate-anchors.mjs"),
		out,
		...files.map((file) => path.join(folder, file)),
	]);
	const generated = readFileSync(out, "utf8");
	rmSync(path.dirname(out), { recursive: true });
	assert.equal(readFileSync(path.join(root, "certs/default_anchors.c"), "utf8"), generated);
});
