/*
 * One connection by a plan: the argument is a Plan in JSON, the last line printed is its Report in JSON.
 * Plans are written by tests/sim/client.mjs.
 */
import SecureSocket, * as s from "secure-sockets";
import { args, exit, narrow, unlink, unplug } from "sim";
import { fill, firstDifference } from "../../servers/content.js";

type Step =
	| { do: "connect"; address?: string; port: number }
	/** One Send of text. */
	| { do: "say"; text: string }
	/** One Recv; `text` is what came. */
	| { do: "recv"; bytes: number }
	/** One Recv, and a Send of text `milliseconds` later. */
	| { do: "recv-later"; bytes: number; milliseconds: number; text: string }
	/** Makes content, so that it takes no time later on. */
	| { do: "prepare"; bytes: number; seed: number }
	/** Sends content until all is taken or a Send fails; `bytes` taken, `result` the last Send's. */
	| { do: "send"; bytes: number; seed: number; chunk?: number }
	/** Receives content until a Recv gives no more; `bytes` received, `wrong` where they differ, `result` the last Recv's. */
	| { do: "receive"; bytes: number; seed: number; chunk?: number }
	/** "send" and "receive" at the same time. */
	| { do: "exchange"; bytes: number; seed: number; chunk?: number }
	| { do: "option"; option: number; value?: never }
	| { do: "shutdown"; how: number }
	| { do: "close" }
	/** Loses all frames for a while from now on. */
	| { do: "unplug"; milliseconds: number }
	/** Takes the link away, and with `move` the address, too. */
	| { do: "unlink"; milliseconds: number; move?: boolean }
	/** Loses packets that are larger, from now on; 0: none. */
	| { do: "narrow"; bytes: number }
	/** Another socket, with the same options, takes the place of the one that was, which is closed. */
	| { do: "renew" }
	/** Carries out steps some time from now, while the next ones go on. */
	| { do: "later"; milliseconds: number; steps: Step[] }
	| { do: "wait"; milliseconds: number };

interface Plan {
	/** 4 by default. */
	family?: 4 | 6;
	tls?: { ca?: string; name?: string; alpn?: string[] };
	receiveTimeout?: number;
	sendTimeout?: number;
	/** Ends without waiting until what was sent has been taken. */
	leave?: boolean;
	steps: Step[];
}

interface Result {
	result: number;
	bytes?: number;
	wrong?: number;
	text?: string;
}

let prepared: { seed: number; data: Uint8Array } = { seed: 0, data: new Uint8Array() };

function content(bytes: number, seed: number): Uint8Array {
	if (prepared.seed === seed && prepared.data.length === bytes) return prepared.data;
	const words = new Uint32Array(Math.ceil(bytes / 4));
	if (seed !== 0) fill(words, seed); // seed 0 is all zeros: content that takes no time to make
	return new Uint8Array(words.buffer, 0, bytes);
}

function sleep(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function send(socket: SecureSocket, data: Uint8Array, chunk = data.length): Promise<Result> {
	let at = 0;
	let result = 0;
	while (at < data.length) {
		result = await socket.Send(data.subarray(at, at + chunk));
		if (result <= 0) break;
		at += result;
	}
	return { result, bytes: at };
}

async function receive(socket: SecureSocket, bytes: number, seed: number, chunk = bytes): Promise<Result> {
	const words = new Uint32Array(Math.ceil(bytes / 4));
	const data = new Uint8Array(words.buffer, 0, bytes);
	let at = 0;
	let result = 0;
	while (at < bytes) {
		result = await socket.Recv(data.subarray(at, at + chunk));
		if (result <= 0) break;
		at += result;
	}
	const tail = content(bytes, seed).subarray(at & ~3);
	const wrong = firstDifference(words.subarray(0, at >>> 2), seed);
	if (wrong < 0 && data.subarray(at & ~3, at).some((byte, index) => byte !== tail[index]))
		return { result, bytes: at, wrong: at & ~3 };
	return { result, bytes: at, ...(wrong >= 0 && { wrong: wrong * 4 }) };
}

async function run(step: Step): Promise<Result | Result[]> {
	switch (step.do) {
		case "connect":
			return { result: await socket.Connect({ address: step.address ?? "10.0.2.2", port: step.port }) };
		case "say":
			return { result: await socket.Send(step.text) };
		case "recv": {
			const buffer = new Uint8Array(step.bytes);
			const result = await socket.Recv(buffer);
			return { result, text: new TextDecoder().decode(buffer.subarray(0, Math.max(result, 0))) };
		}
		case "recv-later": {
			const coming = socket.Recv(new Uint8Array(step.bytes));
			await sleep(step.milliseconds);
			await socket.Send(step.text);
			return { result: await coming };
		}
		case "prepare":
			prepared = { seed: step.seed, data: content(step.bytes, step.seed) };
			return { result: 0 };
		case "send":
			return send(socket, content(step.bytes, step.seed), step.chunk);
		case "receive":
			return receive(socket, step.bytes, step.seed, step.chunk);
		case "exchange":
			return Promise.all([
				send(socket, content(step.bytes, step.seed), step.chunk),
				receive(socket, step.bytes, step.seed, step.chunk),
			]);
		case "option":
			return { result: socket.SetSockOpt(step.option as typeof s.SOCKETS_SO_NONBLOCK, step.value) };
		case "shutdown":
			return { result: socket.Shutdown(step.how) };
		case "close":
			return { result: socket.Close() };
		case "unplug":
			unplug(step.milliseconds);
			return { result: 0 };
		case "unlink":
			unlink(step.milliseconds, step.move);
			return { result: 0 };
		case "narrow":
			narrow(step.bytes);
			return { result: 0 };
		case "renew":
			socket.Close();
			socket = open();
			return { result: 0 };
		case "later":
			void sleep(step.milliseconds).then(async () => {
				for (const each of step.steps) await run(each);
			});
			return { result: 0 };
		case "wait":
			await sleep(step.milliseconds);
			return { result: 0 };
	}
}

const plan = JSON.parse(args[0] ?? "{}") as Plan;
if (SecureSocket.Init() !== 1) throw new Error("no network");
const domain = plan.family === 6 ? s.SOCKETS_AF_INET6 : s.SOCKETS_AF_INET;
const options: number[] = [];

function open(): SecureSocket {
	const made = SecureSocket.Socket(domain, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
	if (!made) throw new Error("no socket");
	if (plan.receiveTimeout !== undefined) options.push(made.SetSockOpt(s.SOCKETS_SO_RCVTIMEO, plan.receiveTimeout));
	if (plan.sendTimeout !== undefined) options.push(made.SetSockOpt(s.SOCKETS_SO_SNDTIMEO, plan.sendTimeout));
	if (plan.tls) {
		const { ca, name, alpn } = plan.tls;
		options.push(made.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS));
		if (ca !== undefined) options.push(made.SetSockOpt(s.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, ca));
		if (name !== undefined) options.push(made.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, name));
		if (alpn !== undefined) options.push(made.SetSockOpt(s.SOCKETS_SO_ALPN_PROTOCOLS, alpn));
	}
	return made;
}

let socket = open();
const results = [];
for (const step of plan.steps) {
	const started = Date.now();
	const result = await run(step);
	results.push({ ...(Array.isArray(result) ? { both: result } : result), ms: Date.now() - started });
}
console.log(JSON.stringify({ options, results, error: socket.error, info: socket.info }));
if (plan.leave) exit();
