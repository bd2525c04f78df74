/* PINNED_KEYS: public keys that the server's chain must have, besides or instead of trust anchors. */
import assert from "node:assert/strict";
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { pkiText } from "../../servers/listener.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();
const alone = { TRUSTED_SERVER_CERTIFICATE: undefined, SERVER_NAME_INDICATION: undefined };

/** SHA-256 of the SubjectPublicKeyInfo of a certificate of the test PKI. */
function pin(name) {
	const { publicKey } = new X509Certificate(pkiText(`${name}.pem`));
	return createHash("sha256")
		.update(publicKey.export({ type: "spki", format: "der" }))
		.digest();
}

const text = (hash) => `sha256/${hash.toString("base64")}`;
const wrong = randomBytes(32);

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	for (const name of ["ecdsa", "intermediate", "root"])
		test(`${version}: the key of ${name}, beside a trust anchor`, async (sim, t) => {
			const server = await serve(t, startEcho({ version }));
			const socket = await sim.tlsSocket({ PINNED_KEYS: pin(name) });
			assert.equal(await socket.connect(server), 0, await socket.message());
			await socket.exchange("pinned");
		});

	test(`${version}: another key is -1003, though the chain is good`, async (sim, t) => {
		const server = await serve(t, startEcho({ version }));
		const socket = await sim.tlsSocket({ PINNED_KEYS: wrong });
		assert.equal(await socket.connect(server), -1003);
		assert.match(await socket.message(), /none of the pinned keys/);
		assert.equal(server.handshakes, 0);
	});

	test(`${version}: a good pin does not make up for a bad chain`, async (sim, t) => {
		const server = await serve(t, startEcho({ version, certificate: "unknown-root" }));
		const socket = await sim.tlsSocket({ PINNED_KEYS: pin("unknown-root") });
		assert.equal(await socket.connect(server), -1003);
		assert.deepEqual((await socket.error()).verify, ["not trusted"]);
	});

	test(`${version}: the server's key alone, without trust anchor and name`, async (sim, t) => {
		for (const certificate of ["ecdsa", "rsa", "self-signed", "unknown-root", "wrong-name"]) {
			const server = await serve(t, startEcho({ version, certificate }));
			const socket = await sim.tlsSocket({ ...alone, PINNED_KEYS: pin(certificate) });
			assert.equal(await socket.connect(server), 0, `${certificate}: ${await socket.message()}`);
			await socket.exchange("x");
		}
	});

	test(`${version}: alone, the key of an issuer is not enough`, async (sim, t) => {
		const server = await serve(t, startEcho({ version }));
		const socket = await sim.tlsSocket({ ...alone, PINNED_KEYS: pin("intermediate") });
		assert.equal(await socket.connect(server), -1003);
		assert.match(await socket.message(), /none of the pinned keys/);
	});

	test(`${version}: alone, a pin does not excuse dates`, async (sim, t) => {
		const server = await serve(t, startEcho({ version, certificate: "expired" }));
		const socket = await sim.tlsSocket({ ...alone, PINNED_KEYS: pin("expired") });
		assert.equal(await socket.connect(server), -1003);
		assert.deepEqual((await socket.error()).verify, ["expired"]);
	});
}

test("a pin and a name, without a trust anchor: the default anchors must vouch", async (sim, t) => {
	const server = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket({ TRUSTED_SERVER_CERTIFICATE: undefined, PINNED_KEYS: pin("ecdsa") });
	assert.equal(await socket.connect(server), -1003);
	assert.deepEqual((await socket.error()).verify, ["not trusted"]);
});

test("several pins in all forms: one that fits is enough", async (sim, t) => {
	const server = await serve(t, startEcho({}));
	const good = pin("ecdsa");
	for (const value of [
		Buffer.concat([wrong, good]),
		Buffer.concat([good, wrong]),
		[wrong, good],
		[text(wrong), text(good)],
		[wrong, text(good)],
		[text(good).replace("sha256/", "sha256//")],
	]) {
		const socket = await sim.tlsSocket({ PINNED_KEYS: value });
		assert.equal(await socket.connect(server), 0, await socket.message());
		await socket.Close();
	}
	const none = await sim.tlsSocket({ PINNED_KEYS: [wrong, text(randomBytes(32))] });
	assert.equal(await none.connect(server), -1003);
});

test("text of a pin means the bytes it stands for, whatever they are", async (sim, t) => {
	/* base64's last digit has two bits of nothing: every one of the 256 bit positions must come through */
	const server = await serve(t, startEcho({}));
	const good = pin("ecdsa");
	for (const bit of [0, 7, 8, 127, 128, 248, 255]) {
		const bad = Buffer.from(good);
		bad[bit >> 3] ^= 1 << (bit & 7);
		const socket = await sim.tlsSocket({ PINNED_KEYS: [text(bad)] });
		assert.equal(await socket.connect(server), -1003, `bit ${bit}`);
	}
});

test("pins set twice: the second count", async (sim, t) => {
	const server = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket({ PINNED_KEYS: wrong });
	assert.equal(await socket.connect(server), -1003);
	assert.equal(await socket.SetSockOpt(SO.PINNED_KEYS, pin("ecdsa")), 0);
	assert.equal(await socket.connect(server), 0);
});

test("32 pins can be set, 33 and none cannot; lengths and texts are looked at", async (sim) => {
	const socket = await sim.socket();
	assert.equal(await socket.SetSockOpt(SO.PINNED_KEYS, Array(32).fill(wrong)), 0);
	const good = text(wrong);
	for (const value of [
		Array(33).fill(wrong),
		[],
		Buffer.alloc(0),
		Buffer.alloc(31),
		Buffer.alloc(33),
		[Buffer.alloc(31)],
		[good.slice(0, -2)],
		[good.replace("sha256/", "")],
		[good.replace("sha256", "sha1")],
		[`${good}=`],
		["sha256/"],
		[""],
	]) {
		assert.equal(await socket.SetSockOpt(SO.PINNED_KEYS, value), -22, String(value));
		assert.ok((await socket.message()).length > 10);
	}
	for (const value of [null, "text", 1, [1], [null], {}])
		await assert.rejects(socket.SetSockOpt(SO.PINNED_KEYS, value), /TypeError/);
});
