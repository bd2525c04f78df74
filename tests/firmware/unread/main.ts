/*
 * Somebody sends little by little to two sockets that nobody reads; another one works all the same, and nothing is lost.
 */
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SOCK_STREAM,
} from "secure-sockets";
import { exit } from "device";
import { count, port } from "./config";

async function connect(): Promise<SecureSocket> {
	const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("Socket is null");
	socket.SetSockOpt(SOCKETS_SO_RCVTIMEO, 5000);
	const result = await socket.Connect({ address: "10.0.2.2", port });
	if (result !== 0) throw new Error(`Connect gives ${result}: ${socket.error?.message}`);
	return socket;
}

async function expect(socket: SecureSocket, bytes: number): Promise<void> {
	const buffer = new Uint8Array(bytes);
	for (let at = 0, length; at < bytes; at += length) {
		length = await socket.Recv(buffer.subarray(at));
		if (length <= 0) throw new Error(`Recv gives ${length} after ${at} of ${bytes} bytes`);
	}
	const wrong = buffer.findIndex((byte, index) => byte !== index % 256);
	if (wrong >= 0) throw new Error(`byte ${wrong} is ${buffer[wrong]}`);
}

/* Sends what will come back in packets of one size, and does not read it. */
async function provoke(size: number): Promise<SecureSocket> {
	const socket = await connect();
	for (let at = 0; at < count; at += size) {
		const result = await socket.Send(Uint8Array.from({ length: size }, (_, index) => at + index));
		if (result !== size) throw new Error(`Send at ${at} gives ${result}`);
		await new Promise<void>((resolve) => setTimeout(resolve, 4));
	}
	return socket;
}

SecureSocket.Init();
const unread = [await provoke(1), await provoke(20)];
const other = await connect();
await other.Send(Uint8Array.of(0, 1, 2));
await expect(other, 3);
for (const socket of unread) await expect(socket, count);
console.log("all came");
exit(0);
