/*
 * The servers that the cases in C want, each started when it is first wanted, and all closed at the end.
 */
import { startDns } from "../servers/dns.mjs";
import { freePort, startFailing } from "../servers/failing.mjs";
import { startEcho, startSink } from "../servers/servers.mjs";

const tls = { plain: undefined, "TLS 1.2": { version: "TLSv1.2" }, "TLS 1.3": { version: "TLSv1.3" } };

const kinds = {
	echo: (options) => startEcho(options),
	/* does not read */
	deaf: (options) => startSink(options, { rate: 0 }),
	/* accepts, and says nothing */
	silent: (options) => startFailing("accept", "silence", options),
	/* closes in order, cuts TLS off, resets, when the connection is ready */
	end: (options) => startFailing("ready", "end", options),
	cut: (options) => startFailing("ready", "cut", options),
	reset: (options) => startFailing("ready", "reset", options),
	nobody: async () => ({ port: await freePort(), close: () => {} }),
	/* nobody whom the test PKI's root vouches for */
	other: () => startEcho({ certificate: "unknown-root" }),
	dns: () => startDns({ "multi.test": ["10.9.0.1", "10.9.0.2", "10.9.0.3", "10.9.0.4"] }),
};

export class Servers {
	#started = new Map();

	/** @returns {Promise<number>} the port of a server of this kind @param {string} kind @param {string} [flavour] of TLS */
	async port(kind, flavour = "plain") {
		const key = `${kind} ${flavour}`;
		if (!this.#started.has(key)) this.#started.set(key, kinds[kind](tls[flavour]));
		return (await this.#started.get(key)).port;
	}

	async close() {
		for (const server of this.#started.values()) await (await server).close();
	}
}
