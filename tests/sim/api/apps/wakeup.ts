import type SecureSocket from "secure-sockets";
import * as s from "secure-sockets";
import { connected, equal, ok, sleep } from "./check";

const socket = await connected("echo");
let calls = 0;
let given: SecureSocket | undefined;
equal(
	socket.SetSockOpt(s.SOCKETS_SO_WAKEUP_CALLBACK, (woken) => {
		calls++;
		given = woken;
	}),
	0,
	"SetSockOpt",
);
await sleep(20);
equal(calls, 0, "calls without data");
equal(await socket.Send("x"), 1, "Send");
equal(calls, 0, "the callback is never called within another call");
await sleep(100);
equal(calls, 1, "calls after one byte");
equal(given, socket, "what the callback is given");

/* Everything that arrives while JavaScript is busy is told at once. */
for (let i = 0; i < 20; i++) equal(await socket.Send("y"), 1, "Send");
const start = Date.now();
while (Date.now() - start < 100);
const before = calls;
await sleep(20);
ok(calls - before <= 1, `${calls - before} calls for what arrived while JavaScript was busy`);

equal(socket.SetSockOpt(s.SOCKETS_SO_WAKEUP_CALLBACK, null), 0, "clearing");
const cleared = calls;
equal(await socket.Send("z"), 1, "Send");
await sleep(100);
equal(calls, cleared, "calls after clearing");

/* Non-blocking use: read in the callback; at last the callback alone keeps the program alive. */
equal(socket.SetSockOpt(s.SOCKETS_SO_NONBLOCK, true), 0, "NONBLOCK");
const buffer = new Uint8Array(100);
equal(await socket.Recv(buffer), 22, "what had arrived");
equal(await socket.Recv(buffer), s.SOCKETS_EWOULDBLOCK, "Recv without data");
equal(socket.error?.code !== s.SOCKETS_EWOULDBLOCK, true, "to have no data is no failure");
equal(socket.Close(), 0, "Close");

const late = await connected("late");
equal(late.SetSockOpt(s.SOCKETS_SO_NONBLOCK, true), 0, "NONBLOCK");
late.SetSockOpt(s.SOCKETS_SO_WAKEUP_CALLBACK, (woken) => {
	void woken.Recv(buffer).then((n) => {
		equal(n, 5, "Recv in the callback");
		equal(woken.Close(), 0, "Close in the callback");
		console.log("closed in the callback");
	});
});
