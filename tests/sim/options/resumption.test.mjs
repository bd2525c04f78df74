/* SESSION_RESUMPTION, and the export and import of the sessions that are kept. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import net from "node:net";
import { listen, pkiText } from "../../servers/listener.mjs";
import { startOpenssl } from "../../servers/openssl.mjs";
import { serve } from "../client.mjs";
import { ca, startRemote, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();
const versions = ["TLSv1.2", "TLSv1.3"];

/** An echo server that tells of each client whether it came with a session. */
async function startKeeping(tls) {
	const reused = [];
	const server = await listen({
		tls,
		onStream(stream) {
			reused.push(stream.isSessionReused());
			stream.pipe(stream);
		},
	});
	return Object.assign(server, { reused });
}

/** One connection with an echo, after which tickets of TLS 1.3 have come as well. @returns whether it was resumed */
async function visit(sim, server, options) {
	const socket = await sim.tlsSocket(options);
	assert.equal(await socket.connect(server), 0, await socket.message());
	await socket.exchange("hello");
	const { resumed } = await socket.info();
	await socket.Close();
	return resumed;
}

for (const version of versions) {
	test(`${version}: the second connection is resumed, by a ticket, as both ends tell`, async (sim, t) => {
		const server = await serve(t, startKeeping({ version }));
		const visits = [];
		for (let i = 0; i < 6; i++) visits.push(await visit(sim, server));
		/* node's server of 1.3 gives two tickets, for one use each, and none when one is used */
		const third = version === "TLSv1.2";
		assert.deepEqual(visits, [false, true, true, third, true, true]);
		assert.deepEqual(server.reused, visits);
	});

	test(`${version}: SESSION_RESUMPTION off neither keeps nor resumes a session`, async (sim, t) => {
		const server = await serve(t, startKeeping({ version }));
		for (const off of [false, 0]) {
			assert.equal(await visit(sim, server, { SESSION_RESUMPTION: off }), false);
			assert.equal(await visit(sim, server, { SESSION_RESUMPTION: off }), false);
		}
		assert.equal(await visit(sim, server), false, "nothing was kept");
		assert.equal(await visit(sim, server, { SESSION_RESUMPTION: false }), false, "what is kept is not used");
		assert.equal(await visit(sim, server, { SESSION_RESUMPTION: true }), true);
	});

	test(`${version}: not across other names, anchors, pins, client certificates or suites`, async (sim, t) => {
		const server = await serve(t, startKeeping({ version }));
		assert.equal(await visit(sim, server), false);
		const suite = version === "TLSv1.2" ? "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" : "TLS_AES_256_GCM_SHA384";
		for (const [what, options] of Object.entries({
			"another name": { SERVER_NAME_INDICATION: "localhost" },
			"no name": { SERVER_NAME_INDICATION: undefined },
			"fewer anchors": { TRUSTED_SERVER_CERTIFICATE: pkiText("root.pem") },
			"other versions": version === "TLSv1.2" ? { TLS_MAX_VERSION: version } : { TLS_MIN_VERSION: version },
			"another suite": { CIPHER_SUITES: [suite] },
			"a client certificate": {
				CLIENT_CERTIFICATE: pkiText("client.chain.pem"),
				CLIENT_KEY: pkiText("client.key.pem"),
			},
		})) {
			await sim.do("ClearSessions");
			assert.equal(await visit(sim, server), false);
			assert.equal(await visit(sim, server, options), false, what);
			assert.equal(await visit(sim, server, options), true, `${what}: the same again`);
		}
	});

	test(`${version}: a server that must not be trusted is not resumed with either`, async (sim, t) => {
		const server = await serve(t, startKeeping({ version }));
		assert.equal(await visit(sim, server), false);
		const socket = await sim.tlsSocket({ PINNED_KEYS: randomBytes(32) });
		assert.equal(await socket.connect(server), -1003);
		const other = await sim.tlsSocket({ TRUSTED_SERVER_CERTIFICATE: pkiText("root-unknown.pem") });
		assert.equal(await other.connect(server), -1003);
	});

	test(`${version}: not across ports`, async (sim, t) => {
		const [one, two] = [await serve(t, startKeeping({ version })), await serve(t, startKeeping({ version }))];
		assert.equal(await visit(sim, one), false);
		assert.equal(await visit(sim, two), false);
		assert.deepEqual(two.reused, [false]);
	});

	test(`${version}: a server that has forgotten its tickets gets a full handshake`, async (sim, t) => {
		/* two servers take turns behind one port, to which the session belongs */
		const one = await serve(t, startKeeping({ version, more: { ticketKeys: randomBytes(48) } }));
		const two = await serve(t, startKeeping({ version, more: { ticketKeys: randomBytes(48) } }));
		let behind = one;
		const front = await serve(
			t,
			listen({
				onAccept(client) {
					const upstream = net.connect({ port: behind.port, host: "127.0.0.1", noDelay: true });
					upstream.on("error", () => client.destroy());
					client.pipe(upstream).pipe(client);
					return true;
				},
			}),
		);
		assert.equal(await visit(sim, front), false);
		assert.equal(await visit(sim, front), true);
		behind = two;
		assert.equal(await visit(sim, front), false, "two cannot read what one gave");
		assert.equal(await visit(sim, front), true);
		assert.deepEqual(two.reused, [false, true]);
	});

	test(`${version}: ClearSessions forgets`, async (sim, t) => {
		const server = await serve(t, startKeeping({ version }));
		await visit(sim, server);
		await sim.do("ClearSessions");
		assert.equal((await sim.do("ExportSessions")).length, 36);
		assert.equal(await visit(sim, server), false);
	});

	test(`${version}: exported by one process, a session is resumed by another`, async (sim, t) => {
		const server = await serve(t, startKeeping({ version }));
		await visit(sim, server);
		const bytes = await sim.do("ExportSessions");
		const other = await startRemote();
		t.after(() => other.kill());
		assert.equal(await other.do("ImportSessions", bytes), 0);
		assert.equal(await visit(other, server), true);
		assert.deepEqual(server.reused, [false, true]);
		await other.end();
	});

	test(`${version}: damaged bytes are refused as a whole: -22`, async (sim, t) => {
		const server = await serve(t, startKeeping({ version }));
		await visit(sim, server);
		const bytes = await sim.do("ExportSessions");
		await sim.do("ClearSessions");
		for (const at of [0, 4, 40, 50, bytes.length >> 1, bytes.length - 33, bytes.length - 1]) {
			const damaged = Buffer.from(bytes);
			damaged[at] ^= 1;
			assert.equal(await sim.do("ImportSessions", damaged), -22, `byte ${at}`);
		}
		for (const length of [0, 1, 35, bytes.length - 1])
			assert.equal(await sim.do("ImportSessions", bytes.subarray(0, length)), -22, `${length} bytes`);
		assert.equal(await sim.do("ImportSessions", Buffer.concat([bytes, Buffer.alloc(1)])), -22);
		assert.equal((await sim.do("ExportSessions")).length, 36, "nothing was taken");
		assert.equal(await sim.do("ImportSessions", bytes), 0);
		assert.equal(await visit(sim, server), true);
	});
}

for (const [title, options] of Object.entries({
	"TLSv1.2: by a session id, with a server that gives no tickets": { version: "TLSv1.2", args: ["-no_ticket"] },
	"TLSv1.2: by the tickets of openssl's server": { version: "TLSv1.2" },
	"TLSv1.3: on and on, with a server that gives a new ticket for each that is used": { version: "TLSv1.3" },
}))
	test(title, async (sim, t) => {
		const server = await serve(t, startOpenssl(options));
		for (const expected of [false, true, true, true, true]) {
			const socket = await sim.tlsSocket();
			assert.equal(await socket.connect(server), 0, await socket.message());
			assert.equal(await socket.Send("abc\n"), 4);
			assert.equal(String((await socket.receive(10)).bytes), "cba\n");
			assert.equal((await socket.info()).resumed, expected);
			await socket.Close();
		}
	});

test("TLSv1.3: a ticket that comes only after the handshake is kept without any Recv", async (sim, t) => {
	const server = await serve(t, startKeeping({ version: "TLSv1.3" }));
	const socket = await sim.tlsSocket();
	assert.equal(await socket.connect(server), 0);
	await new Promise((resolve) => setTimeout(resolve, 200));
	await socket.Close();
	assert.equal(await visit(sim, server), true);
});

test("an empty store exports bytes that can be imported", async (sim) => {
	const bytes = await sim.do("ExportSessions");
	assert.equal(bytes.length, 36);
	assert.equal(await sim.do("ImportSessions", bytes), 0);
});

test("what is exported is bounded, however many servers there are", async (sim, t) => {
	let largest = 0;
	for (let i = 0; i < 20; i++) {
		const server = await serve(t, startKeeping({ version: "TLSv1.2" }));
		await visit(sim, server, { TRUSTED_SERVER_CERTIFICATE: ca });
		largest = Math.max(largest, (await sim.do("ExportSessions")).length);
	}
	assert.ok(largest > 1000 && largest <= 16384 + 1000, `${largest} bytes`);
});

test("values of other types throw", async (sim) => {
	for (const value of [null, 1, "sessions", [], {}])
		await assert.rejects(sim.do("ImportSessions", value), /TypeError/);
});
