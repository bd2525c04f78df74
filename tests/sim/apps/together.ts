/*
 * Several sockets at once, each exchanging its own content with an echo server.
 * Arguments: port, number of sockets, bytes each, PEM of the root or "" for plain TCP.
 */
import SecureSocket, * as s from "secure-sockets";
import { args } from "sim";
import { fill } from "../../servers/content.js";

const [port = "", count = "", bytes = "", ca = ""] = args;

function open(): SecureSocket {
	const socket = SecureSocket.Socket(s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("no socket");
	if (ca) {
		socket.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS);
		socket.SetSockOpt(s.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, ca);
		socket.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test");
	}
	return socket;
}

async function exchange(socket: SecureSocket, seed: number): Promise<string> {
	const connected = await socket.Connect({ address: "10.0.2.2", port: Number(port) });
	if (connected !== 0) return `Connect: ${connected} ${socket.error?.message}`;
	const sent = new Uint32Array(Number(bytes) / 4);
	fill(sent, seed);
	const sending = socket.Send(sent);
	const received = new Uint8Array(sent.byteLength);
	for (let at = 0; at < received.length;) {
		const n = await socket.Recv(received.subarray(at));
		if (n <= 0) return `Recv: ${n} after ${at} bytes`;
		at += n;
	}
	const words = new Uint32Array(received.buffer);
	const wrong = words.findIndex((word, index) => word !== sent[index]);
	return wrong < 0 ? `sent ${await sending}, all came back` : `byte ${wrong * 4} is wrong`;
}

if (SecureSocket.Init() !== 1) throw new Error("no network");
const sockets = Array.from({ length: Number(count) }, open);
const outcomes = await Promise.all(sockets.map((socket, index) => exchange(socket, index + 1)));
for (const outcome of outcomes) console.log(outcome);
for (const socket of sockets) socket.Close();
