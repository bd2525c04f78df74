import { SOCKETS_EWOULDBLOCK, SOCKETS_SO_NONBLOCK } from "secure-sockets";
import { connected, equal, receive, sameBytes } from "./check";

const socket = await connected("echo");

/* Nobody waits for the one before: the bytes must arrive in the order of the calls. */
const large = new Uint8Array(300_000).map((_, index) => index * 7);
const sends = [socket.Send("first"), socket.Send(large), socket.Send("last")];
const received = await receive(socket, 5 + large.length + 4);
sameBytes(received.subarray(0, 5), new TextEncoder().encode("first"), "the first");
sameBytes(received.subarray(5, 5 + large.length), large, "the large one");
sameBytes(received.subarray(5 + large.length), new TextEncoder().encode("last"), "the last");
equal((await Promise.all(sends)).join(), `5,${large.length},4`, "results");

/* Receives take turns as well, and a thousand operations at once are no trouble. */
const buffers = Array.from({ length: 1000 }, () => new Uint8Array(1));
const recvs = buffers.map((buffer) => socket.Recv(buffer));
const singles = buffers.map((_, index) => socket.Send(new Uint8Array([index])));
equal(
	(await Promise.all(singles)).every((n) => n === 1),
	true,
	"single bytes sent",
);
equal(
	(await Promise.all(recvs)).every((n) => n === 1),
	true,
	"single bytes received",
);
sameBytes(
	Uint8Array.from(buffers, (buffer) => buffer[0] ?? -1),
	Uint8Array.from(buffers, (_, index) => index),
	"their order",
);

/* Operations that end at once must leave timers their turn. */
equal(socket.SetSockOpt(SOCKETS_SO_NONBLOCK), 0, "NONBLOCK");
let ticks = 0;
const timer = setInterval(() => ticks++, 1);
const start = Date.now();
while (Date.now() - start < 200) equal(await socket.Recv(large), SOCKETS_EWOULDBLOCK, "Recv without data");
clearInterval(timer);
equal(ticks >= 20, true, `a timer of 1 ms came ${ticks} times in 200 ms`);
equal(socket.Close(), 0, "Close");
