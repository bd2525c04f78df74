/*
 * Bytes there and back: Send and Recv; and names.
 */
import SecureSocket, {
	SOCKETS_EINVAL,
	SOCKETS_ENOTCONN,
	SOCKETS_EWOULDBLOCK,
	SOCKETS_SO_NONBLOCK,
	SOCKETS_SO_RCVTIMEO,
} from "secure-sockets";
import {
	bufferSize,
	check,
	close,
	connected,
	equal,
	large,
	newSocket,
	onlyFiller,
	recv,
	rejects,
	rxFiller,
	sameBytes,
	send,
	shutdown,
	timeout,
	txFiller,
	type Cases,
} from "./suite";

const tx = new Uint8Array(bufferSize);
const rx = new Uint8Array(bufferSize);

function prepare(length: number, round: number): void {
	tx.fill(txFiller);
	rx.fill(rxFiller);
	for (let index = 0; index < length; index++) tx[index] = 0x30 + ((index + round) % 75);
}

function checkEcho(length: number): void {
	sameBytes(rx.subarray(0, length), tx.subarray(0, length), "the echo");
	onlyFiller(tx.subarray(length), txFiller, "what was sent");
	onlyFiller(rx.subarray(length), rxFiller, "what was received");
}

async function echo(socket: SecureSocket, length: number, round: number): Promise<void> {
	prepare(length, round);
	await send(socket, tx.subarray(0, length));
	await recv(socket, rx.subarray(0, length));
	checkEcho(length);
}

async function recvByteByByte(): Promise<void> {
	const socket = await connected();
	for (const [round, length] of [2, 7, 8, 9, 20].entries()) {
		prepare(length, round);
		await send(socket, tx.subarray(0, length));
		for (let at = 0; at < length; at++) {
			await recv(socket, rx.subarray(at, at + 1));
			onlyFiller(rx.subarray(at + 1), rxFiller, "the byte received");
		}
		checkEcho(length);
	}
	await shutdown(socket);
	close(socket);
}

async function varyLength(): Promise<void> {
	for (const length of [1, 2, 7, 8, 9, 1199, 1200, 1201]) {
		const socket = await connected();
		for (let round = 0; round < 10; round++) await echo(socket, length, round);
		await shutdown(socket);
		close(socket);
	}
}

async function sendInvalid(): Promise<void> {
	const unconnected = newSocket();
	const socket = await connected();
	const data = large.subarray(0, 300);
	await rejects(socket.Send(null as unknown as Uint8Array), "Send(null)");
	equal(await socket.Send(new Uint8Array(0)), SOCKETS_EINVAL, "Send of nothing");
	equal(await unconnected.Send(data), SOCKETS_ENOTCONN, "Send of an unconnected socket");
	close(unconnected);
	await shutdown(socket);
	close(socket);
	equal(await socket.Send(data), SOCKETS_EINVAL, "Send of a closed socket");
}

async function recvInvalid(): Promise<void> {
	const unconnected = newSocket();
	const socket = await connected();
	await rejects(socket.Recv(null as unknown as Uint8Array), "Recv(null)");
	equal(await socket.Recv(new Uint8Array(0)), SOCKETS_EINVAL, "Recv of nothing");
	equal(await unconnected.Recv(rx), SOCKETS_ENOTCONN, "Recv of an unconnected socket");
	close(unconnected);
	await shutdown(socket);
	close(socket);
	equal(await socket.Recv(rx), SOCKETS_EINVAL, "Recv of a closed socket");
}

async function twoConnections(): Promise<void> {
	const sockets = [await connected(), await connected()] as const;
	for (let round = 0; round < 4; round++) {
		const [talks, quiet] = round % 2 ? [sockets[1], sockets[0]] : sockets;
		await echo(talks, 1200, round);
		equal(quiet.SetSockOpt(SOCKETS_SO_RCVTIMEO, 100), 0, "RCVTIMEO");
		equal(await quiet.Recv(rx), 0, "Recv of the quiet one");
		equal(quiet.SetSockOpt(SOCKETS_SO_NONBLOCK), 0, "NONBLOCK");
		equal(await quiet.Recv(rx), SOCKETS_EWOULDBLOCK, "Recv of the quiet one");
		equal(quiet.SetSockOpt(SOCKETS_SO_RCVTIMEO, timeout), 0, "RCVTIMEO");
	}
	for (const socket of sockets) {
		await shutdown(socket);
		close(socket);
	}
}

/* The reference waits a second between its calls, for the sake of its servers. */
async function dnsMultipleAddresses(): Promise<void> {
	const found = new Set<number>();
	for (let call = 0; call < 120 && found.size < 4; call++) {
		const address = await SecureSocket.GetHostByName("multi.test");
		check(address !== 0, "GetHostByName finds an address");
		found.add(address);
	}
	equal(found.size, 4, "number of addresses");
}

export const casesData: Cases = {
	Recv_ByteByByte: ["both", recvByteByByte],
	SendRecv_VaryLength: ["both", varyLength],
	Send_Invalid: ["both", sendInvalid],
	Recv_Invalid: ["both", recvInvalid],
	TwoSecureConnections: ["tls", twoConnections],
	dns_multiple_addresses: ["plain", dnsMultipleAddresses],
};
