/*
 * `make bench`: every client against the same server, in rounds, so that whatever else the machine does hits all of them.
 * Prints the medians as tables; with --record it also writes them to docs/performance.md.
 *
 *     node bench/bench.mjs [--record] [--rounds N]
 */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { record, tables } from "./report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const programs = path.join(root, "build/sim/release/bench");
const pki = path.join(root, "build/pki");
const caFile = path.join(pki, "root.pem");
const serverName = "echo.test";

/** How much of each kind of work a client does; the sizes of its results. */
const amounts = { handshakes: 200, receive: 64, send: 64, echoes: 8000 };

const clients = {
	plain: [path.join(programs, "plain_client")],
	sockets: [path.join(programs, "sockets_client")],
	app: [path.join(root, "bin/sim"), path.join(root, "bench/apps/client.ts")],
	node: [process.execPath, path.join(root, "bench/node_client.mjs")],
};

/** On all processors as the scheduler likes, and client and server on one: there, nothing waits for a wake-up. */
const placements = { free: [], one: ["taskset", "-c", String(availableParallelism() - 1)] };

/** @returns {Promise<{ports: Record<string, string>, stop: () => void}>} a server that ends with this process */
async function startServer(placement) {
	const files = ["ecdsa.chain.pem", "ecdsa.key.pem"].map((name) => path.join(pki, name));
	const [command, ...args] = [...placement, path.join(programs, "server"), ...files];
	const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
	const ports = {};
	for await (const line of createInterface({ input: child.stdout })) {
		const [version, port] = line.split(" ");
		ports[version] = port;
		if (Object.keys(ports).length === 2) break;
	}
	if (Object.keys(ports).length !== 2) throw new Error("the benchmark's server did not start");
	return { ports, stop: () => child.stdin.end() };
}

/** @returns {Record<string, number>} work per second of each kind */
function runClient(name, placement, port) {
	const ca = name === "app" ? readFileSync(caFile, "utf8") : caFile;
	const work = [amounts.handshakes, amounts.receive, amounts.send, amounts.echoes].map(String);
	const [command, ...args] = [...placement, ...clients[name], port, ca, serverName, ...work];
	const result = spawnSync(command, args, { encoding: "utf8", timeout: 120_000 });
	const rates = {};
	for (const [, kind, seconds] of result.stdout.matchAll(/^(\w+) ([\d.]+)$/gm))
		rates[kind] = amounts[kind] / Number(seconds);
	if (result.status !== 0 || Object.keys(amounts).some((kind) => !(rates[kind] > 0)))
		throw new Error(`client ${name} failed (${result.status ?? result.signal}):\n${result.stdout}${result.stderr}`);
	return rates;
}

function median(numbers) {
	const sorted = numbers.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @returns {object} [placement][version][kind][client]: the median of all rounds */
async function measure(rounds) {
	const samples = [];
	for (const [place, placement] of Object.entries(placements)) {
		const server = await startServer(placement);
		for (let round = 0; round < rounds; round++) {
			process.stderr.write(
				`\r${place === "free" ? "all processors" : "one processor"}: round ${round + 1} of ${rounds} `,
			);
			for (const [version, port] of Object.entries(server.ports))
				for (const client of Object.keys(clients))
					for (const [kind, rate] of Object.entries(runClient(client, placement, port)))
						samples.push({ place, version, kind, client, rate });
		}
		server.stop();
		process.stderr.write("\n");
	}
	const result = {};
	for (const { place, version, kind, client } of samples) {
		const same = samples.filter(
			(sample) =>
				sample.place === place &&
				sample.version === version &&
				sample.kind === kind &&
				sample.client === client,
		);
		(((result[place] ??= {})[version] ??= {})[kind] ??= {})[client] ??= median(same.map(({ rate }) => rate));
	}
	return result;
}

const { values } = parseArgs({ options: { record: { type: "boolean" }, rounds: { type: "string", default: "5" } } });
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error("--rounds wants a positive number");
const text = tables(await measure(rounds), { rounds, amounts });
console.log(text);
if (values.record) record(path.join(root, "docs/performance.md"), text);
