/*
 * Starts workers that talk TLS at the same time (client.ts), while its own timer goes on. Arguments: their number, rounds
 * of each, the port, the trust anchors.
 */
import { args } from "sim";
import Worker from "worker";
import type { Report } from "./client";

const [count, rounds, port] = args.slice(0, 3).map(Number) as [number, number, number];
const ca = args[3]!;

let ticks = 0;
const timer = setInterval(() => ticks++, 10);

function work(index: number): Promise<Report> {
	const worker = new Worker("./client");
	const data = new Uint8Array(20_000).map((_, at) => at * (index + 3));
	return new Promise((resolve) => {
		worker.onmessage = (report: Report) => {
			worker.terminate();
			resolve(report);
		};
		worker.postMessage({ port, ca, rounds, data });
	});
}

const reports = await Promise.all(Array.from({ length: count }, (_, index) => work(index)));
clearInterval(timer);
console.log(JSON.stringify({ reports, ticks }));
