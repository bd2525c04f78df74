import { gc } from "sim";
import { connected, equal, sameBytes } from "./check";

/* The engine moves buffers when it collects garbage: send and receive a lot while it does. */
const socket = await connected("echo");
const size = 1_000_000;
let garbage: unknown[] = [];
let data: Uint8Array | undefined;
for (let i = 0; i < 50; i++) garbage.push(new ArrayBuffer(5000));
data = new Uint8Array(size).map((_, index) => (index * 31) ^ (index >>> 8));
const expected = Array.from(data.subarray(0, 1000));
const received = new Uint8Array(size);
garbage = [];

const sent = socket.Send(data);
data = undefined; /* only the operation refers to it now */
let at = 0;
while (at < size) {
	const receiving = socket.Recv(received.subarray(at, at + 100_000));
	garbage.push(new ArrayBuffer(3000));
	if (garbage.length % 7 === 0) garbage = [];
	gc();
	const n = await receiving;
	if (n <= 0) throw new Error(`Recv gave ${n} at ${at}`);
	at += n;
}
equal(await sent, size, "Send");
sameBytes(received.subarray(0, 1000), expected, "the beginning");
const wrong = received.findIndex((byte, index) => byte !== (((index * 31) ^ (index >>> 8)) & 0xff));
equal(wrong, -1, "first wrong byte");

/* A buffer that is gone when the data arrives must not be written to. */
const lost = new ArrayBuffer(100);
const into = socket.Recv(lost);
structuredClone(lost);
equal(await socket.Send("x"), 1, "Send");
equal(await into, -22, "Recv into a buffer that was detached");
equal(socket.error?.phase, "recv", "phase");
equal(socket.Close(), 0, "Close");

function structuredClone(buffer: ArrayBuffer): void {
	(buffer as ArrayBuffer & { transfer(): ArrayBuffer }).transfer();
}
