/*
 * SecureSocket by remote control: carries out what a test in node asks for, over a plain connection of its own to the port
 * given as argument. ../remote.mjs is the other end; both speak lines of JSON:
 *   to here    { id, target, method, values }   target: "class", "sim" or the number of a socket; method: or property
 *   from here  { id, result } or { id, thrown }; { callback, values } for each call of a function that was passed
 * Bytes travel as { hex }, functions as { callback }, zeros as { zeros: COUNT }.
 */
import SecureSocket, * as s from "secure-sockets";
import * as sim from "sim";

type Callable = (...values: unknown[]) => unknown;

interface Order {
	id: number;
	target: "class" | "sim" | number;
	method: string;
	values: unknown[];
}

const sockets = new Map<number, SecureSocket>();
let made = 0;

function fromHex(hex: string): Uint8Array {
	return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function toHex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function encode(value: unknown): unknown {
	if (value instanceof ArrayBuffer) return { hex: toHex(new Uint8Array(value)) };
	if (value instanceof Uint8Array) return { hex: toHex(value) };
	if (value instanceof SecureSocket)
		return { socket: [...sockets].find(([, socket]) => socket === value)?.[0] ?? null };
	return value === undefined ? null : value;
}

function decode(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(decode);
	if (typeof value !== "object" || value === null) return value;
	const { hex, zeros, callback } = value as { hex?: string; zeros?: number; callback?: number };
	if (hex !== undefined) return fromHex(hex);
	if (zeros !== undefined) return new Uint8Array(zeros);
	if (callback !== undefined)
		return (...values: unknown[]) => {
			tell({ callback, values: values.map(encode) });
		};
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decode(member)]));
}

/* What is easier done here than there. */
const ours: Record<string, Callable> = {
	Socket(...values) {
		const socket = (SecureSocket.Socket as Callable)(...values) as SecureSocket | null;
		if (!socket) return null;
		sockets.set(++made, socket);
		return made;
	},
	/** Recv of so many bytes; gives its result, and the bytes if there are some. */
	async receive(socket, length) {
		const buffer = new Uint8Array(length as number);
		const result = await (socket as SecureSocket).Recv(buffer);
		return { result, bytes: encode(buffer.subarray(0, Math.max(0, result))) };
	},
	/** Closes all sockets, and lets the garbage collector have them. */
	forget() {
		for (const socket of sockets.values()) socket.Close();
		sockets.clear();
		sim.gc();
	},
	echo: (text) => text,
};

async function carryOut({ target, method, values }: Order): Promise<unknown> {
	const decoded = values.map(decode);
	const object = target === "class" ? SecureSocket : target === "sim" ? sim : sockets.get(target);
	if (!object) throw new Error(`no socket ${target}`);
	const own = ours[method];
	if (own) return await (target === "class" || target === "sim" ? own(...decoded) : own(object, ...decoded));
	const member = (object as unknown as Record<string, unknown>)[method];
	return await (typeof member === "function" ? (member as Callable).apply(object, decoded) : member);
}

if (SecureSocket.Init() !== 1) throw new Error("no network");
const wire = SecureSocket.Socket(s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
if (!wire) throw new Error("no socket");
if ((await wire.Connect({ address: "10.0.2.2", port: Number(sim.args[0]) })) !== 0) throw new Error("no test");
wire.SetSockOpt(s.SOCKETS_SO_RCVTIMEO, 0);
wire.SetSockOpt(s.SOCKETS_SO_SNDTIMEO, 0);

function tell(what: object): void {
	void wire?.Send(JSON.stringify(what) + "\n");
}

async function answer(order: Order): Promise<void> {
	try {
		tell({ id: order.id, result: encode(await carryOut(order)) });
	} catch (error) {
		tell({ id: order.id, thrown: String(error) });
	}
}

const decoder = new TextDecoder();
const buffer = new Uint8Array(65536);
let rest = "";
for (;;) {
	const received = await wire.Recv(buffer);
	if (received <= 0) break;
	const lines = (rest + decoder.decode(buffer.subarray(0, received), { stream: true })).split("\n");
	rest = lines.pop() ?? "";
	for (const line of lines) void answer(JSON.parse(line) as Order);
}
for (const socket of sockets.values()) socket.Close();
wire.Close();
