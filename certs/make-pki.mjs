/*
 * Makes the test PKI of pki-table.mjs with openssl, on each machine anew, in build/pki:
 *   NAME.key.pem    private key
 *   NAME.pem        certificate
 *   NAME.chain.pem  what a server sends: the certificate and its issuers, without the root
 * Does nothing while the certificates are good; makes all anew when these scripts changed or validity runs low.
 * The folder is replaced as a whole. Usage: node certs/make-pki.mjs [FOLDER]
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { table } from "./pki-table.mjs";

const run = promisify(execFile);
const day = 24 * 60 * 60 * 1000;
const daysToSpare = 30;
const root = fileURLToPath(new URL("..", import.meta.url));

const keyOptions = {
	p256: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
	p384: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
	rsa2048: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
};

/** Makes the PKI if there is none that is good. @returns {Promise<string>} its folder */
export async function makePki(folder = path.join(root, "build", "pki")) {
	const stampFile = path.join(folder, "stamp.json");
	const source = sourceHash();
	if (isGood(stampFile, source)) return folder;
	mkdirSync(path.dirname(folder), { recursive: true });
	const work = mkdtempSync(`${folder}.new-`);
	try {
		const entries = Object.entries(table);
		await Promise.all(entries.map(([name, { key }]) => makeKey(work, name, key)));
		for (const [name, entry] of entries) await makeCertificate(work, name, entry);
		rmSync(path.join(work, "ca"), { recursive: true });
		const valid = Object.values(table).filter(({ to }) => to > 0);
		const until = Date.now() + (Math.min(...valid.map(({ to }) => to)) - daysToSpare) * day;
		writeFileSync(path.join(work, "stamp.json"), JSON.stringify({ source, until }));
		replace(folder, work, () => isGood(stampFile, source));
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	return folder;
}

/** What the stamp remembers of how the certificates were made. */
function sourceHash() {
	const hash = createHash("sha256");
	for (const file of ["make-pki.mjs", "pki-table.mjs"]) hash.update(readFileSync(new URL(file, import.meta.url)));
	return hash.digest("hex");
}

function isGood(stampFile, source) {
	try {
		const stamp = JSON.parse(readFileSync(stampFile, "utf8"));
		return stamp.source === source && Date.now() < stamp.until;
	} catch {
		return false;
	}
}

/** Puts `work` in the place of `folder`; another process may be doing the same, and either's result will do. */
function replace(folder, work, someoneElseDid) {
	const old = `${work}.old`;
	for (let attempt = 0; attempt < 3; attempt++) {
		try {
			renameSync(folder, old);
		} catch (error) {
			if (error.code !== "ENOENT") throw error;
		}
		try {
			renameSync(work, folder);
			return;
		} catch (error) {
			if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
			if (someoneElseDid()) return;
		} finally {
			rmSync(old, { recursive: true, force: true });
		}
	}
	throw new Error(`${folder} cannot be replaced`);
}

function makeKey(folder, name, kind) {
	return openssl(["genpkey", ...keyOptions[kind], "-out", path.join(folder, `${name}.key.pem`)]);
}

/** Requests and signs a certificate. "openssl ca" because only it lets both dates be chosen in all versions. */
async function makeCertificate(folder, name, entry) {
	const issuer = entry.issuer ?? name;
	const work = path.join(folder, "ca");
	const file = (suffix) => path.join(folder, `${name}${suffix}`);
	mkdirSync(work, { recursive: true });
	writeFileSync(path.join(work, "index"), "");
	const settings = path.join(work, "settings");
	const request = path.join(work, "request");
	const own = entry.issuer ? [] : ["-selfsign"];
	const signer = entry.issuer ? ["-cert", path.join(folder, `${issuer}.pem`)] : [];
	const dates = ["-startdate", opensslDate(entry.from), "-enddate", opensslDate(entry.to)];
	writeFileSync(settings, opensslSettings(work, entry));
	await openssl(["req", "-new", "-config", settings, "-key", file(".key.pem"), "-out", request]);
	await openssl([
		...["ca", "-batch", "-notext", "-config", settings, ...own, ...signer, ...dates],
		...["-keyfile", path.join(folder, `${issuer}.key.pem`), "-in", request, "-out", file(".pem")],
	]);
	const above =
		entry.issuer && table[issuer].issuer ? readFileSync(path.join(folder, `${issuer}.chain.pem`), "utf8") : "";
	writeFileSync(file(".chain.pem"), readFileSync(file(".pem"), "utf8") + above);
}

function opensslSettings(work, { cn, extensions }) {
	const lines = Object.entries(extensions).filter(([, value]) => value !== null);
	return `[ca]
default_ca = settings
[settings]
database = ${path.join(work, "index")}
new_certs_dir = ${work}
default_md = sha256
policy = names
rand_serial = yes
unique_subject = no
x509_extensions = extensions
[names]
organizationName = supplied
commonName = supplied
[req]
distinguished_name = subject
prompt = no
[subject]
O = Secure Sockets Test
CN = ${cn}
[extensions]
${lines.map(([key, value]) => `${key} = ${value}`).join("\n")}
`;
}

/** @returns a day from now as ASN.1 GeneralizedTime */
function opensslDate(days) {
	return new Date(Date.now() + days * day).toISOString().replace(/[-:T]|\.\d+/g, "");
}

async function openssl(args) {
	try {
		await run("openssl", args);
	} catch (error) {
		if (error.code === "ENOENT") throw new Error("openssl is missing: apt-get install openssl", { cause: error });
		throw new Error(`openssl ${args.join(" ")}\n${error.stderr ?? error.message}`, { cause: error });
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makePki(process.argv[2]);
