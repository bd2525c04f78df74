/*
 * Several things at once. What tasks are in C is here a Send and a Recv under way together on one socket, and workers,
 * each with sockets of its own.
 */
import Worker from "worker";
import { close, connected, large, largeSize, recv, sameBytes, send, shutdown, type Cases } from "./suite";

const chunk = 256;

async function sendInPieces(socket: Awaited<ReturnType<typeof connected>>, size: number): Promise<void> {
	for (let at = 0; at < largeSize; at += size) await send(socket, large.subarray(at, at + size));
}

/* Both in large and in small pieces, in all four combinations. */
async function sameSocket(): Promise<void> {
	for (const sent of [largeSize, 1]) {
		for (const received of [chunk, 1]) {
			const socket = await connected();
			const buffer = new Uint8Array(largeSize);
			const sending = sendInPieces(socket, sent);
			for (let at = 0; at < largeSize; at += received) await recv(socket, buffer.subarray(at, at + received));
			await sending;
			sameBytes(buffer, large, "the echo");
			await shutdown(socket);
			close(socket);
		}
	}
}

function work(index: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const worker = new Worker("./task");
		worker.onmessage = (problem: string | undefined) => {
			worker.terminate();
			if (problem === undefined) resolve();
			else reject(new Error(`worker ${index}: ${problem}`));
		};
		worker.postMessage(large.slice(index * chunk, (index + 1) * chunk));
	});
}

async function differentSockets(): Promise<void> {
	await Promise.all([work(0), work(1)]);
}

export const casesTasks: Cases = {
	Threadsafe_SameSocketDifferentTasks: ["both", sameSocket],
	Threadsafe_DifferentSocketsDifferentTasks: ["both", differentSockets],
};
