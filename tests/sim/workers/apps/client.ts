/*
 * A worker with one TLS connection after the other, each with an echo, as its owner says; then it reports.
 */
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_SOCK_STREAM,
} from "secure-sockets";

export interface Orders {
	port: number;
	ca: string;
	rounds: number;
	data: Uint8Array;
}

export type Report = { rounds: number } | { problem: string };

function expect(actual: number, expected: number, what: string): void {
	if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`);
}

async function connectAndEcho({ port, ca, data }: Orders): Promise<void> {
	const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("no socket");
	expect(socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS), 0, "REQUIRE_TLS");
	expect(socket.SetSockOpt(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, ca), 0, "TRUSTED_SERVER_CERTIFICATE");
	expect(socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test"), 0, "SERVER_NAME_INDICATION");
	expect(await socket.Connect({ address: "10.0.2.2", port }), 0, "Connect");
	const sent = socket.Send(data);
	const received = new Uint8Array(data.length);
	for (let at = 0; at < received.length;) {
		const count = await socket.Recv(received.subarray(at));
		if (count <= 0) throw new Error(`Recv: ${count} after ${at} bytes`);
		at += count;
	}
	expect(await sent, data.length, "Send");
	expect(
		received.findIndex((byte, index) => byte !== data[index]),
		-1,
		"the first wrong byte",
	);
	expect(socket.Close(), 0, "Close");
}

async function carryOut(orders: Orders): Promise<Report> {
	expect(SecureSocket.Init(), 1, "Init");
	for (let round = 0; round < orders.rounds; round++) await connectAndEcho(orders);
	return { rounds: orders.rounds };
}

self.onmessage = (orders: Orders) => {
	carryOut(orders).then(
		(report) => self.postMessage(report),
		(error: unknown) => self.postMessage({ problem: String(error) }),
	);
};
