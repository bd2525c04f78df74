/*
 * SetSockOpt, and whom a TLS connection trusts.
 */
import type SecureSocket from "secure-sockets";
import {
	socketsAWS_IOT_ALPN_MQTT,
	SOCKETS_EINVAL,
	SOCKETS_EISCONN,
	SOCKETS_ENOPROTOOPT,
	SOCKETS_ENOTCONN,
	SOCKETS_EWOULDBLOCK,
	SOCKETS_SO_ALPN_PROTOCOLS,
	SOCKETS_SO_NONBLOCK,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_TLS_INIT_ERROR,
	SOCKETS_TLS_SERVER_UNVERIFIED,
} from "secure-sockets";
import {
	bareSocket,
	bufferSize,
	check,
	checkElapsed,
	close,
	closedSocket,
	connect,
	connected,
	echoAddress,
	equal,
	large,
	newSocket,
	onlyFiller,
	recv,
	rxFiller,
	sameBytes,
	send,
	settings,
	shutdown,
	type Cases,
} from "./suite";

async function rcvtimeo(): Promise<void> {
	const byte = Uint8Array.of(rxFiller);
	const socket = await connected();
	for (const milliseconds of [30, 100, 10_000]) {
		equal(socket.SetSockOpt(SOCKETS_SO_RCVTIMEO, milliseconds), 0, "RCVTIMEO");
		const start = performance.now();
		equal(await socket.Recv(byte), 0, "Recv with nothing coming");
		checkElapsed(start, milliseconds);
	}
	equal(byte[0], rxFiller, "the buffer");
	await shutdown(socket);
	close(socket);
}

async function nonblocking(): Promise<void> {
	const rx = new Uint8Array(bufferSize).fill(rxFiller);
	const data = large.subarray(0, 1200);
	const socket = await connected();
	equal(socket.SetSockOpt(SOCKETS_SO_NONBLOCK), 0, "NONBLOCK");
	let start = performance.now();
	equal(await socket.Recv(rx), SOCKETS_EWOULDBLOCK, "Recv without data");
	checkElapsed(start, 0);

	await send(socket, data);
	start = performance.now();
	for (let received = 0; received < data.length;) {
		const count = await socket.Recv(rx.subarray(received, data.length));
		check(count > 0 || count === SOCKETS_EWOULDBLOCK, `Recv gives ${count}`);
		check(performance.now() - start < 5000, "the echo comes in time");
		received += Math.max(count, 0);
	}
	sameBytes(rx.subarray(0, data.length), data, "the echo");
	onlyFiller(rx.subarray(data.length), rxFiller, "what was received");
	await shutdown(socket);
	close(socket);
}

function invalidParams(): void {
	const socket = newSocket();
	const unknown = -1 as unknown as typeof SOCKETS_SO_RCVTIMEO;
	equal(socket.SetSockOpt(unknown, 30), SOCKETS_ENOPROTOOPT, "option -1");
	close(socket);
	equal(closedSocket().SetSockOpt(SOCKETS_SO_RCVTIMEO, 30), SOCKETS_EINVAL, "RCVTIMEO of a closed socket");
}

function nonblockingConnect(): void {
	const socket = newSocket();
	equal(socket.SetSockOpt(SOCKETS_SO_NONBLOCK), SOCKETS_ENOTCONN, "NONBLOCK before Connect");
	close(socket);
}

/* On a plain connection, as in the reference, whichever way the case is run. */
async function secureOptionsAfterConnect(): Promise<void> {
	const ca = settings.ca!;
	const socket = await connect(bareSocket());
	equal(socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS), SOCKETS_EISCONN, "REQUIRE_TLS");
	equal(socket.SetSockOpt(SOCKETS_SO_ALPN_PROTOCOLS, [socketsAWS_IOT_ALPN_MQTT]), SOCKETS_EISCONN, "ALPN_PROTOCOLS");
	equal(socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test"), SOCKETS_EISCONN, "SNI");
	equal(socket.SetSockOpt(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, ca), SOCKETS_EISCONN, "TRUSTED_SERVER_CERTIFICATE");
	close(socket);
}

async function trustedServerCertificate(): Promise<void> {
	close(await connected());

	const socket = bareSocket(); /* no options but those set here */
	equal(socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS), 0, "REQUIRE_TLS");
	equal(await socket.Connect(echoAddress()), SOCKETS_TLS_INIT_ERROR, "Connect without a name");
	equal(socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, "echo.test"), 0, "SNI");
	equal(await socket.Connect(echoAddress()), SOCKETS_TLS_SERVER_UNVERIFIED, "Connect with the default roots");
	close(socket);
}

function setName(socket: SecureSocket, name: string): void {
	equal(socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, name), 0, `SNI ${name}`);
}

/* A wrong name, then the right one on the same socket; set twice, with and without a NUL at the end. */
async function serverNameIndication(): Promise<void> {
	const byte = Uint8Array.of(rxFiller);
	const socket = newSocket();
	setName(socket, "echo.test");
	setName(socket, "echo.tesu\0");
	equal(await socket.Connect(echoAddress()), SOCKETS_TLS_SERVER_UNVERIFIED, "Connect with a wrong name");
	equal(socket.error?.code, SOCKETS_TLS_SERVER_UNVERIFIED, "error.code");
	check(socket.error?.message.includes("echo.tesu") ?? false, "error.message has the name");
	check((await socket.Send(large.subarray(0, 100))) < 0, "Send fails then");
	setName(socket, "echo.test");
	await connect(socket);
	await send(socket, Uint8Array.of(7));
	await recv(socket, byte);
	equal(byte[0], 7, "the echo");
	await shutdown(socket);
	close(socket);

	const second = newSocket();
	setName(second, "wrong.test");
	setName(second, "echo.test\0");
	close(await connect(second));
}

/* The right root for the wrong server. */
async function otherServer(): Promise<void> {
	const socket = newSocket();
	equal(await socket.Connect(echoAddress(settings.otherPort)), SOCKETS_TLS_SERVER_UNVERIFIED, "Connect");
	close(socket);
}

export const casesOptions: Cases = {
	SetSockOpt_RCVTIMEO: ["both", rcvtimeo],
	NonBlocking_Test: ["both", nonblocking],
	SetSockOpt_InvalidParams: ["both", invalidParams],
	NonBlockingConnect: ["tls", nonblockingConnect],
	SetSecureOptionsAfterConnect: ["tls", secureOptionsAfterConnect],
	SetSockOpt_TRUSTED_SERVER_CERTIFICATE: ["tls", trustedServerCertificate],
	SetSockOpt_SERVER_NAME_INDICATION: ["tls", serverNameIndication],
	SockEventHandler: ["tls", otherServer],
};
