/*
 * Several things at once. What tasks are in C is here a Send and a Recv under way together on one socket.
 */
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

export const casesTasks: Cases = {
	Threadsafe_SameSocketDifferentTasks: ["both", sameSocket],
};
