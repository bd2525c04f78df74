/*
 * Bind, checked from inside. Arguments: the ports of an echo server and of one that closes at once, NAME=PORT.
 */
import SecureSocket, * as s from "secure-sockets";
import { connected, equal, ok, open, port, receive, sleep, throwsTypeError } from "../api/apps/check";

const EINVAL = s.SOCKETS_EINVAL;
const echo = { address: "10.0.2.2", port: port("echo") };

function openIPv6(): SecureSocket {
	const socket = SecureSocket.Socket(s.SOCKETS_AF_INET6, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("Socket: null");
	return socket;
}

async function echoes(socket: SecureSocket, what: string): Promise<void> {
	equal(await socket.Connect(echo), 0, what);
	equal(await socket.Send("hello"), 5, what);
	equal(new TextDecoder().decode(await receive(socket, 5)), "hello", what);
}

const plain = open();
equal(plain.Bind({ address: "0.0.0.0", port: 40001 }), 0, "Bind in the plain form");
equal(plain.info.local?.port, 40001, "the port is ours at once");
await echoes(plain, "Connect from 40001");
equal(plain.info.local?.port, 40001, "local port");
equal(plain.info.local?.address, "10.0.2.15", "local address");
equal(plain.Bind({ address: 0, port: 40002 }), s.SOCKETS_EISCONN, "Bind when connected");
equal(plain.error?.phase, "bind", "the phase of a failed Bind");

const reference = open();
equal(reference.Bind({ ulAddress: 0, usPort: s.SOCKETS_htons(40003) }), 0, "Bind in the reference's form");
await echoes(reference, "Connect from 40003");
equal(reference.info.local?.port, 40003, "local port");

const ours = open();
equal(ours.Bind({ address: "10.0.2.15", port: 40004 }), 0, "Bind to our own address");
await echoes(ours, "Connect from 10.0.2.15");
const address = open();
equal(address.Bind({ address: s.SOCKETS_inet_addr_quick(10, 0, 2, 15), port: 0 }), 0, "Bind to an address, any port");
await echoes(address, "Connect from an address");

const second = open();
equal(second.Bind({ address: 0, port: 40001 }), s.SOCKETS_SOCKET_ERROR, "Bind to a port of a connection");
ok(second.error?.message.includes("40001") === true, second.error?.message ?? "no error");
const waiting = open();
equal(waiting.Bind({ address: 0, port: 40005 }), 0, "Bind");
equal(second.Bind({ address: 0, port: 40005 }), s.SOCKETS_SOCKET_ERROR, "Bind to a port that is bound");
const six = openIPv6();
equal(six.Bind({ address: "::", port: 40005 }), 0, "Bind to the same port of the other family");
waiting.Close();
equal(second.Bind({ address: 0, port: 40005 }), 0, "Bind to a port that was closed");
equal(second.Bind({ address: 0, port: 40006 }), 0, "Bind to another port instead");
await echoes(second, "Connect from 40006");
equal(second.info.local?.port, 40006, "local port");

const undone = open();
equal(undone.Bind({ address: 0, port: 40007 }), 0, "Bind");
equal(undone.Bind({ address: 0, port: 0 }), 0, "Bind to any port");
equal(undone.info.local, undefined, "no port is ours");
await echoes(undone, "Connect from any port");

const failing = open();
equal(failing.Bind({ address: 0, port: 40008 }), 0, "Bind");
equal(
	await failing.Connect({ address: "10.0.2.2", port: port("nobody") }),
	s.SOCKETS_SOCKET_ERROR,
	"Connect to nobody",
);
await echoes(failing, "Connect again");
equal(failing.info.local?.port, 40008, "the port is kept");

const first = await connected("echo");
const from = first.info.local?.port ?? 0;
first.Close();
await sleep(50);
equal(open().Bind({ address: 0, port: from }), s.SOCKETS_SOCKET_ERROR, "Bind to a port that this side has just closed");

const bad = open();
for (const to of [null, undefined]) equal(bad.Bind(to as never), EINVAL, "Bind to nothing");
equal(bad.Bind({ address: "10.0.2.16", port: 40009 }), EINVAL, "Bind to somebody else's address");
equal(bad.Bind({ address: "fd00::5054:ff:fe12:3456", port: 40009 }), EINVAL, "Bind to an address of the other family");
equal(six.Bind({ address: "10.0.2.15", port: 40009 }), EINVAL, "Bind to an address of the other family");
equal(bad.Bind({ address: "echo.test", port: 40009 }), EINVAL, "Bind to a name");
equal(bad.Bind({ address: "1:2", port: 40009 }), EINVAL, "Bind to half an address");
for (const no of [-1, 65536, 0.5, NaN]) {
	equal(bad.Bind({ address: 0, port: no }), EINVAL, `Bind to port ${no}`);
	equal(bad.Bind({ ulAddress: 0, usPort: no }), EINVAL, `Bind to port ${no}`);
	equal(bad.error?.phase, "bind", "phase");
}
throwsTypeError(() => bad.Bind({} as never), "Bind to an empty object");
throwsTypeError(() => bad.Bind({ address: "10.0.2.15" } as never), "Bind without a port");
throwsTypeError(() => bad.Bind({ address: "10.0.2.15", port: "1" } as never), "Bind to a port that is text");
await echoes(bad, "Connect after bad Binds");

const pending = open();
const connect = pending.Connect(echo);
equal(pending.Bind({ address: 0, port: 40010 }), EINVAL, "Bind while connecting");
equal(await connect, 0, "Connect");
pending.Close();
equal(pending.Bind({ address: 0, port: 40010 }), EINVAL, "Bind after Close");
