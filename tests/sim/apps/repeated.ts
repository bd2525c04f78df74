/*
 * Many connections, one after the other; prints the memory in use before and after, in JSON.
 * Arguments: port, number of connections, PEM of the root or "" for plain TCP, "resume" or "" for
 * a full handshake each time. Expects a scaled clock.
 */
import SecureSocket, * as s from "secure-sockets";
import { args, gc, memory } from "sim";

const [port = "", count = "", ca = "", resume = ""] = args;
const closed = 130_000; // more than 2 MSL: then lwIP forgets closed connections

async function once(): Promise<void> {
	const socket = SecureSocket.Socket(s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("no socket");
	socket.SetSockOpt(s.SOCKETS_SO_RCVTIMEO, 0);
	socket.SetSockOpt(s.SOCKETS_SO_SNDTIMEO, 0);
	if (ca) {
		socket.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS);
		socket.SetSockOpt(s.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, ca);
		socket.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test");
		socket.SetSockOpt(s.SOCKETS_SO_SESSION_RESUMPTION, resume !== "");
	}
	const result = await socket.Connect({ address: "10.0.2.2", port: Number(port) });
	if (result !== 0) throw new Error(`Connect: ${result} ${socket.error?.message}`);
	await socket.Send("hello");
	const buffer = new Uint8Array(10);
	const received = await socket.Recv(buffer);
	if (received !== 5) throw new Error(`Recv: ${received}`);
	socket.Close();
}

async function settled(): Promise<Record<string, number>> {
	await new Promise<void>((resolve) => setTimeout(resolve, closed));
	gc();
	const { core, mbedtls, lwip, heap } = memory();
	return {
		core: core.now,
		mbedtls: mbedtls.now,
		lwip: lwip.now,
		blocks: core.blocks + mbedtls.blocks,
		heap: heap.now,
	};
}

if (SecureSocket.Init() !== 1) throw new Error("no network");
for (let i = 0; i < 5; i++) await once();
const before = await settled();
for (let i = 0; i < Number(count); i++) await once();
const after = await settled();
console.log(JSON.stringify({ before, after }));
