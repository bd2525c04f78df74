import { connected, equal, receive, sameBytes } from "./check";

const socket = await connected("echo");

async function roundTrip(target: Parameters<typeof socket.Recv>[0], bytes: number[], what: string): Promise<void> {
	const sent = new Uint8Array(bytes);
	equal(await socket.Send(sent), bytes.length, `${what}: Send`);
	sameBytes(sent, bytes, `${what}: the sent buffer afterwards`);
	equal(await socket.Recv(target), bytes.length, `${what}: Recv`);
}

const whole = new Uint8Array(16).fill(0xff);
await roundTrip(new Uint8Array(whole.buffer, 4, 8), [1, 2, 3], "a part of a buffer");
sameBytes(whole, [255, 255, 255, 255, 1, 2, 3, ...Array<number>(9).fill(255)], "around the received bytes");

whole.fill(0xff);
await roundTrip(new DataView(whole.buffer, 15, 1), [9], "a DataView");
sameBytes(whole, [...Array<number>(15).fill(255), 9], "around the DataView");

whole.fill(0xff);
await roundTrip(new Uint16Array(whole.buffer, 2, 2), [1, 2, 3, 4], "a view of wider elements");
sameBytes(whole, [255, 255, 1, 2, 3, 4, ...Array<number>(10).fill(255)], "around the wide view");

whole.fill(0xff);
await roundTrip(whole.buffer, [7, 8], "an ArrayBuffer");
sameBytes(whole.subarray(0, 3), [7, 8, 255], "the ArrayBuffer");

const shared = new SharedArrayBuffer(4);
await roundTrip(shared, [5, 6, 7, 8], "a SharedArrayBuffer");
sameBytes(new Uint8Array(shared), [5, 6, 7, 8], "the SharedArrayBuffer");

equal(await socket.Send(new DataView(new Uint8Array([1, 2, 3, 4, 5]).buffer, 1, 3)), 3, "Send of a DataView");
sameBytes(await receive(socket, 3), [2, 3, 4], "what the DataView showed");
equal(await socket.Send(new Float64Array([1])), 8, "Send of a Float64Array");
sameBytes(await receive(socket, 8), new Uint8Array(new Float64Array([1]).buffer), "the double");

for (const text of ["a", "zero \0 inside", "é€", "😀 pair", "half \ud83d pair", "\ude00\ud83d", "x".repeat(70_000)]) {
	const expected = new TextEncoder().encode(text);
	equal(await socket.Send(text), expected.length, `Send of ${JSON.stringify(text.slice(0, 20))}`);
	sameBytes(await receive(socket, expected.length), expected, JSON.stringify(text.slice(0, 20)));
}
equal(socket.Close(), 0, "Close");
