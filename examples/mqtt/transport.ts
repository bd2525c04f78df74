/*
 * A TLSSocket as u8-mqtt wants its transport: a function that sends a packet, and a promise of the end.
 */
import TLSSocket, { type Options } from "embedded:io/socket/tcp/tls";
import { defer } from "./deferred";

/** Where the broker is. */
export type Broker = Pick<Options, "host" | "address" | "port" | "secure" | "connectTimeout">;

interface Sending {
	bytes: Uint8Array;
	written: number;
	resolve: () => void;
	reject: (error: Error) => void;
}

/** One connection. */
export class Transport {
	/** Resolves when it can be used, rejects with the socket's error. */
	readonly open: Promise<true>;
	/** Resolves when it has ended, with the socket's error if it was not close() that ended it. */
	readonly ended: Promise<Error | undefined>;
	/** Told the bytes that arrive. */
	received: (bytes: Uint8Array) => void = () => undefined;
	readonly #socket: TLSSocket;
	readonly #sending: Sending[] = [];
	#capacity = 0;
	#end!: (error: Error | undefined) => void;

	constructor(broker: Broker) {
		const opened = defer<true>();
		const ended = defer<Error | undefined>();
		this.open = opened.promise;
		this.ended = ended.promise;
		this.#end = (error) => {
			opened.reject(error ?? new Error("closed before it was open"));
			ended.resolve(error);
			for (const { reject } of this.#sending.splice(0)) reject(error ?? new Error("closed"));
		};
		this.open.catch(() => undefined); // `ended` tells those who do not ask
		this.#socket = new TLSSocket({
			...broker,
			onWritable: (count) => {
				this.#capacity ||= count;
				opened.resolve(true);
				this.#write(count);
			},
			onReadable: () => {
				const bytes = this.#socket.read();
				if (bytes instanceof ArrayBuffer) this.received(new Uint8Array(bytes));
			},
			onError: (error) => {
				this.#socket.close();
				this.#end(error);
			},
		});
	}

	/** What the connection negotiated. */
	get info(): TLSSocket["info"] {
		return this.#socket.info;
	}

	/**
	 * Sends a packet, after those before it.
	 * @returns when TLS has taken all of it. Rejects with the socket's error, whose `code` is SecureSocket's.
	 */
	send(bytes: Uint8Array): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#sending.push({ bytes, written: 0, resolve, reject });
			if (this.#sending.length === 1) this.#begin();
		});
	}

	/** Ends it; what was sent still goes out. */
	close(): void {
		this.#socket.close();
		this.#end(undefined);
	}

	#begin(): void {
		const sending = this.#sending[0];
		if (!sending) return;
		try {
			const part = sending.bytes.subarray(0, this.#capacity);
			this.#socket.write(part);
			sending.written = part.length;
		} catch (error) {
			this.#sending.shift();
			sending.reject(error as Error);
		}
	}

	/* There is one packet in the socket at a time: when all room is free again, what was written of it has gone. */
	#write(writable: number): void {
		const sending = this.#sending[0];
		if (!sending || writable < this.#capacity) return;
		if (sending.written < sending.bytes.length) {
			const part = sending.bytes.subarray(sending.written, sending.written + writable);
			this.#socket.write(part);
			sending.written += part.length;
			return;
		}
		this.#sending.shift();
		sending.resolve();
		this.#begin();
	}
}
