import { gc, memory } from "sim";
import { connected, equal, open, sleep } from "./check";

/* The server counts: it tells with every connection how many it has open. */
async function openConnections(): Promise<number> {
	const socket = await connected("counter");
	const buffer = new Uint8Array(10);
	const n = await socket.Recv(buffer);
	socket.Close();
	return Number(String.fromCharCode(...buffer.subarray(0, n)));
}

equal(await openConnections(), 1, "connections at first");
async function abandon(): Promise<void> {
	for (let i = 0; i < 5; i++) await connected("counter");
	open();
}
await abandon();
gc();
await sleep(100);
equal(await openConnections(), 1, "connections after their sockets were collected");

/* Nothing but the sockets' own references goes with them. */
await sleep(100);
gc();
const before = memory().core.now;
for (let i = 0; i < 20; i++) {
	const socket = await connected("echo");
	equal(await socket.Send("abc"), 3, "Send");
	if (i % 2) socket.Close();
}
gc();
await sleep(200);
gc();
equal(memory().core.now <= before, true, `core memory ${memory().core.now} after, ${before} before`);

/* An operation under way keeps its socket: the echo arrives although nobody else refers to it. */
async function pending(): Promise<() => Promise<number>> {
	const socket = await connected("echo");
	const result = socket.Recv(new Uint8Array(10));
	await socket.Send("12345");
	return () => result;
}
const later = await pending();
gc();
equal(await later(), 5, "Recv of a socket that nobody refers to");
