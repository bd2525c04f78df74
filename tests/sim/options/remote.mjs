/*
 * SecureSocket in the simulator by remote control: apps/remote.ts does there what a test asks for here, and the test sees
 * both ends of a connection, its own servers' and the socket's.
 *
 *     const sim = await startRemote();
 *     const socket = await sim.socket();
 *     assert.equal(await socket.SetSockOpt(SO.RCVTIMEO, 100), 0);
 *     assert.equal(await socket.connect(server), 0);
 *     const { alpn } = await socket.info();
 *     await sim.end();
 */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import net from "node:net";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { importTypeScript } from "../../unit/module.mjs";
import { pkiText } from "../../servers/listener.mjs";
import { startSim } from "../harness.mjs";

const app = fileURLToPath(new URL("apps/remote.ts", import.meta.url));
const constants = await importTypeScript(new URL("../../../modules/secure-sockets/constants.ts", import.meta.url));

/** The options' numbers, without SOCKETS_SO_. */
export const SO = Object.fromEntries(
	Object.entries(constants)
		.filter(([name]) => name.startsWith("SOCKETS_SO_"))
		.map(([name, value]) => [name.slice("SOCKETS_SO_".length), value]),
);

/** What most servers of the tests are verified by. */
export const ca = pkiText("root.pem") + pkiText("root-rsa.pem");

/* The longest that anything may take which a test does not time itself. */
const patience = 60_000;

function decode(value) {
	return typeof value?.hex === "string" ? Buffer.from(value.hex, "hex") : value;
}

class Remote extends EventEmitter {
	#process;
	#connection;
	#waiting = new Map();
	#callbacks = new Map();
	#count = 0;
	#rest = "";

	constructor(process, connection) {
		super();
		this.#process = process;
		this.#connection = connection.setNoDelay().setEncoding("utf8");
		connection.on("data", (text) => this.#take(text));
		connection.on("error", () => {});
		connection.on("close", async () => {
			const { stdout, stderr, code, signal } = await process.end;
			for (const { reject } of this.#waiting.values())
				reject(new Error(`the simulator ended (${signal ?? code})\n${stdout}${stderr}`));
		});
	}

	#take(text) {
		const lines = (this.#rest + text).split("\n");
		this.#rest = lines.pop();
		for (const line of lines) {
			const { id, result, thrown, callback, values } = JSON.parse(line);
			if (callback !== undefined) {
				this.#callbacks.get(callback)(...values.map(decode));
				continue;
			}
			const { resolve, reject } = this.#waiting.get(id);
			this.#waiting.delete(id);
			if (thrown === undefined) resolve(decode(result));
			else reject(new Error(thrown));
		}
	}

	#encode(value) {
		if (typeof value === "function") {
			this.#callbacks.set(++this.#count, value);
			return { callback: this.#count };
		}
		if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString("hex") };
		if (Array.isArray(value)) return value.map((one) => this.#encode(one));
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#encode(member)]));
	}

	/** Calls a method, or reads a property, there. */
	call(target, method, ...values) {
		const id = ++this.#count;
		const line = JSON.stringify({ id, target, method, values: values.map((value) => this.#encode(value)) });
		return new Promise((resolve, reject) => {
			this.#waiting.set(id, { resolve, reject });
			this.#connection.write(`${line}\n`);
		});
	}

	/** A static method of SecureSocket. */
	do(method, ...values) {
		return this.call("class", method, ...values);
	}

	/** A new socket; its methods are SecureSocket's, and those below. */
	async socket() {
		return new RemoteSocket(this, await this.do("Socket", 2, 1, 6));
	}

	/** A new socket for TLS, trusting the test PKI for "echo.test" unless `options` say otherwise. */
	async tlsSocket(options = {}) {
		const socket = await this.socket();
		const all = {
			REQUIRE_TLS: null,
			TRUSTED_SERVER_CERTIFICATE: ca,
			SERVER_NAME_INDICATION: "echo.test",
			...options,
		};
		for (const [name, value] of Object.entries(all)) {
			if (value !== undefined) assert.equal(await socket.SetSockOpt(SO[name], value), 0, name);
		}
		return socket;
	}

	/** What the libraries under the sockets hold, in bytes. */
	async heap() {
		const { core, mbedtls, lwip } = await this.call("sim", "memory");
		return { core: core.now, mbedtls: mbedtls.now, lwip: lwip.now };
	}

	/** What they hold when nothing is under way: a packet that the network's thread is just sending counts, too. */
	async heapAtRest() {
		let before;
		let now = await this.heap();
		do {
			before = now;
			now = await this.heap();
		} while (!isDeepStrictEqual(now, before));
		return now;
	}

	/** Waits until the heap is what it was: connections may still be saying goodbye. */
	async heapBecomes(expected) {
		const started = performance.now();
		await this.call("sim", "forget");
		let now = await this.heap();
		while (!isDeepStrictEqual(now, expected) && performance.now() - started < 15_000) {
			await new Promise((resolve) => setTimeout(resolve, 20));
			now = await this.heap();
		}
		assert.deepEqual(now, expected, "heap at the end");
	}

	kill() {
		this.#process.child.kill("SIGKILL");
	}

	/** Ends it in order: nothing may have been printed, nothing leaked. */
	async end() {
		this.#connection.end();
		const { code, signal, stderr, timedOut } = await this.#process.end;
		assert.ok(!timedOut, "it did not end");
		assert.equal(stderr.replace(/^sim: WARNING: .*\n/gm, ""), "");
		assert.equal(signal ?? code, 0);
	}
}

class RemoteSocket {
	#remote;
	#number;

	constructor(remote, number) {
		assert.ok(number, "no socket");
		this.#remote = remote;
		this.#number = number;
		return new Proxy(this, {
			get(own, name) {
				if (name === "then") return undefined;
				if (name in own) return own[name].bind(own);
				return (...values) => remote.call(number, name, ...values);
			},
		});
	}

	/** Connects to a server of the tests. */
	connect({ port }) {
		return this.#remote.call(this.#number, "Connect", { address: "10.0.2.2", port });
	}

	/** Sends text to an echo server and gets it back. */
	async exchange(text) {
		assert.equal(await this.#remote.call(this.#number, "Send", text), Buffer.byteLength(text));
		let back = "";
		while (back.length < text.length) {
			const { result, bytes } = await this.receive(1000);
			assert.ok(result > 0, `Recv gave ${result}`);
			back += bytes;
		}
		assert.equal(back, text);
	}

	/** @returns {Promise<{result: number, bytes: Buffer}>} */
	async receive(length) {
		const { result, bytes } = await this.#remote.call(this.#number, "receive", length);
		return { result, bytes: decode(bytes) };
	}

	/** The text of the last failure. */
	async message() {
		return (await this.#remote.call(this.#number, "error"))?.message;
	}
}

/** @param {{flags?: string[], variant?: string}} [options] flags: of bin/sim; variant: unless the environment chooses one */
export async function startRemote({ flags = [], variant = "asan" } = {}) {
	const server = net.createServer();
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	const simulator = startSim(app, [String(server.address().port)], {
		flags,
		env: { SIM_VARIANT: process.env.SIM_VARIANT ?? variant },
		timeout: 600_000,
	});
	const ended = simulator.end.then(({ stdout, stderr }) => {
		throw new Error(`the simulator ended early\n${stdout}${stderr}`);
	});
	const [connection] = await Promise.race([once(server, "connection"), ended]);
	ended.catch(() => {});
	server.close();
	const remote = new Remote(simulator, connection);
	/* the binding keeps memory to copy into, as much as was needed: from now on it needs no more */
	await remote.call("sim", "echo", "x".repeat(70_000));
	/* so does PSA's store of keys, of which a handshake has up to eight */
	const keys = Array.from({ length: 200 }, () => remote.call("sim", "importPsaKey", pkiText("ecdsa.key.pem")));
	for (const id of await Promise.all(keys)) await remote.call("sim", "destroyPsaKey", id);
	return remote;
}

/**
 * Tests that share one simulator, one after the other: each is given it, and must leave its heap as it was.
 * @returns {(name: string, run: (sim: Remote, t: import("node:test").TestContext) => Promise<void>) => void}
 */
export function testsInOneSimulator(options) {
	let sim;
	after(() => sim?.end());
	return (name, run) =>
		test(name, { timeout: patience }, async (t) => {
			sim ??= await startRemote(options);
			try {
				const before = await sim.heapAtRest();
				await run(sim, t);
				await sim.do("ClearSessions");
				await sim.heapBecomes(before);
			} catch (error) {
				sim.kill(); // who knows what it left behind
				sim = undefined;
				throw error;
			}
		});
}

/** A test with a simulator of its own. */
export function testWith(options, name, run) {
	test(name, { timeout: patience }, async (t) => {
		const sim = await startRemote(options);
		t.after(() => sim.kill());
		await run(sim, t);
		await sim.end();
	});
}
