/*
 * Connects to a hostile server, and looks at both ends.
 */
import assert from "node:assert/strict";
import { serve } from "../../sim/client.mjs";
import { hostileRoot, startHostile } from "./server.mjs";

/** The messages of a server, by version, in the order in which a script may end or change them. */
export const steps = {
	"TLSv1.2": [
		"start",
		"serverHello",
		"certificate",
		"serverKeyExchange",
		"serverHelloDone",
		"changeCipherSpec",
		"finished",
	],
	"TLSv1.3": [
		"start",
		"serverHello",
		"changeCipherSpec",
		"encryptedExtensions",
		"certificate",
		"certificateVerify",
		"finished",
	],
};

/**
 * Starts a hostile server and connects to it.
 * @param {object} [options] of sim.tlsSocket, added to the usual ones
 * @returns {Promise<{server: object, socket: object, result: number, ms: number, peer: () => import("./peer.mjs").Peer}>}
 *   result: Connect's; ms: how long that took; peer: the server's end of the connection
 */
export async function visitHostile(sim, t, version, script = {}, options = {}) {
	const server = await serve(t, startHostile(version, script));
	t.after(() => assert.deepEqual(server.failures, [], "the server itself works"));
	const socket = await sim.tlsSocket({ TRUSTED_SERVER_CERTIFICATE: hostileRoot, ...options });
	const started = performance.now();
	const result = await socket.connect(server);
	return { server, socket, result, ms: performance.now() - started, peer: () => server.peers.at(-1) };
}

/**
 * Sees that Connect was refused as documented, and that nothing was said before.
 * @param {{code?: number, text?: RegExp, alert?: string, received?: string}} expected alert: that we sent; received: by us
 */
export async function refused({ socket, result, peer }, { code = -1002, text, alert, received } = {}) {
	const error = await socket.error();
	assert.equal(result, code, error?.message);
	assert.equal(error.code, code);
	assert.equal(error.phase, "tls handshake");
	if (text) assert.match(error.message, text);
	if (alert) assert.equal(error.alertSent?.name, alert, error.message);
	if (received) assert.equal(error.alertReceived?.name, received, error.message);
	assert.equal(await socket.Send("secret"), -126);
	assert.equal((await socket.receive(10)).result, -126);
	assert.deepEqual(peer()?.heard ?? [], [], "no application data was sent");
}
