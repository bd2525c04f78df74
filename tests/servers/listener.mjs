/*
 * What all test servers are made of: a TCP server on loopback, on a port that the system chooses, with TLS if wanted.
 * In the simulator it is found at 10.0.2.2 with the same port.
 */
import { readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import tls from "node:tls";
import { makePki } from "../../certs/make-pki.mjs";

const pki = await makePki();

/** Where the simulator sees the host's 127.0.0.1. */
export const hostAddress = "10.0.2.2";

/** Path of a file of the test PKI. @param {string} name as in certs/pki-table.mjs, with the suffix: "root.pem" */
export function pkiFile(name) {
	return path.join(pki, name);
}

/** Content of a file of the test PKI. */
export function pkiText(name) {
	return readFileSync(pkiFile(name), "utf8");
}

/**
 * @typedef {object} TlsOptions
 * @property {string} [certificate] of certs/pki-table.mjs, "ecdsa" by default
 * @property {"TLSv1.2" | "TLSv1.3"} [version] the only one spoken; both by default
 * @property {string[]} [alpn] protocols, the preferred one first
 * @property {string} [ciphers] cipher suites by OpenSSL's names
 * @property {string} [groups] key exchange groups by OpenSSL's names
 * @property {import("node:tls").TlsOptions} [more] options of node's, as they are
 */

/** @param {TlsOptions} options @returns {import("node:tls").TlsOptions} */
export function tlsOptions({ certificate = "ecdsa", version, alpn, ciphers, groups, more } = {}) {
	return {
		cert: pkiText(`${certificate}.chain.pem`),
		key: pkiText(`${certificate}.key.pem`),
		minVersion: version ?? "TLSv1.2",
		maxVersion: version ?? "TLSv1.3",
		...(alpn && { ALPNProtocols: alpn }),
		...(ciphers && { ciphers }),
		...(groups && { ecdhCurve: groups }),
		...more,
	};
}

/**
 * Starts a server.
 * @param {object} options
 * @param {TlsOptions} [options.tls] speaks TLS, {} with the defaults; plain TCP without
 * @param {(raw: net.Socket) => void} [options.onAccept] told of each connection, before TLS; returns true to keep it
 *   from becoming a stream
 * @param {(stream: net.Socket, raw: net.Socket) => void} [options.onStream] told of each connection that is ready: the
 *   TLS handshake is complete, `raw` is the connection under it; the same object twice without TLS
 * @returns {Promise<Listener>}
 */
export async function listen({ tls: options, onAccept, onStream }) {
	const context = options && tls.createSecureContext(tlsOptions(options));
	const server = net.createServer({ noDelay: true, allowHalfOpen: true });
	const listener = new Listener(server);
	server.on("connection", (raw) => {
		listener.add(raw);
		if (onAccept?.(raw)) return;
		if (!context) {
			onStream?.(raw, raw);
			return;
		}
		const stream = new tls.TLSSocket(raw, { ...tlsOptions(options), isServer: true, secureContext: context });
		listener.watch(stream);
		stream.once("secure", () => {
			listener.handshakes++;
			/* node still is inside of the handshake: what ended here would end without close_notify */
			setImmediate(() => onStream?.(stream, raw));
		});
	});
	await new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, "127.0.0.1", resolve);
	});
	return listener;
}

/** A server that runs. */
export class Listener {
	#server;
	#sockets = new Set();
	/** Connections accepted so far. */
	accepted = 0;
	/** TLS handshakes completed so far. */
	handshakes = 0;
	/** Errors of connections; what a test is not about it may ignore. @type {Error[]} */
	errors = [];

	constructor(server) {
		this.#server = server;
	}

	get port() {
		return this.#server.address().port;
	}

	/** Connections open now. */
	get open() {
		return this.#sockets.size;
	}

	add(raw) {
		this.accepted++;
		this.#sockets.add(raw);
		raw.on("close", () => this.#sockets.delete(raw));
		this.watch(raw);
	}

	watch(stream) {
		stream.on("error", (error) => this.errors.push(error));
	}

	/** Ends all connections and the server. */
	async close() {
		for (const socket of this.#sockets) socket.destroy();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
