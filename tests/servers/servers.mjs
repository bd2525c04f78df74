/*
 * Servers that behave: echo, source and sink. Each speaks plain TCP, or TLS when given options for it.
 */
import { createHash } from "node:crypto";
import { fill } from "./content.js";
import { listen } from "./listener.mjs";

/** Content that belongs to a seed, as bytes. */
export function content(bytes, seed) {
	const words = new Uint32Array(Math.ceil(bytes / 4));
	fill(words, seed);
	return Buffer.from(words.buffer, 0, bytes);
}

/** @returns {string} in hexadecimal */
export function sha256(bytes) {
	return createHash("sha256").update(bytes).digest("hex");
}

/** Sends back what comes, and ends when the client ends. */
export function startEcho(tls) {
	return listen({ tls, onStream: (stream) => stream.pipe(stream) });
}

/** Sends content to each client, then ends in order. */
export function startSource(tls, { bytes, seed = 1 }) {
	const data = content(bytes, seed);
	return listen({
		tls,
		onStream(stream) {
			stream.resume();
			stream.end(data);
		},
	});
}

/**
 * Swallows what comes. The result of each connection is in `results`, once the client has ended: bytes, their sha256,
 * and whether the end came in order. `next()` waits for one more.
 * @param {{rate?: number, reply?: boolean}} [options] rate: bytes per second, as fast as possible by default, 0: never
 *   reads; reply: sends back the number of bytes, as text, when the client has ended
 */
export async function startSink(tls, { rate = Infinity, reply = false } = {}) {
	const results = [];
	const waiting = [];
	const sink = await listen({
		tls,
		onStream(stream, raw) {
			if (rate === 0) {
				raw.pause();
				stream.pause();
				return;
			}
			const hash = createHash("sha256");
			let bytes = 0;
			let ended = false;
			stream.on("data", (data) => {
				bytes += data.length;
				hash.update(data);
				if (rate === Infinity) return;
				stream.pause();
				setTimeout(() => stream.resume(), (data.length / rate) * 1000);
			});
			stream.on("end", () => {
				ended = true;
				stream.end(reply ? String(bytes) : undefined);
			});
			stream.on("close", () => {
				results.push({ bytes, sha256: hash.digest("hex"), ended });
				waiting.shift()?.(results.at(-1));
			});
		},
	});
	sink.results = results;
	sink.next = () => new Promise((resolve) => waiting.push(resolve));
	return sink;
}
