/*
 * A TCP client socket with TLS in the class pattern of ECMA-419, on SecureSocket: what the Moddable SDK has as
 * "embedded:io/socket/tcp/tls", so that its MQTT, HTTP and WebSocket clients run on it.
 *
 * Results come by callbacks, each in a turn of its own: never within the constructor or a method.
 */
import {
	SOCKETS_AF_INET,
	SOCKETS_AF_INET6,
	SOCKETS_ENOMEM,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SO_CONNECT_TIMEOUT,
	SOCKETS_SO_RCVTIMEO,
	SOCKETS_SOCK_STREAM,
	SOCKETS_SOCKET_ERROR,
} from "secure-sockets/constants";
import type { SocketInfo } from "secure-sockets/info";
import { isBuffer, view, type BufferLike } from "secure-sockets/tls-options";
import SecureSocket from "secure-sockets";
import { Input, Output } from "tlssocket/buffers";
import TLSSocketError from "tlssocket/error";
import { checkFormat, checkOptions, type Checked, type Format, type TLSSocketOptions } from "tlssocket/options";
import type { SocketOptions } from "tlssocket/secure";

export type { Format } from "tlssocket/options";
export type { Certificates, SecureOptions, SocketOptionPair } from "tlssocket/secure";
export { TLSSocketError };

/** What the constructor takes. */
export type Options = TLSSocketOptions<TLSSocket>;

function familyOf(address: string): number {
	return address.includes(":") ? SOCKETS_AF_INET6 : SOCKETS_AF_INET;
}

function openSocket(family: number, options: SocketOptions): SecureSocket {
	const socket = SecureSocket.Socket(family, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (!socket) throw new TLSSocketError(SOCKETS_ENOMEM);
	try {
		for (const [option, value] of options) {
			const result = (socket as unknown as AnyOption).SetSockOpt(option, value);
			if (result === SOCKETS_ENOMEM) throw new TLSSocketError(result, socket.error);
			if (result < 0) throw new RangeError(socket.error?.message ?? `option ${option}: ${result}`);
		}
		return socket;
	} catch (error) {
		socket.Close();
		throw error;
	}
}

/* SetSockOpt() checks what is not known when the program is compiled. */
interface AnyOption {
	SetSockOpt(option: number, value: unknown): number;
}

/** One connection. It lives, and keeps the program alive, until close() or until it fails. */
export default class TLSSocket {
	declare target?: unknown;
	readonly #options: Checked;
	readonly #input: Input;
	readonly #output = new Output();
	#format: Format;
	#socket: SecureSocket;
	#ready = false;
	#closed = false;
	#receiving = false;
	#sending = false;
	#inFlight = 0;
	#failure: TLSSocketError | undefined;

	/**
	 * Starts connecting; onWritable tells when that is done, onError when it failed.
	 * @throws TypeError, RangeError for options that cannot be, before anything else; TLSSocketError without memory or
	 *   network.
	 */
	constructor(options: Options) {
		const checked = checkOptions(options);
		if (SecureSocket.Init() === 0) throw new TLSSocketError(SOCKETS_SOCKET_ERROR, undefined, "there is no network");
		checked.socketOptions.push([SOCKETS_SO_RCVTIMEO, 0], [SOCKETS_SO_CONNECT_TIMEOUT, checked.connectTimeout]);
		this.#options = checked;
		this.#format = checked.format;
		this.#input = new Input(checked.receiveBuffer);
		this.#socket = openSocket(checked.address ? familyOf(checked.address) : SOCKETS_AF_INET, checked.socketOptions);
		if ("target" in options) this.target = options.target;
		void this.#run();
	}

	/**
	 * Closes the connection; no callback comes afterwards. What was written still goes out, in the background. A second
	 * time it does nothing; other methods throw then.
	 */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		if (!this.#sending) this.#socket.Close();
	}

	/**
	 * Reads what has come; without an argument, all of it.
	 * @param what a number of bytes, not more than there are, or a buffer to be filled as far as they go.
	 * @returns a number in the format "number", else a new buffer, or the number of bytes put into yours; undefined if
	 *   nothing has come.
	 * @throws Error if more is asked for than there is.
	 */
	read(what: BufferLike): number | undefined;
	read(what?: number): ArrayBuffer | number | undefined;
	read(what?: number | BufferLike): ArrayBuffer | number | undefined {
		this.#checkOpen();
		if (this.#input.length === 0) return undefined;
		const result = this.#take(what);
		if (this.#input.length === 0) this.#readAll();
		return result;
	}

	/**
	 * Writes bytes; all that is written in one turn goes out together.
	 * @param data in the format "number" one byte, else a buffer, which is copied.
	 * @returns how many more bytes can be written now.
	 * @throws Error, and takes nothing, if those are too few, or the connection is not there yet; TLSSocketError once it
	 *   has failed.
	 */
	write(data: number | BufferLike, _options?: { more?: boolean; byteLength?: number }): number {
		this.#checkOpen();
		if (this.#failure) throw this.#failure;
		if (!this.#ready) throw new Error("not connected yet");
		if (this.#format === "number") {
			if (typeof data !== "number") throw new TypeError("the format is number: a number is expected");
			this.#extend(1)[0] = data;
		} else {
			if (!isBuffer(data)) throw new TypeError("the format is buffer: a buffer is expected");
			this.#extend(data.byteLength).set(view(data));
		}
		if (!this.#sending && this.#output.length > 0) void this.#send();
		return this.#writable;
	}

	/** @throws RangeError if set to anything but a format. */
	get format(): Format {
		this.#checkOpen();
		return this.#format;
	}
	set format(format: Format) {
		this.#checkOpen();
		this.#format = checkFormat(format);
	}

	/** The server's IP address; undefined as long as it is not known. */
	get remoteAddress(): string | undefined {
		this.#checkOpen();
		return this.#socket.info.remote?.address;
	}

	/** The server's port; undefined as long as its address is not known. */
	get remotePort(): number | undefined {
		this.#checkOpen();
		return this.#socket.info.remote?.port;
	}

	/** What was negotiated and measured; not in the standard. Still there after close(). */
	get info(): SocketInfo {
		return this.#socket.info;
	}

	#checkOpen(): void {
		if (this.#closed) throw new Error("the socket is closed");
	}

	#isOver(): boolean {
		return this.#closed || this.#failure !== undefined;
	}

	get #writable(): number {
		return this.#options.sendBuffer - this.#output.length - this.#inFlight;
	}

	#extend(count: number): Uint8Array {
		const writable = this.#writable;
		if (count > writable) throw new Error(`would block: ${count} bytes, ${writable} can be written`);
		return this.#output.extend(count);
	}

	#take(what: number | BufferLike | undefined): ArrayBuffer | number {
		const input = this.#input;
		if (this.#format === "number") return input.takeByte();
		const target = isBuffer(what) ? view(what) : undefined;
		const count = target ? Math.min(target.length, input.length) : (what ?? input.length);
		if (typeof count !== "number") throw new TypeError("a number or a buffer is expected");
		if (!Number.isInteger(count) || count < 1 || count > input.length)
			throw new Error(`${count} bytes cannot be read: there are ${input.length}`);
		if (!target) return input.take(count);
		input.takeInto(target.subarray(0, count));
		return count;
	}

	/* There is room again, or nothing left before the failure. */
	#readAll(): void {
		if (this.#failure) void this.#tellFailure();
		else if (!this.#receiving && this.#ready) void this.#receive();
	}

	async #run(): Promise<void> {
		const { address, host } = this.#options;
		const addresses = address === undefined ? await SecureSocket.GetAddrInfo(host!) : [address];
		const result = await this.#connect(addresses);
		if (this.#closed) return;
		if (result < 0) {
			await this.#fail(result, addresses.length === 0 ? `there is no host ${host!}` : undefined);
			return;
		}
		this.#ready = true;
		this.#options.onWritable?.call(this, this.#writable);
		await this.#receive();
	}

	/* Tries one address after the other. @returns 0, or the last one's failure. */
	async #connect(addresses: readonly string[]): Promise<number> {
		const { address, port, socketOptions } = this.#options;
		let result: number = SOCKETS_SOCKET_ERROR;
		let family = familyOf(address ?? "");
		for (const to of addresses) {
			if (this.#closed) break;
			if (familyOf(to) !== family) {
				family = familyOf(to);
				this.#socket.Close();
				this.#socket = openSocket(family, socketOptions);
			}
			result = await this.#socket.Connect({ address: to, port });
			if (result === 0) break;
		}
		return result;
	}

	async #receive(): Promise<void> {
		this.#receiving = true;
		while (!this.#isOver()) {
			const room = this.#input.room();
			if (room.length === 0) break;
			const result = await this.#socket.Recv(room);
			if (this.#isOver()) break;
			if (result < 0) {
				await this.#fail(result);
				break;
			}
			this.#input.add(result);
			this.#options.onReadable?.call(this, this.#input.length);
		}
		this.#receiving = false;
	}

	async #send(): Promise<void> {
		this.#sending = true;
		await Promise.resolve(); // the end of this turn: more may be written in it
		while (this.#output.length > 0 && !this.#failure) {
			const result = await this.#sendAll(this.#output.take());
			if (result < 0 && !this.#closed) await this.#fail(result);
			if (result < 0) break;
			if (!this.#closed) this.#options.onWritable?.call(this, this.#writable);
		}
		this.#sending = false;
		if (this.#closed) this.#socket.Close();
	}

	/* A slow server makes a Send end early, at its time-out: that is no failure as long as the socket is open. */
	async #sendAll(bytes: Uint8Array): Promise<number> {
		this.#inFlight = bytes.length;
		while (this.#inFlight > 0) {
			const result = await this.#socket.Send(bytes.subarray(bytes.length - this.#inFlight));
			if (result < 0) return result;
			if (result === 0 && this.#closed) return SOCKETS_SOCKET_ERROR;
			this.#inFlight -= result;
		}
		return 0;
	}

	async #fail(code: number, message?: string): Promise<void> {
		if (this.#failure) return;
		this.#failure = new TLSSocketError(code, this.#socket.error, message);
		this.#socket.Close();
		if (this.#input.length === 0) await this.#tellFailure();
	}

	async #tellFailure(): Promise<void> {
		await Promise.resolve(); // may come from read()
		if (!this.#closed) this.#options.onError?.call(this, this.#failure!);
	}
}
