/*
 * The workload of measure.c with node:tls; same arguments, same output.
 *
 *     node node_client.mjs PORT CA-FILE SERVER-NAME CONNECTIONS RECEIVE-MB SEND-MB ECHOES
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import process from "node:process";
import tls from "node:tls";

const [port, caFile, servername, connections, receiveMegabytes, sendMegabytes, echoes] = process.argv.slice(2);
const secureContext = tls.createSecureContext({ ca: readFileSync(caFile), ecdhCurve: "prime256v1" });
const chunk = Buffer.alloc(65536);
const echoSize = 1024;

async function connect() {
	const socket = tls.connect({ host: "127.0.0.1", port: Number(port), servername, secureContext });
	socket.setNoDelay(true);
	await once(socket, "secureConnect");
	return socket;
}

async function shakeHands(count) {
	for (let i = 0; i < count; i++) {
		const socket = await connect();
		socket.resume().end();
	}
}

function command(socket, letter, count) {
	socket.write(`${letter}${count}`.padEnd(16));
}

/** Calls `received` with the count of all bytes so far, until it returns true. */
function receive(socket, received) {
	return new Promise((resolve, reject) => {
		let total = 0;
		function onData(data) {
			total += data.length;
			if (!received(total)) return;
			socket.off("data", onData);
			resolve();
		}
		socket.on("data", onData);
		socket.once("error", reject);
	});
}

function receiveAll(socket, count) {
	command(socket, "S", count);
	return receive(socket, (total) => total === count);
}

async function sendAll(socket, count) {
	command(socket, "R", count);
	const confirmed = receive(socket, (total) => total === 1);
	for (let left = count; left > 0; left -= chunk.length)
		if (!socket.write(left < chunk.length ? chunk.subarray(0, left) : chunk)) await once(socket, "drain");
	return confirmed;
}

function echo(socket, count) {
	command(socket, "E", count);
	const message = chunk.subarray(0, echoSize);
	let sent = 1;
	const done = receive(socket, (total) => {
		if (total !== sent * echoSize) return false;
		if (sent === count) return true;
		sent++;
		socket.write(message);
		return false;
	});
	socket.write(message);
	return done;
}

async function measure(name, run, count, socket) {
	if (count === 0) return;
	if (socket) await run(socket, Math.floor(count / 16) + 1);
	const start = performance.now();
	await (socket ? run(socket, count) : run(count));
	console.log(name, ((performance.now() - start) / 1000).toFixed(6));
}

await shakeHands(3);
await measure("handshakes", shakeHands, Number(connections));
const socket = await connect();
await measure("receive", receiveAll, Number(receiveMegabytes) * 1000000, socket);
await measure("send", sendAll, Number(sendMegabytes) * 1000000, socket);
await measure("echoes", echo, Number(echoes), socket);
socket.end();
