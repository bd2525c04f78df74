/* The clock rule: ALLOW_UNSET_CLOCK and SetTime. Each test has a simulator of its own, because the clock is everybody's. */
import assert from "node:assert/strict";
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { pkiText } from "../../servers/listener.mjs";
import { startOpenssl } from "../../servers/openssl.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { testWith } from "./remote.mjs";

const unset = { flags: ["--clock", "unset"] };
const now = () => Math.floor(Date.now() / 1000);
const day = 24 * 60 * 60;

testWith(unset, "an unset clock: -1003 before anything is sent, and the text says so", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket();
	assert.equal(await socket.connect(echo), -1003);
	const { name, message } = await socket.error();
	assert.equal(name, "SOCKETS_TLS_SERVER_UNVERIFIED");
	assert.match(message, /clock is not set/);
	assert.equal(echo.accepted, 0);
});

testWith(unset, "an unset clock does not matter without TLS", async (sim, t) => {
	const echo = await serve(t, startEcho());
	const socket = await sim.socket();
	assert.equal(await socket.connect(echo), 0);
	await socket.exchange("x");
});

testWith(unset, "an unset clock does not matter with a pre-shared key", async (sim, t) => {
	const key = randomBytes(32);
	const args = ["-psk", key.toString("hex"), "-psk_identity", "thing"];
	const server = await serve(t, startOpenssl({ certificate: null, version: "TLSv1.3", args }));
	const socket = await sim.tlsSocket({
		...{ TRUSTED_SERVER_CERTIFICATE: undefined, SERVER_NAME_INDICATION: undefined },
		PRE_SHARED_KEY: { key, identity: "thing" },
	});
	assert.equal(await socket.connect(server), 0, await socket.message());
});

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	testWith(unset, `${version}: ALLOW_UNSET_CLOCK takes certificates of any date`, async (sim, t) => {
		for (const certificate of ["ecdsa", "expired", "not-yet-valid"]) {
			const echo = await serve(t, startEcho({ version, certificate }));
			for (const on of [true, 1]) {
				const socket = await sim.tlsSocket({ ALLOW_UNSET_CLOCK: on });
				assert.equal(await socket.connect(echo), 0, `${certificate}: ${await socket.message()}`);
				await socket.exchange("x");
			}
		}
	});

	testWith(unset, `${version}: ALLOW_UNSET_CLOCK excuses nothing but dates`, async (sim, t) => {
		for (const [certificate, reason] of [
			["unknown-root", "not trusted"],
			["wrong-name", "name mismatch"],
			["self-signed", "not trusted"],
			["wrong-extended-usage", "extended key usage"],
		]) {
			const echo = await serve(t, startEcho({ version, certificate }));
			const socket = await sim.tlsSocket({ ALLOW_UNSET_CLOCK: true });
			assert.equal(await socket.connect(echo), -1003, certificate);
			assert.deepEqual((await socket.error()).verify, [reason]);
		}
	});

	testWith(unset, `${version}: once the clock is set, ALLOW_UNSET_CLOCK excuses nothing`, async (sim, t) => {
		const echo = await serve(t, startEcho({ version, certificate: "expired" }));
		const first = await sim.tlsSocket({ ALLOW_UNSET_CLOCK: true });
		assert.equal(await first.connect(echo), 0);
		await first.exchange("x");
		await first.Close();
		assert.equal(await sim.do("SetTime", now()), 1);
		/* nor may the session of before be resumed, whose certificate's dates nobody has looked at */
		const second = await sim.tlsSocket({ ALLOW_UNSET_CLOCK: true });
		assert.equal(await second.connect(echo), -1003);
		assert.deepEqual((await second.error()).verify, ["expired"]);
	});
}

testWith(unset, "ALLOW_UNSET_CLOCK can be taken back", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	for (const off of [false, 0]) {
		const socket = await sim.tlsSocket({ ALLOW_UNSET_CLOCK: true });
		assert.equal(await socket.SetSockOpt(1012, off), 0);
		assert.equal(await socket.connect(echo), -1003);
	}
});

testWith(unset, "with a pin alone dates count as well", async (sim, t) => {
	const { publicKey } = new X509Certificate(pkiText("ecdsa.pem"));
	const pin = createHash("sha256")
		.update(publicKey.export({ type: "spki", format: "der" }))
		.digest();
	const alone = { TRUSTED_SERVER_CERTIFICATE: undefined, SERVER_NAME_INDICATION: undefined, PINNED_KEYS: pin };
	const echo = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket(alone);
	assert.equal(await socket.connect(echo), -1003);
	assert.match(await socket.message(), /clock is not set/);
	const allowed = await sim.tlsSocket({ ...alone, ALLOW_UNSET_CLOCK: true });
	assert.equal(await allowed.connect(echo), 0, await allowed.message());
});

testWith(unset, "SetTime makes it work, on the same socket", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	const socket = await sim.tlsSocket();
	assert.equal(await socket.connect(echo), -1003);
	assert.equal(await sim.do("SetTime", now()), 1);
	assert.equal(await socket.connect(echo), 0, await socket.message());
	await socket.exchange("x");
});

testWith({}, "SetTime makes a certificate one that has expired, or is not valid yet", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	for (const [time, reason] of [
		[now() + 200 * day, "expired"],
		[now() - 20 * day, "not yet valid"],
	]) {
		assert.equal(await sim.do("SetTime", time), 1);
		const socket = await sim.tlsSocket();
		assert.equal(await socket.connect(echo), -1003);
		assert.deepEqual((await socket.error()).verify, [reason]);
	}
	assert.equal(await sim.do("SetTime", now()), 1);
	const socket = await sim.tlsSocket();
	assert.equal(await socket.connect(echo), 0);
});

testWith(
	{ flags: ["--clock", String(now() + 400 * day)] },
	"the clock that the host has is believed",
	async (sim, t) => {
		const echo = await serve(t, startEcho({ certificate: "not-yet-valid" }));
		const socket = await sim.tlsSocket();
		assert.equal(await socket.connect(echo), 0, await socket.message());
	},
);

testWith({}, "SetTime takes seconds of 1970 to 9999; fractions are cut off", async (sim) => {
	for (const good of [0, 1, 1.9, 253402300799, 253402300799.5]) assert.equal(await sim.do("SetTime", good), 1);
	for (const bad of [-1, 253402300800]) assert.equal(await sim.do("SetTime", bad), 0);
	for (const value of ["0", null, true, {}]) await assert.rejects(sim.do("SetTime", value), /TypeError/);
});
