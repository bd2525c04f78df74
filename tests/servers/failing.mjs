/*
 * Servers that fail on purpose, each at a stage and in a way.
 *
 * Stages: "accept", at once; "hello", when the first bytes of the client came; "handshake", in the middle of the
 * server's part of the TLS handshake; "ready", when the connection is ready for data; "transfer", after some data.
 * Ways: "end", in order, with close_notify if there is TLS; "cut", with FIN only; "reset", with RST; "silence", nothing
 * more is said but the connection stays.
 */
import net from "node:net";
import { listen } from "./listener.mjs";
import { startEcho } from "./servers.mjs";

/** Bytes that are sent before the end at the stage "transfer". */
export const transferred = 10_000;

function finish(stream, raw, way) {
	if (way === "end") stream.end();
	else if (way === "cut") stream.destroy();
	else if (way === "reset") raw.resetAndDestroy();
}

/** @param {"accept" | "hello" | "handshake" | "ready" | "transfer"} stage @param {"end" | "cut" | "reset" | "silence"} way */
export async function startFailing(stage, way, tls) {
	if (stage === "handshake") {
		const echo = await startEcho(tls);
		return startProxy(echo, { after: 600, way });
	}
	return listen({
		tls,
		onAccept(raw) {
			if (stage === "accept") finish(raw, raw, way);
			else if (stage === "hello") raw.once("data", () => finish(raw, raw, way));
			return stage === "accept" || stage === "hello";
		},
		onStream(stream, raw) {
			/* A little later, so that what node and the kernel still hold back of the handshake and the data goes out. */
			const later = () => setTimeout(finish, 20, stream, raw, way);
			stream.resume();
			if (stage === "ready") later();
			else stream.write(Buffer.alloc(transferred, "x"), later);
		},
	});
}

/**
 * Puts a proxy in front of a server; closing it closes the server. After a number of bytes towards the client both
 * connections end in the given way ("end" is the same as "cut" here).
 * @param {import("./listener.mjs").Listener} server
 * @param {{after?: number, way?: "end" | "cut" | "reset" | "silence"}} [options]
 * @returns {Promise<import("./listener.mjs").Listener & {sent: number}>} sent: bytes given to clients so far
 */
export async function startProxy(server, { after = Infinity, way = "cut" } = {}) {
	const proxy = await listen({
		onAccept(client) {
			const upstream = net.connect({ port: server.port, host: "127.0.0.1", noDelay: true });
			upstream.on("error", () => client.resetAndDestroy());
			client.pipe(upstream);
			client.on("close", () => upstream.destroy());
			let left = after;
			upstream.on("data", (data) => {
				const part = data.subarray(0, left);
				left -= part.length;
				proxy.sent += part.length;
				const full = !client.write(part, () => left <= 0 && way !== "silence" && close());
				if (left <= 0) upstream.pause();
				else if (full) {
					upstream.pause();
					client.once("drain", () => upstream.resume());
				}
			});
			upstream.on("end", () => left > 0 && client.end());
			function close() {
				upstream.destroy();
				finish(client, client, way);
			}
			return true;
		},
	});
	proxy.sent = 0;
	const close = proxy.close.bind(proxy);
	proxy.close = async () => {
		await close();
		await server.close();
	};
	return proxy;
}

/** @returns {Promise<number>} a port on which nobody listens */
export async function freePort() {
	const server = await listen({});
	const { port } = server;
	await server.close();
	return port;
}
