/*
 * A worker that starts an operation which does not end by itself, and says so; then it may end itself. Arguments: the
 * operation, the way to the end, the port.
 */
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_SNDTIMEO,
	SOCKETS_SO_WAKEUP_CALLBACK,
	SOCKETS_SOCK_STREAM,
} from "secure-sockets";
import { args, exit } from "sim";

const [operation, way, port] = args;
const address = { address: "10.0.2.2", port: Number(port) };

function open(): SecureSocket {
	SecureSocket.Init();
	const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("no socket");
	socket.SetSockOpt(SOCKETS_SO_RCVTIMEO, 0);
	socket.SetSockOpt(SOCKETS_SO_SNDTIMEO, 0);
	return socket;
}

async function start(): Promise<void> {
	const socket = open();
	if (operation === "Connect") {
		socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS);
		socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test");
		void socket.Connect(address);
		return;
	}
	if (operation === "GetHostByName") {
		void SecureSocket.GetHostByName("silent.test");
		return;
	}
	if ((await socket.Connect(address)) !== 0) throw new Error("Connect");
	if (operation === "wake-up") socket.SetSockOpt(SOCKETS_SO_WAKEUP_CALLBACK, () => console.log("woken"));
	if (operation === "Recv") void socket.Recv(new Uint8Array(100)).then(() => console.log("Recv ended"));
	if (operation === "Send") void socket.Send(new Uint8Array(64_000_000)).then(() => console.log("Send ended"));
}

await start();
setTimeout(() => {
	self.postMessage("pending");
	if (way === "close") self.close();
	if (way === "exit in the worker") exit(7);
	if (way === "error") throw new Error("on purpose");
}, 50);
