/*
 * Makes certificates, good and bad, from descriptions (RFC 5280), with node's crypto for the signatures.
 */
import { constants, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { bits, boolean, explicit, implicit, integer, nothing, octets, oid, sequence, set, time, utf8 } from "./der.mjs";

const day = 24 * 60 * 60 * 1000;

const keyKinds = {
	p256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
	p384: () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
	p521: () => generateKeyPairSync("ec", { namedCurve: "P-521" }),
	secp256k1: () => generateKeyPairSync("ec", { namedCurve: "secp256k1" }),
	ed25519: () => generateKeyPairSync("ed25519"),
	rsa1024: () => generateKeyPairSync("rsa", { modulusLength: 1024 }),
	rsa2048: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
	rsa3072: () => generateKeyPairSync("rsa", { modulusLength: 3072 }),
	rsa4096: () => generateKeyPairSync("rsa", { modulusLength: 4096 }),
	pss2048: () => generateKeyPairSync("rsa-pss", { modulusLength: 2048 }),
};

/* Keys that take long to make are made once for each name. */
const made = new Map();

/** @param {string} kind @param {string} owner each has keys of its own; RSA keys are shared by kind and owner */
export function makeKey(kind, owner) {
	const id = `${kind} ${owner}`;
	if (!made.has(id)) made.set(id, keyKinds[kind]());
	return made.get(id);
}

const hashOids = {
	sha256: "2.16.840.1.101.3.4.2.1",
	sha384: "2.16.840.1.101.3.4.2.2",
	sha512: "2.16.840.1.101.3.4.2.3",
};
const rsaOids = { md5: 4, sha1: 5, sha256: 11, sha384: 12, sha512: 13 };
const ecdsaOids = { sha1: "1", sha256: "3.2", sha384: "3.3", sha512: "3.4" };

function pssParameters(hash) {
	const algorithm = sequence(oid(hashOids[hash]), nothing);
	const mask = sequence(oid("1.2.840.113549.1.1.8"), algorithm);
	const salt = { sha256: 32, sha384: 48, sha512: 64 }[hash];
	return sequence(explicit(0, algorithm), explicit(1, mask), explicit(2, integer(salt)));
}

/** @returns {Buffer} AlgorithmIdentifier of a signature */
function algorithmOf(key, hash, pss) {
	if (key.asymmetricKeyType === "ed25519") return sequence(oid("1.3.101.112"));
	if (key.asymmetricKeyType === "ec") return sequence(oid(`1.2.840.10045.4.${ecdsaOids[hash]}`));
	if (pss) return sequence(oid("1.2.840.113549.1.1.10"), pssParameters(hash));
	return sequence(oid(`1.2.840.113549.1.1.${rsaOids[hash]}`), nothing);
}

function signatureOf(key, hash, pss, data) {
	if (key.asymmetricKeyType === "ed25519") return sign(null, data, key);
	const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
	return sign(hash, data, pss ? { key, ...padding } : key);
}

function distinguishedName(cn) {
	const attribute = (type, text) => set(sequence(oid(`2.5.4.${type}`), utf8(text)));
	return sequence(attribute(10, "Hostile Test"), attribute(3, cn));
}

/** Extensions, each as { oid, critical, value }. */
export const extension = {
	basicConstraints: (ca, pathLength) => ({
		oid: "2.5.29.19",
		critical: true,
		value: sequence(...(ca ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])),
	}),
	/** @param {number} mask the first octet of the BIT STRING: 0x80 digitalSignature, 0x04 keyCertSign, 0x02 cRLSign */
	keyUsage: (mask) => ({ oid: "2.5.29.15", critical: true, value: bits(Buffer.from([mask])) }),
	/** @param {...string} purposes OIDs */
	extendedKeyUsage: (...purposes) => ({ oid: "2.5.29.37", value: sequence(...purposes.map(oid)) }),
	/** @param {{dns?: string[], ip?: number[][], uri?: string[]}} names */
	names: ({ dns = [], ip = [], uri = [] }) => ({
		oid: "2.5.29.17",
		value: sequence(
			...dns.map((name) => implicit(2, Buffer.from(name, "latin1"))),
			...uri.map((name) => implicit(6, Buffer.from(name, "latin1"))),
			...ip.map((bytes) => implicit(7, Buffer.from(bytes))),
		),
	}),
	/** Permits a DNS domain only. */
	nameConstraints: (domain, critical) => ({
		oid: "2.5.29.30",
		critical,
		value: sequence(explicit(0, sequence(implicit(2, Buffer.from(domain))))),
	}),
	/** Of no meaning to anybody. */
	unknown: (critical, size = 4) => ({ oid: "1.3.6.1.4.1.99999.1", critical, value: octets(Buffer.alloc(size)) }),
};

export const purpose = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2", any: "2.5.29.37.0" };

const kinds = {
	authority: {
		basicConstraints: extension.basicConstraints(true),
		keyUsage: extension.keyUsage(0x06),
	},
	server: {
		basicConstraints: extension.basicConstraints(false),
		keyUsage: extension.keyUsage(0x80),
		extendedKeyUsage: extension.extendedKeyUsage(purpose.server),
		names: extension.names({ dns: ["echo.test"] }),
	},
};

/**
 * @typedef {object} Description
 * @property {"authority" | "server"} kind decides the extensions that are there unless `extensions` says otherwise
 * @property {string} cn
 * @property {string} [owner] of the key, `cn` by default: the same owner has the same key
 * @property {boolean} [selfSigned] in a chain: not signed by the one above
 * @property {string} [key] of keyKinds, "p256" by default
 * @property {number} [from] days from now, -1 by default
 * @property {number} [to] days from now, 30 by default
 * @property {number} [version] 3 by default; versions before 3 have no extensions
 * @property {string} [hash] of the signature, "sha256" by default
 * @property {boolean} [pss] the signature's padding
 * @property {boolean} [forged] one bit of the signature is wrong
 * @property {string} [issuedBy] instead of the issuer's name
 * @property {Record<string, object | null>} [extensions] added, replaced; null: without
 * @property {Buffer} [publicKey] SubjectPublicKeyInfo instead of the key's
 * @property {Buffer} [validity] instead of from and to
 * @property {(der: Buffer) => Buffer} [damage] of the whole
 */

/** @param {Description} description @param {Certificate} [issuer] none: itself @returns {Certificate} */
export function makeCertificate(description, issuer) {
	const { kind, cn, from = -1, to = 30, version = 3, hash = "sha256", pss = false, forged = false } = description;
	const { publicKey, privateKey } = makeKey(description.key ?? "p256", description.owner ?? cn);
	const signer = issuer ?? { cn, privateKey };
	const algorithm = algorithmOf(signer.privateKey, hash, pss);
	const date = (days) => time(new Date(Date.now() + days * day));
	const extensions = Object.values({ ...kinds[kind], ...description.extensions })
		.filter((one) => one)
		.map((one) => sequence(oid(one.oid), ...(one.critical ? [boolean(true)] : []), octets(one.value)));
	const body = sequence(
		...(version > 1 ? [explicit(0, integer(version - 1))] : []),
		integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
		algorithm,
		distinguishedName(description.issuedBy ?? signer.cn),
		description.validity ?? sequence(date(from), date(to)),
		distinguishedName(cn),
		description.publicKey ?? publicKey.export({ type: "spki", format: "der" }),
		...(version === 3 ? [explicit(3, sequence(...extensions))] : []),
	);
	const signature = signatureOf(signer.privateKey, hash, pss, body);
	if (forged) signature[signature.length - 5] ^= 1;
	const whole = sequence(body, algorithm, bits(signature));
	return { cn, privateKey, der: description.damage?.(whole) ?? whole };
}

/** @typedef {{cn: string, privateKey: import("node:crypto").KeyObject, der: Buffer}} Certificate */

/** @param {Certificate} certificate @returns {string} */
export function toPem({ der }) {
	const lines = der.toString("base64").replace(/.{64}(?!$)/g, "$&\n");
	return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/**
 * Makes a whole chain.
 * @param {{root?: object, intermediates?: object[], leaf?: object, send?: (leaf: Certificate,
 *   intermediates: Certificate[], root: Certificate) => Certificate[], key?: string}} description what differs from the
 *   usual: one intermediate, all sent but the root; intermediates: from the root down; key: "leaf", or whose is used
 * @returns {{chain: Certificate[], root: Certificate, privateKey: import("node:crypto").KeyObject}} as sent, leaf first
 */
export function makeChain({ root: rootChanges, intermediates: changes = [{}], leaf: leafChanges, send, key } = {}) {
	const root = makeCertificate({ kind: "authority", cn: "Root", ...rootChanges });
	const intermediates = [];
	for (const [index, one] of changes.entries()) {
		const issuer = one.selfSigned ? undefined : (intermediates.at(-1) ?? root);
		intermediates.push(makeCertificate({ kind: "authority", cn: `Intermediate ${index + 1}`, ...one }, issuer));
	}
	const issuer = leafChanges?.selfSigned ? undefined : (intermediates.at(-1) ?? root);
	const leaf = makeCertificate({ kind: "server", cn: "A server", ...leafChanges }, issuer);
	const chain = send?.(leaf, intermediates, root) ?? [leaf, ...intermediates.toReversed()];
	return { chain, root, privateKey: key ? makeKey(key, "another").privateKey : leaf.privateKey };
}
