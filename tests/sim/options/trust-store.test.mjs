/* The default trust anchors. Each test has a simulator of its own, because the store is everybody's. */
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { pkiText } from "../../servers/listener.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { ca, SO, testWith } from "./remote.mjs";

const byDefault = { TRUSTED_SERVER_CERTIFICATE: undefined };
const root = pkiText("root.pem");

function sha256(name) {
	return createHash("sha256")
		.update(new X509Certificate(pkiText(name)).raw)
		.digest("hex");
}

testWith({}, "the anchors compiled in are listed, with name, end and hash", async (sim) => {
	const anchors = await sim.do("GetTrustAnchors");
	assert.equal(anchors.length, 5);
	for (const { subject, validTo, sha256: hash } of anchors) {
		assert.match(subject, /Amazon Root CA [1-4]|Starfield Services Root/);
		assert.match(validTo, /^20[34]\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
		assert.match(hash, /^[0-9a-f]{64}$/);
	}
});

for (const version of ["TLSv1.2", "TLSv1.3"])
	testWith(
		{},
		`${version}: an anchor that is added vouches for servers, beside those compiled in`,
		async (sim, t) => {
			const echo = await serve(t, startEcho({ version }));
			const socket = await sim.tlsSocket(byDefault);
			assert.equal(await socket.connect(echo), -1003);
			assert.equal(await sim.do("AddTrustAnchors", root), 0);
			assert.equal(await socket.connect(echo), 0, await socket.message());
			await socket.exchange("x");
			assert.match((await socket.info()).anchor, /Test Root ECDSA/);
			const anchors = await sim.do("GetTrustAnchors");
			assert.equal(anchors.length, 6);
			assert.equal(anchors[5].sha256, sha256("root.pem"));
			assert.match(anchors[5].subject, /CN=Test Root ECDSA/);
		},
	);

testWith({}, "several in PEM, one in DER, with a final NUL", async (sim, t) => {
	const ecdsa = await serve(t, startEcho({}));
	const rsa = await serve(t, startEcho({ certificate: "rsa" }));
	assert.equal(await sim.do("AddTrustAnchors", Buffer.from(`${ca}\0`)), 0);
	assert.equal(await sim.do("AddTrustAnchors", new X509Certificate(pkiText("root-unknown.pem")).raw), 0);
	assert.equal((await sim.do("GetTrustAnchors")).length, 8);
	const unknown = await serve(t, startEcho({ certificate: "unknown-root" }));
	for (const server of [ecdsa, rsa, unknown]) {
		const socket = await sim.tlsSocket(byDefault);
		assert.equal(await socket.connect(server), 0, await socket.message());
	}
});

testWith({}, "of what cannot be read as a whole nothing is added: -1001", async (sim) => {
	const broken = root.replace(/M/, "!");
	for (const bad of ["hello", root + broken, broken + root, Buffer.from([0x30, 1, 2])])
		assert.equal(await sim.do("AddTrustAnchors", bad), -1001);
	for (const nothing of ["", Buffer.alloc(0)]) assert.equal(await sim.do("AddTrustAnchors", nothing), -22);
	for (const value of [null, 1, [root], {}]) await assert.rejects(sim.do("AddTrustAnchors", value), /TypeError/);
	assert.equal((await sim.do("GetTrustAnchors")).length, 5);
});

testWith({}, "a cleared store vouches for nobody: -1001 with a text, before anything is sent", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	assert.equal(await sim.do("ClearTrustAnchors"), 0);
	assert.deepEqual(await sim.do("GetTrustAnchors"), []);
	const socket = await sim.tlsSocket(byDefault);
	assert.equal(await socket.connect(echo), -1001);
	assert.match(await socket.message(), /no trust anchors: the default store was cleared/);
	assert.equal(echo.accepted, 0);
	const own = await sim.tlsSocket();
	assert.equal(await own.connect(echo), 0, "anchors of the socket's own do not need the store");
});

testWith({}, "a store that was cleared can be filled with others", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	assert.equal(await sim.do("AddTrustAnchors", pkiText("root-unknown.pem")), 0);
	assert.equal(await sim.do("ClearTrustAnchors"), 0);
	assert.equal(await sim.do("AddTrustAnchors", root), 0);
	assert.equal((await sim.do("GetTrustAnchors")).length, 1);
	const socket = await sim.tlsSocket(byDefault);
	assert.equal(await socket.connect(echo), 0, await socket.message());
	const unknown = await serve(t, startEcho({ certificate: "unknown-root" }));
	const other = await sim.tlsSocket(byDefault);
	assert.equal(await other.connect(unknown), -1003);
});

testWith({}, "added anchors still need a name: -1001 without", async (sim, t) => {
	const echo = await serve(t, startEcho({}));
	assert.equal(await sim.do("AddTrustAnchors", root), 0);
	const socket = await sim.tlsSocket({ ...byDefault, SERVER_NAME_INDICATION: undefined });
	assert.equal(await socket.connect(echo), -1001);
	assert.match(await socket.message(), /SERVER_NAME_INDICATION/);
	const wrong = await sim.tlsSocket({ ...byDefault, SERVER_NAME_INDICATION: "other.test" });
	assert.equal(await wrong.connect(echo), -1003);
});

for (const version of ["TLSv1.2", "TLSv1.3"])
	testWith({}, `${version}: a change forgets sessions, and lets connections go on`, async (sim, t) => {
		const echo = await serve(t, startEcho({ version }));
		assert.equal(await sim.do("AddTrustAnchors", root), 0);
		const open = await sim.tlsSocket(byDefault);
		assert.equal(await open.connect(echo), 0);
		await open.exchange("before");
		assert.ok((await sim.do("ExportSessions")).length > 100);
		assert.equal(await sim.do("ClearTrustAnchors"), 0);
		assert.equal((await sim.do("ExportSessions")).length, 36);
		await open.exchange("after");
		assert.match((await open.info()).anchor, /Test Root ECDSA/, "the anchor that vouched is still known");
		assert.equal(await sim.do("AddTrustAnchors", pkiText("root-rsa.pem")), 0);
		const late = await sim.tlsSocket(byDefault);
		assert.equal(await late.connect(echo), -1003);
		assert.equal(await open.SetSockOpt(SO.RCVTIMEO, 1000), 0);
		await open.exchange("still");
	});
