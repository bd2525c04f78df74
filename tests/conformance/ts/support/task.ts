/*
 * A worker of Threadsafe_DifferentSocketsDifferentTasks: one connection after the other, and what it was sent as an echo.
 */
import SecureSocket from "secure-sockets";
import { close, connected, equal, recv, rxFiller, sameBytes, settings, shutdown } from "./suite";

const loops = 10;

async function run(data: Uint8Array): Promise<void> {
	equal(SecureSocket.Init(), 1, "Init");
	for (let loop = 0; loop < loops; loop++) {
		const buffer = new Uint8Array(data.length).fill(rxFiller);
		const socket = await connected();
		equal(await socket.Send(data), data.length, "one Send");
		await recv(socket, buffer);
		sameBytes(buffer, data, "the echo");
		await shutdown(socket);
		close(socket);
	}
}

/** What a worker is sent: its machine has settings of its own. */
export interface Order {
	settings: typeof settings;
	data: Uint8Array;
}

self.onmessage = (order: Order) => {
	Object.assign(settings, order.settings);
	run(order.data).then(
		() => self.postMessage(undefined),
		(error: unknown) => self.postMessage(String(error)),
	);
};
