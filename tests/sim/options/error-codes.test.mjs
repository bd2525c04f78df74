/*
 * Every error code that a network can provoke, by what its name says, with a text. Not here: -12, which the unit tests
 * provoke by allocations that fail; -1006, for the simulator has no peripheral that could be reset.
 */
import assert from "node:assert/strict";
import { freePort, startFailing } from "../../servers/failing.mjs";
import { listen } from "../../servers/listener.mjs";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();

async function says(socket, code, name, words) {
	const error = await socket.error();
	assert.equal(error.code, code);
	assert.equal(error.name, name);
	assert.match(error.message, words);
}

/** A socket connected by TLS whose server puts bytes that are no record on the wire. */
async function disturbed(sim, t) {
	const server = await serve(
		t,
		listen({ tls: {}, onStream: (stream, raw) => stream.once("data", () => raw.write(Buffer.alloc(100, "?"))) }),
	);
	const socket = await sim.tlsSocket();
	assert.equal(await socket.connect(server), 0);
	assert.equal(await socket.Send("now"), 3);
	return socket;
}

test("-1 SOCKETS_SOCKET_ERROR: nobody listens", async (sim) => {
	const socket = await sim.socket();
	assert.equal(await socket.connect({ port: await freePort() }), -1);
	await says(socket, -1, "SOCKETS_SOCKET_ERROR", /refused/);
});

test("-11 SOCKETS_EWOULDBLOCK: non-blocking, and nothing there", async (sim, t) => {
	const socket = await sim.socket();
	assert.equal(await socket.connect(await serve(t, startEcho())), 0);
	await socket.SetSockOpt(SO.NONBLOCK);
	assert.equal((await socket.receive(1)).result, -11);
	assert.equal(await socket.error(), null, "which is no failure");
});

test("-22 SOCKETS_EINVAL: nothing to send", async (sim, t) => {
	const socket = await sim.socket();
	assert.equal(await socket.connect(await serve(t, startEcho())), 0);
	assert.equal(await socket.Send(""), -22);
	await says(socket, -22, "SOCKETS_EINVAL", /length is 0/);
});

test("-109 SOCKETS_ENOPROTOOPT: no such option", async (sim) => {
	const socket = await sim.socket();
	assert.equal(await socket.SetSockOpt(999, 1), -109);
	await says(socket, -109, "SOCKETS_ENOPROTOOPT", /no option 999/);
});

test("-126 SOCKETS_ENOTCONN: not connected", async (sim) => {
	const socket = await sim.socket();
	assert.equal(await socket.Send("x"), -126);
	await says(socket, -126, "SOCKETS_ENOTCONN", /not connected/);
});

test("-127 SOCKETS_EISCONN: connected already", async (sim, t) => {
	const echo = await serve(t, startEcho());
	const socket = await sim.socket();
	assert.equal(await socket.connect(echo), 0);
	assert.equal(await socket.connect(echo), -127);
	await says(socket, -127, "SOCKETS_EISCONN", /already connected/);
});

test("-128 SOCKETS_ECLOSED: the server ended in order", async (sim, t) => {
	const socket = await sim.socket();
	assert.equal(await socket.connect(await serve(t, startFailing("ready", "end"))), 0);
	assert.equal((await socket.receive(1)).result, -128);
	await says(socket, -128, "SOCKETS_ECLOSED", /closed the connection/);
});

test("-1001 SOCKETS_TLS_INIT_ERROR: the default anchors without a name", async (sim, t) => {
	const socket = await sim.socket();
	await socket.SetSockOpt(SO.REQUIRE_TLS);
	assert.equal(await socket.connect(await serve(t, startEcho({}))), -1001);
	await says(socket, -1001, "SOCKETS_TLS_INIT_ERROR", /need a name/);
});

test("-1002 SOCKETS_TLS_HANDSHAKE_ERROR: the server leaves in the middle", async (sim, t) => {
	const socket = await sim.tlsSocket();
	assert.equal(await socket.connect(await serve(t, startFailing("handshake", "cut", {}))), -1002);
	await says(socket, -1002, "SOCKETS_TLS_HANDSHAKE_ERROR", /closed the connection during the TLS handshake/);
});

test("-1003 SOCKETS_TLS_SERVER_UNVERIFIED: a certificate that expired", async (sim, t) => {
	const socket = await sim.tlsSocket();
	assert.equal(await socket.connect(await serve(t, startEcho({ certificate: "expired" }))), -1003);
	await says(socket, -1003, "SOCKETS_TLS_SERVER_UNVERIFIED", /expired/);
});

test("-1004 SOCKETS_TLS_RECV_ERROR: bytes that are no record", async (sim, t) => {
	const socket = await disturbed(sim, t);
	assert.equal((await socket.receive(1)).result, -1004);
	await says(socket, -1004, "SOCKETS_TLS_RECV_ERROR", /mbedTLS -0x/);
});

test("-1005 SOCKETS_TLS_SEND_ERROR: sending when TLS has failed", async (sim, t) => {
	const socket = await disturbed(sim, t);
	assert.equal((await socket.receive(1)).result, -1004);
	assert.equal(await socket.Send("too late"), -1005);
});
