/*
 * Several things at once. What tasks are in C is here workers, each with sockets of its own.
 */
import Worker from "worker";
import { large, settings, type Cases } from "./suite";
import type { Order } from "./task";

const chunk = 256;

function work(index: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const worker = new Worker("./task");
		worker.onmessage = (problem: string | undefined) => {
			worker.terminate();
			if (problem === undefined) resolve();
			else reject(new Error(`worker ${index}: ${problem}`));
		};
		const order: Order = { settings, data: large.slice(index * chunk, (index + 1) * chunk) };
		worker.postMessage(order);
	});
}

async function differentSockets(): Promise<void> {
	await Promise.all([work(0), work(1)]);
}

export const casesWorkers: Cases = {
	Threadsafe_DifferentSocketsDifferentTasks: ["both", differentSockets],
};
