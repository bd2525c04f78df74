/*
 * GET by HTTPS: the connection is a TLSSocket, what comes is understood by http-parser-js. The body is streamed: who does
 * not read it holds the server up.
 */
import TLSSocket, { type SecureOptions } from "embedded:io/socket/tcp/tls";
import { HTTPParser } from "http-parser-js";
import type { SocketInfo } from "secure-sockets";

/** What to get, and how. */
export interface GetOptions {
	/** The server's name. */
	host: string;
	/** Its IP address, if DNS is not to be asked. */
	address?: string;
	/** 443 if not given. */
	port?: number;
	/** "/" if not given; with the query. */
	path?: string;
	/** Besides Host and Connection. */
	headers?: Readonly<Record<string, string>>;
	/** What TLS is to do. */
	secure?: SecureOptions;
	/** Milliseconds that the server may be silent; 10000 if not given. */
	timeout?: number;
}

/** The head of an answer, and its body to come. */
export interface Response {
	status: number;
	/** The server's words for the status. */
	reason: string;
	/** Names in lower case; values that come several times are put together with commas. */
	headers: Map<string, string>;
	/** To be read once. Throws if the connection breaks before the end, and at the time-out. */
	body: AsyncGenerator<Uint8Array, void>;
	/** What TLS negotiated. */
	info: SocketInfo;
}

/* The parser asks node's Buffer for text; of Latin 1, as HTTP's heads are. */
class Bytes extends Uint8Array {
	override toString(_encoding?: string, start = 0, end = this.length): string {
		let text = "";
		for (let at = start; at < end; at++) text += String.fromCharCode(this[at]!);
		return text;
	}
}

function checkText(what: string, text: string): string {
	for (let at = 0; at < text.length; at++)
		if (text.charCodeAt(at) < 0x20 || text.charCodeAt(at) > 0x7e)
			throw new RangeError(`${what} has a character in it that HTTP does not allow`);
	return text;
}

function request({ host, path = "/", headers = {} }: GetOptions): Uint8Array {
	const lines = [
		`GET ${checkText("path", path).replaceAll(" ", "%20")} HTTP/1.1`,
		`Host: ${checkText("host", host)}`,
	];
	for (const [name, value] of Object.entries(headers)) lines.push(checkText(name, `${name}: ${value}`));
	return new TextEncoder().encode(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);
}

/** One request on one connection. */
class Exchange {
	readonly parser = new HTTPParser(HTTPParser.RESPONSE);
	readonly parts: Uint8Array[] = [];
	readonly socket: TLSSocket;
	head: Omit<Response, "body" | "info"> | undefined;
	done = false;
	readonly #timeout: number;
	#failure: Error | undefined;
	#wake: (() => void) | undefined;

	constructor(options: GetOptions) {
		const { host, address, port = 443, secure, timeout = 10_000 } = options;
		const bytes = request(options);
		let sent = 0;
		this.#timeout = timeout;
		this.#listen();
		this.socket = new TLSSocket({
			host,
			port,
			connectTimeout: timeout,
			secure: { applicationLayerProtocolNegotiation: "http/1.1", ...secure },
			...(address !== undefined && { address }),
			onWritable(count) {
				const part = bytes.subarray(sent, sent + count);
				sent += part.length;
				if (part.length > 0) this.write(part);
			},
			onReadable: () => this.#wake?.(),
			onError: (error) => {
				this.#failure = error;
				this.#wake?.();
			},
		});
	}

	/** Waits for more from the server and takes it in. */
	async more(): Promise<void> {
		const bytes = this.#failure ? undefined : this.socket.read();
		if (bytes instanceof ArrayBuffer) this.#take(this.parser.execute(new Bytes(bytes)));
		else if (this.#failure) this.#end(this.#failure);
		else await this.#wait();
	}

	#take(result: number | Error | undefined): void {
		if (result instanceof Error) throw new Error(`the answer is not HTTP: ${result.message}`);
	}

	/* Without a length the end of the connection is the end of the body. */
	#end(failure: Error & { code?: number }): void {
		if (failure.code !== -128 || !this.head || this.parser.finish() instanceof Error) throw failure;
		this.done = true;
	}

	async #wait(): Promise<void> {
		let timer: number | undefined;
		const woken = await new Promise<boolean>((resolve) => {
			this.#wake = () => resolve(true);
			timer = setTimeout(() => resolve(false), this.#timeout);
		});
		clearTimeout(timer);
		this.#wake = undefined;
		if (!woken) throw new Error(`the server was silent for ${this.#timeout} ms`);
	}

	#listen(): void {
		const { parser } = this;
		parser[HTTPParser.kOnHeadersComplete] = ({ statusCode, statusMessage, headers }) => {
			if (statusCode < 200) return; // more is to come
			const map = new Map<string, string>();
			for (let at = 0; at < headers.length; at += 2) {
				const name = headers[at]!.toLowerCase();
				const before = map.get(name);
				map.set(name, before === undefined ? headers[at + 1]! : `${before}, ${headers[at + 1]!}`);
			}
			this.head = { status: statusCode, reason: statusMessage, headers: map };
		};
		parser[HTTPParser.kOnBody] = (chunk: Uint8Array, offset, length) => {
			this.parts.push(new Uint8Array(chunk.buffer, chunk.byteOffset + offset, length));
		};
		parser[HTTPParser.kOnMessageComplete] = () => {
			this.done = this.head !== undefined;
		};
	}

	async *body(): AsyncGenerator<Uint8Array, void> {
		try {
			for (;;) {
				yield* this.parts.splice(0);
				if (this.done) return;
				await this.more();
			}
		} finally {
			this.socket.close();
		}
	}
}

/**
 * Gets a resource.
 * @returns when the head of the answer is there.
 * @throws TypeError, RangeError for options that cannot be; the error of the connection, with SecureSocket's `code`; Error
 *   for an answer that is not HTTP and at the time-out.
 */
export async function get(options: GetOptions): Promise<Response> {
	const exchange = new Exchange(options);
	try {
		while (!exchange.head) await exchange.more();
	} catch (error) {
		exchange.socket.close();
		throw error;
	}
	return { ...exchange.head, body: exchange.body(), info: exchange.socket.info };
}
