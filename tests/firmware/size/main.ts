/*
 * What the echo example needs of memory while it runs: without a connection, with one, with two. For `make size`.
 */
import { gc, memory } from "device";
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_inet_addr_quick,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_TLS_MAX_VERSION,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_SOCK_STREAM,
	SOCKETS_TLS_VERSION_1_2,
	SOCKETS_TLS_VERSION_1_3,
} from "secure-sockets";
import { server } from "./config";

const version = server.version === "1.2" ? SOCKETS_TLS_VERSION_1_2 : SOCKETS_TLS_VERSION_1_3;
const message = "some message";

function tell(when: string): void {
	const { system, stack } = memory();
	console.log(`${when} heap ${system.now} peak ${system.peak} stack ${stack.peak}`);
}

function check(result: number): number {
	if (result < 0) throw new Error(String(result));
	return result;
}

async function connect(): Promise<SecureSocket> {
	const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("There is no socket.");
	check(socket.SetSockOpt(SOCKETS_SO_RCVTIMEO, 10_000));
	check(socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS));
	check(socket.SetSockOpt(SOCKETS_SO_TLS_MAX_VERSION, version));
	check(socket.SetSockOpt(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, server.certificate));
	check(socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, server.name));
	check(await socket.Connect({ address: SOCKETS_inet_addr_quick(10, 0, 2, 2), port: server.port }));
	return socket;
}

async function echo(socket: SecureSocket): Promise<void> {
	const sent = check(await socket.Send(message));
	const buffer = new Uint8Array(sent);
	for (let received = 0; received < sent;) received += check(await socket.Recv(buffer.subarray(received)));
}

if (SecureSocket.Init() === 0) throw new Error("There is no network.");
tell("rest");
const first = await connect();
tell("connected");
await echo(first);
gc();
tell("idle");
const second = await connect();
await echo(second);
gc();
tell("second");
check(first.Close());
check(second.Close());
