/*
 * The certificates of the test PKI, in the order of making: an issuer stands before what it signs.
 * make-pki.mjs says what becomes of an entry. What it leaves out is the default of its kind below.
 *
 * key       "p256", "p384" or "rsa2048"
 * issuer    the name of the entry that signs; none: signed by itself
 * cn        the common name
 * from, to  days from now
 * extensions  lines of OpenSSL's x509v3_config, added to the kind's or, for the same name, instead of them; null: without
 */
const serverNames = "DNS:localhost, DNS:echo.test, IP:10.0.2.2, IP:127.0.0.1";

const authority = {
	key: "p256",
	from: -30,
	to: 3650,
	extensions: {
		basicConstraints: "critical, CA:TRUE",
		keyUsage: "critical, keyCertSign, cRLSign",
		subjectKeyIdentifier: "hash",
	},
};
const server = {
	key: "p256",
	issuer: "intermediate",
	from: -1,
	to: 90,
	extensions: {
		basicConstraints: "critical, CA:FALSE",
		keyUsage: "critical, digitalSignature",
		extendedKeyUsage: "serverAuth",
		subjectAltName: serverNames,
	},
};

const client = {
	...server,
	extensions: { ...server.extensions, extendedKeyUsage: "clientAuth", subjectAltName: null },
};

function like(kind, entry = {}) {
	return { ...kind, ...entry, extensions: { ...kind.extensions, ...entry.extensions } };
}

export const table = {
	root: like(authority, { cn: "Test Root ECDSA" }),
	"root-rsa": like(authority, { cn: "Test Root RSA", key: "rsa2048" }),
	"root-unknown": like(authority, { cn: "Test Root Nobody Trusts" }),
	intermediate: like(authority, { cn: "Test Intermediate ECDSA", issuer: "root" }),
	"intermediate-rsa": like(authority, { cn: "Test Intermediate RSA", issuer: "root-rsa", key: "rsa2048" }),

	ecdsa: like(server, { cn: "echo.test" }),
	rsa: like(server, { cn: "echo.test", key: "rsa2048", issuer: "intermediate-rsa" }),
	p384: like(server, { cn: "echo.test", key: "p384" }),

	expired: like(server, { cn: "echo.test", from: -20, to: -10 }),
	"not-yet-valid": like(server, { cn: "echo.test", from: 365, to: 730 }),
	"wrong-name": like(server, { cn: "echo.test", extensions: { subjectAltName: "DNS:other.test, IP:10.0.2.99" } }),
	"unknown-root": like(server, { cn: "echo.test", issuer: "root-unknown" }),
	"self-signed": like(server, { cn: "echo.test", issuer: undefined }),
	"wrong-extended-usage": like(server, { cn: "echo.test", extensions: { extendedKeyUsage: "clientAuth" } }),
	"wrong-usage": like(server, { cn: "echo.test", extensions: { keyUsage: "critical, keyAgreement" } }),

	client: like(client, { cn: "Thing 7" }),
	"client-rsa": like(client, { cn: "Thing 8", key: "rsa2048", issuer: "intermediate-rsa" }),
	"client-unknown": like(client, { cn: "Thing 9", issuer: "root-unknown" }),
};
