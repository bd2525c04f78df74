/*
 * mosquitto, in a folder of its own, and its tools as the other clients.
 */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../servers/failing.mjs";
import { pkiFile } from "../../servers/listener.mjs";
import { startDaemon } from "./daemon.mjs";

const run = promisify(execFile);

function configuration(port, tlsPort, more) {
	return `
${process.getuid() === 0 ? "user root" : ""}
persistence false
listener ${port} 127.0.0.1
allow_anonymous true
listener ${tlsPort} 127.0.0.1
certfile ${pkiFile("ecdsa.chain.pem")}
keyfile ${pkiFile("ecdsa.key.pem")}
cafile ${pkiFile("root.pem")}
require_certificate true
allow_anonymous true
${more}
`;
}

/**
 * @param {{more?: string}} [options] more lines of its configuration
 * @returns {Promise<{port: number, tlsPort: number, output: () => string, close: () => Promise<void>,
 *   publish: (topic: string, text: string) => Promise<void>, subscribe: (topic: string) => Subscriber}>}
 *   port: plain, for the tools; tlsPort: asks for a certificate of the test PKI
 */
export async function startMosquitto({ more = "" } = {}) {
	const folder = mkdtempSync(path.join(tmpdir(), "mosquitto-"));
	const [port, tlsPort] = [await freePort(), await freePort()];
	const file = path.join(folder, "mosquitto.conf");
	writeFileSync(file, configuration(port, tlsPort, more));
	const daemon = await startDaemon("mosquitto", ["-c", file, "-v"], tlsPort);
	const subscribers = [];
	return {
		port,
		tlsPort,
		output: daemon.output,
		publish: (topic, text) =>
			run("mosquitto_pub", ["-p", port, "-V", "311", "-q", "1", "-t", topic, "-m", text]).then(() => undefined),
		async subscribe(topic) {
			const subscriber = new Subscriber(port, topic);
			subscribers.push(subscriber);
			await subscriber.ready;
			return subscriber;
		},
		async close() {
			for (const subscriber of subscribers) subscriber.close();
			await daemon.close();
			rmSync(folder, { recursive: true });
		},
	};
}

/** mosquitto_sub: the messages of a topic. */
class Subscriber {
	#child;
	#lines = [];
	#waiting = [];
	/** Resolves when the broker has granted the subscription. */
	ready;

	constructor(port, topic) {
		/* line by line, although nobody at a terminal reads it */
		const args = [
			"-oL",
			"mosquitto_sub",
			"-d",
			"-p",
			port,
			"-V",
			"311",
			"-q",
			"1",
			"-F",
			"message %t %p",
			"-t",
			topic,
		];
		this.#child = spawn("stdbuf", args, { stdio: ["ignore", "pipe", "inherit"] });
		let rest = "";
		this.ready = new Promise((resolve, reject) => {
			this.#child.once("error", reject);
			this.#child.stdout.setEncoding("utf8").on("data", (text) => {
				const lines = (rest + text).split("\n");
				rest = lines.pop();
				for (const line of lines) {
					if (/^Subscribed /.test(line)) resolve();
					if (!line.startsWith("message ")) continue;
					this.#lines.push(line.slice(8));
					this.#waiting.splice(0).forEach((look) => look());
				}
			});
		});
	}

	/** Waits until `count` messages have come. @returns {Promise<string[]>} "topic text" of each */
	async messages(count) {
		while (this.#lines.length < count) await new Promise((resolve) => this.#waiting.push(resolve));
		return this.#lines.slice(0, count);
	}

	close() {
		this.#child.kill("SIGKILL");
	}
}

/**
 * A cable to a port, which can be cut: connections end with RST, and new ones are refused until it is mended.
 * @returns {Promise<{port: number, cut: () => void, mend: () => void, hold: () => void, close: () => void}>}
 *   hold: what the client sends is no longer read
 */
export async function startCable(to) {
	const clients = new Set();
	let whole = true;
	const server = net.createServer((client) => {
		if (!whole) {
			client.resetAndDestroy();
			return;
		}
		const broker = net.connect({ port: to, host: "127.0.0.1", noDelay: true });
		client.on("error", () => broker.destroy()).on("close", () => broker.destroy() && clients.delete(client));
		broker.on("error", () => client.destroy());
		client.setNoDelay(true).pipe(broker).pipe(client);
		clients.add(client);
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	function cut() {
		whole = false;
		for (const client of clients) client.resetAndDestroy();
	}
	return {
		port: server.address().port,
		cut,
		mend: () => (whole = true),
		hold: () => clients.forEach((client) => client.unpipe().pause()),
		close() {
			cut();
			server.close();
		},
	};
}
