/*
 * A device that tells its state by MQTT and takes orders, over TLS with a certificate of its own. It stays connected
 * whatever the network does: see session.ts.
 */
import { count, options } from "./config";
import { Session } from "./session";

const { clientId } = options;

const session = new Session({
	...options,
	topics: [`${clientId}/orders/+`],
	onMessage(packet) {
		console.log(`order ${packet.topic.split("/").at(-1) ?? ""}: ${packet.utf8()}`);
		if (packet.topic.endsWith("/stop")) void session.close();
	},
	onUp(resumed, { version, alpn }) {
		console.log(`up: ${version ?? "no TLS"}${alpn ? `, ${alpn}` : ""}, ${resumed ? "resumed" : "new"} session`);
	},
	onDown(error, pause) {
		console.log(`down: ${error.message}; again in ${pause} ms`);
	},
	onRetry(error: Error & { code?: number }) {
		console.log(`to be sent again: ${error.message} (${error.code ?? "no code"})`);
	},
});

async function tell(): Promise<void> {
	await session.post(`${clientId}/hello`, "here I am");
	for (let number = 1; number <= (count || Infinity); number++) {
		await session.publish(`${clientId}/state`, JSON.stringify({ number }));
		console.log(`told state ${number}`);
		await new Promise<void>((resolve) => setTimeout(() => resolve(), 1000));
	}
}

tell().catch((error: unknown) => console.error(error));
await session.open();
