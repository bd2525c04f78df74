/*
 * The example of FreeRTOS Secure Sockets, in TypeScript: connects to an echo server by TLS, sends a message, checks that
 * the same comes back, and tells about each step. Whatever goes wrong ends it with an error that says why.
 */
import network from "network";
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_inet_ntoa,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SHUT_RDWR,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_SNDTIMEO,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_SOCK_STREAM,
	SOCKETS_strerror,
} from "secure-sockets";
import { server } from "./config";

const message = "some message";
const timeout = 2000; // milliseconds: do not wait too long for what does not come

let last: number | undefined;

/** Prints a line with the time since the line before, or with the time given. A device may have no clock before the first. */
function tell(step: string, text: string, milliseconds = last === undefined ? undefined : Date.now() - last): void {
	const time = milliseconds === undefined ? "" : `${String(milliseconds).padStart(5)} ms`;
	console.log(`${step.padEnd(10)} ${text.padEnd(68)} ${time}`.trimEnd());
	last = Date.now();
}

/* Bring the network up. */
if (SecureSocket.Init() === 0) throw new Error("There is no network.");
const { address, gateway } = network();
tell("Network", `${address}, router ${gateway}`);

/* Create a TCP socket. */
const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
if (!socket) throw new Error("There is no socket.");

/** Results are numbers: negative ones say what failed. */
function check(result: number): number {
	if (result >= 0) return result;
	throw new Error(`${result}: ${SOCKETS_strerror(result)}. ${socket?.error?.message ?? ""}`);
}

/* Use TLS, and trust whom the certificate vouches for under this name. */
check(socket.SetSockOpt(SOCKETS_SO_RCVTIMEO, timeout));
check(socket.SetSockOpt(SOCKETS_SO_SNDTIMEO, timeout));
check(socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS));
check(socket.SetSockOpt(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, server.certificate));
check(socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, server.name));

const ip = await SecureSocket.GetHostByName(server.host);
if (ip === 0) throw new Error(`There is no host ${server.host}.`);
check(await socket.Connect({ address: ip, port: server.port }));

const { version, suite, peer, anchor, tcpMilliseconds, handshakeMilliseconds } = socket.info;
tell("TCP", `connected to ${SOCKETS_inet_ntoa(ip)}, port ${server.port}`, tcpMilliseconds);
tell("TLS", `${version}, ${suite}`, handshakeMilliseconds);
console.log(`  server   ${peer?.subject}, valid until ${peer?.validTo.slice(0, 10)}`);
console.log(`  names    ${peer?.names.join(", ")}`);
console.log(`  signer   ${peer?.issuer}`);
console.log(`  trusted  ${anchor}`);

/* Send the message, and wait for as many bytes. */
const sent = check(await socket.Send(message));
tell("Sent", `${sent} bytes: "${message}"`);

const buffer = new Uint8Array(sent);
let received = 0;
while (received < sent) {
	const count = check(await socket.Recv(buffer.subarray(received)));
	if (count === 0) throw new Error(`Only ${received} of ${sent} bytes came back within ${timeout} ms.`);
	received += count;
}
const echo = new TextDecoder().decode(buffer);
tell("Received", `${received} bytes: "${echo}"`);
if (echo !== message) throw new Error("That is not what was sent.");

check(socket.Shutdown(SOCKETS_SHUT_RDWR));
check(socket.Close());
const { bytesSent, bytesReceived, heapPeak } = socket.info;
tell("Closed", `${bytesSent} bytes out, ${bytesReceived} in, ${Math.ceil(heapPeak / 1024)} KB of memory at most`);
