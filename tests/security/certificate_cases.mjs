/*
 * The certificate matrix: pairs of chains that differ in one thing, one to be refused, its twin to be accepted.
 *
 * what    what is wrong
 * bad     what makes the chain differ from the usual one (see makeChain in x509.mjs); `name`: the name that is wanted
 *         instead of "echo.test"; `trust`: what is trusted instead of the chain's root
 * good    the same for the twin; {} if not given: the usual chain
 * verify  the words of socket.error.verify; none: the certificate cannot be read at all
 * text    what socket.error.message says
 * only    a version of TLS, where servers refuse to present such a certificate in the other
 */
import { dates, hosts } from "./certificate_names.mjs";
import { element, integer, oid, sequence } from "./der.mjs";
import { extension, makeChain, makeKey, purpose } from "./x509.mjs";

const { names, keyUsage, extendedKeyUsage, basicConstraints, nameConstraints, unknown } = extension;
const leaf = (changes) => ({ leaf: changes });
const extended = (extensions) => leaf({ extensions });
const authority = (changes, more) => ({ intermediates: [changes], ...more });
const several = (count, at = {}) => Array.from({ length: count }, (_, index) => at[index] ?? {});

const notTrusted = { verify: ["not trusted"], text: /^no trust anchor vouches for the certificate/ };
const mismatch = { verify: ["name mismatch"], text: /^the certificate is for another name .*wanted/ };
const unreadable = { verify: [], text: /^the server's certificate cannot be understood: / };
/* mbedTLS passes over what is signed in a way that it does not know, and judges the next one */
const skipped = {
	verify: ["name mismatch", "key usage"],
	text: /^the certificate is for another name; .*Intermediate 1/,
};
const refusedPurpose = { verify: ["extended key usage"], text: /extended key usage does not allow a TLS server/ };

/* A point that is on no curve: its last byte is not that of the point. */
function spoiltPoint() {
	const spki = makeKey("p256", "spoilt").publicKey.export({ type: "spki", format: "der" });
	spki[spki.length - 1] ^= 1;
	return spki;
}

/* An RSA key whose exponent is 1: everything is its own signature. */
function exponentOne() {
	const { n } = makeKey("rsa2048", "exponent").publicKey.export({ format: "jwk" });
	const key = sequence(integer(Buffer.from(n, "base64url")), integer(1));
	const algorithm = sequence(oid("1.2.840.113549.1.1.1"), element(0x05));
	return sequence(algorithm, element(0x03, Buffer.from([0]), key));
}

const trust = [
	{ what: "self-signed", bad: leaf({ selfSigned: true }), ...notTrusted },
	{
		what: "self-signed, with the name of the root",
		bad: leaf({ selfSigned: true, cn: "Root", owner: "a forger" }),
		...notTrusted,
	},
	{ what: "an unknown root", bad: { trust: { cn: "Root", owner: "another root" } }, ...notTrusted },
	{
		what: "an unknown root that is sent along",
		bad: { trust: { cn: "Another Root" }, send: (l, i, r) => [l, ...i, r] },
		good: { send: (l, i, r) => [l, ...i, r] },
		...notTrusted,
	},
	{
		what: "no intermediate",
		bad: { send: (l) => [l] },
		good: { intermediates: [], send: (l) => [l] },
		...notTrusted,
	},
	{
		what: "one of two intermediates missing",
		bad: { intermediates: [{}, {}], send: (l, [, b]) => [l, b] },
		good: { intermediates: [{}, {}] },
		...notTrusted,
	},
	{
		what: "intermediates in the wrong order",
		bad: { intermediates: [{}, {}], send: (l, [a, b]) => [l, a, b] },
		good: { intermediates: [{}, {}], send: (l, [a, b]) => [l, b, b, a] },
		...notTrusted,
	},
	{
		what: "an intermediate of the same name but another key",
		bad: { intermediates: [{}], send: (l) => [l, forgedTwin()] },
		...notTrusted,
	},
	{ what: "a server's certificate as an issuer", bad: authority({ kind: "server" }), ...notTrusted },
	{
		what: "an issuer without basicConstraints",
		bad: authority({ extensions: { basicConstraints: null } }),
		...notTrusted,
	},
	{
		what: "an issuer with CA:FALSE",
		bad: authority({ extensions: { basicConstraints: basicConstraints(false) } }),
		...notTrusted,
	},
	{
		what: "an issuer that must not sign certificates",
		bad: authority({ extensions: { keyUsage: keyUsage(0x80) } }),
		good: authority({ extensions: { keyUsage: keyUsage(0x04) } }),
		...notTrusted,
	},
	{
		what: "pathlen 0 exceeded",
		bad: { intermediates: [{ extensions: { basicConstraints: basicConstraints(true, 0) } }, {}] },
		good: authority({ extensions: { basicConstraints: basicConstraints(true, 0) } }),
		...notTrusted,
	},
	{
		what: "pathlen 1 exceeded",
		bad: { intermediates: [{ extensions: { basicConstraints: basicConstraints(true, 1) } }, {}, {}] },
		good: { intermediates: [{ extensions: { basicConstraints: basicConstraints(true, 1) } }, {}] },
		...notTrusted,
	},
	{
		what: "pathlen 0 of the root exceeded",
		bad: { root: { extensions: { basicConstraints: basicConstraints(true, 0) } } },
		good: { root: { extensions: { basicConstraints: basicConstraints(true, 1) } } },
		...notTrusted,
	},
	{
		what: "a version 1 certificate as an issuer",
		bad: authority({ version: 1 }),
		good: { root: { version: 1 } },
		...notTrusted,
	},
	{ what: "a version 1 certificate of a server", bad: leaf({ version: 1, cn: "echo.test" }), ...mismatch },
	{
		what: "a chain of 12",
		bad: { intermediates: several(11) },
		good: { intermediates: several(8) },
		verify: [],
		text: /^the server's chain of certificates is too long/,
	},
	{ what: "an issuer named that does not exist", bad: leaf({ issuedBy: "Intermediate 2" }), ...notTrusted },
];

/* An intermediate that has the right name and is signed by nobody whom we trust. */
function forgedTwin() {
	return makeChain({ root: { owner: "a forger" }, intermediates: [{ owner: "a forger" }] }).chain[1];
}

const usage = [
	{
		what: "a key that must not sign",
		only: "TLSv1.3",
		bad: extended({ keyUsage: keyUsage(0x08) }),
		good: extended({ keyUsage: keyUsage(0x88) }),
		verify: ["key usage"],
		text: /key usage does not allow this/,
	},
	{
		what: "a certificate for clients",
		bad: extended({ extendedKeyUsage: extendedKeyUsage(purpose.client) }),
		good: extended({ extendedKeyUsage: extendedKeyUsage(purpose.client, purpose.server) }),
		...refusedPurpose,
	},
	{
		what: "a certificate for nothing we know",
		bad: extended({ extendedKeyUsage: extendedKeyUsage("1.2.3.4") }),
		good: extended({ extendedKeyUsage: extendedKeyUsage(purpose.any) }),
		...refusedPurpose,
	},
	{
		what: "an intermediate for clients' certificates only",
		bad: authority({ extensions: { eku: extendedKeyUsage(purpose.client) } }),
		good: authority({ extensions: { eku: extendedKeyUsage(purpose.client, purpose.server) } }),
		...refusedPurpose,
	},
	{
		what: "name constraints",
		bad: authority({ extensions: { nc: nameConstraints("other.test", true) } }),
		good: {},
		...unreadable,
	},
	{
		what: "name constraints that are not critical",
		bad: authority({ extensions: { nc: nameConstraints("other.test", false) } }),
		good: authority({ extensions: { other: unknown(false) } }),
		verify: ["name constraints"],
		text: /name constraints/,
	},
	{
		what: "an unknown critical extension",
		bad: extended({ unknown: unknown(true) }),
		good: extended({ unknown: unknown(false) }),
		...unreadable,
	},
	{
		what: "an unknown critical extension of the intermediate",
		bad: authority({ extensions: { unknown: unknown(true) } }),
		good: authority({ extensions: { unknown: unknown(false) } }),
		...unreadable,
	},
	{
		what: "an extension twice",
		only: "TLSv1.3",
		bad: extended({ again: names({ dns: ["echo.test"] }) }),
		...unreadable,
	},
];

const strength = [
	{
		what: "signed with SHA-1",
		bad: { ...leaf({ hash: "sha1" }) },
		good: leaf({ hash: "sha384" }),
		verify: ["weak hash"],
		text: /weak hash/,
	},
	{
		what: "signed with SHA-1 by RSA",
		bad: { intermediates: [{ key: "rsa2048" }], ...leaf({ hash: "sha1" }) },
		good: { intermediates: [{ key: "rsa2048" }], ...leaf({ hash: "sha512" }) },
		verify: ["weak hash"],
		text: /weak hash/,
	},
	{
		what: "an intermediate signed with SHA-1",
		bad: { root: { key: "rsa2048" }, ...authority({ hash: "sha1" }) },
		good: { root: { key: "rsa2048", hash: "sha1" }, send: (l, i, r) => [l, ...i, r] },
		verify: ["weak hash"],
		text: /weak hash/,
	},
	{
		what: "signed with MD5",
		bad: { intermediates: [{ key: "rsa2048" }], ...leaf({ hash: "md5" }) },
		good: { intermediates: [{ key: "rsa2048" }] },
		...skipped,
	},
	{
		what: "an RSA key of 1024 bits",
		bad: leaf({ key: "rsa1024" }),
		good: leaf({ key: "rsa2048" }),
		verify: ["weak key"],
		text: /too weak/,
	},
	{
		what: "an intermediate with an RSA key of 1024 bits",
		bad: authority({ key: "rsa1024" }),
		good: authority({ key: "rsa3072" }),
		verify: ["weak key"],
		text: /too weak/,
	},
	{
		what: "a root with an RSA key of 1024 bits",
		bad: { root: { key: "rsa1024" } },
		good: { root: { key: "rsa4096" } },
		verify: ["weak key"],
		text: /too weak/,
	},
	{
		what: "an authority with a key on P-521",
		bad: authority({ key: "p521" }),
		good: authority({ key: "p384" }),
		...unreadable,
	},
	{
		what: "an authority with a key on secp256k1",
		bad: authority({ key: "secp256k1" }),
		good: authority({ pss: true, key: "p384" }),
		...unreadable,
	},
	{
		what: "an authority with a key on Ed25519",
		bad: authority({ key: "ed25519" }),
		good: leaf({ key: "p384" }),
		...unreadable,
	},
	{
		what: "an authority with a key for PSS alone",
		bad: { intermediates: [{ key: "pss2048" }], ...leaf({ pss: true }) },
		good: { intermediates: [{ key: "rsa2048" }], ...leaf({ pss: true, hash: "sha384" }) },
		...unreadable,
	},
	{
		what: "an RSA key with the exponent 1",
		scripted: true,
		bad: leaf({ publicKey: exponentOne() }),
		good: leaf({ key: "rsa4096" }),
		...unreadable,
	},
	{
		what: "a public key that is on no curve",
		scripted: true,
		bad: leaf({ publicKey: spoiltPoint() }),
		...unreadable,
	},
];

const signatures = [
	{ what: "a forged signature of the server's certificate", bad: leaf({ forged: true }), ...notTrusted },
	{ what: "a forged signature of the intermediate", bad: authority({ forged: true }), ...notTrusted },
	{
		what: "a forged signature of the second of three intermediates",
		bad: { intermediates: several(3, { 1: { forged: true } }) },
		good: { intermediates: several(3) },
		...notTrusted,
	},
	{
		what: "a forged signature by RSA",
		bad: { intermediates: [{ key: "rsa2048" }], ...leaf({ forged: true }) },
		good: { intermediates: [{ key: "rsa2048" }] },
		...notTrusted,
	},
	{
		what: "a forged signature by RSA-PSS",
		bad: { intermediates: [{ key: "rsa2048" }], ...leaf({ forged: true, pss: true }) },
		good: { intermediates: [{ key: "rsa2048" }], ...leaf({ pss: true }) },
		...notTrusted,
	},
	{
		what: "a root whose own signature is forged, sent along with an unknown root",
		bad: { root: { forged: true }, trust: { cn: "Another Root" }, send: (l, i, r) => [l, ...i, r] },
		good: { root: { forged: true } },
		...notTrusted,
	},
	{
		what: "somebody else's key",
		scripted: true,
		bad: { key: "p256" },
		code: -1002,
		verify: [],
		text: /handshake failed/,
	},
	{
		what: "somebody else's RSA key",
		scripted: true,
		bad: { ...leaf({ key: "rsa2048" }), key: "rsa2048" },
		good: leaf({ key: "rsa2048" }),
		code: -1002,
		verify: [],
		text: /handshake failed/,
	},
];

const shapes = [
	{
		what: "a certificate of 17 KB",
		bad: extended({ unknown: unknown(false, 16_800) }),
		good: extended({ unknown: unknown(false, 14_700) }),
		code: -1002,
		verify: [],
		text: /handshake failed/,
	},
	{
		what: "a certificate cut short",
		scripted: true,
		bad: leaf({ damage: (der) => der.subarray(0, -1) }),
		...unreadable,
	},
	{
		what: "a certificate with a byte too many",
		scripted: true,
		bad: leaf({ damage: (der) => sequence(der.subarray(4), Buffer.from([0])) }),
		...unreadable,
	},
	{
		what: "an empty certificate",
		scripted: true,
		bad: leaf({ damage: () => Buffer.alloc(0) }),
		code: -1002,
		verify: [],
		text: /handshake failed/,
	},
	{
		what: "no certificate at all",
		only: "TLSv1.3",
		scripted: true,
		bad: { send: () => [] },
		verify: ["no certificate"],
		text: /sent no certificate/,
	},
];

export const cases = [...dates, ...hosts, ...trust, ...usage, ...strength, ...signatures, ...shapes];
