/*
 * TextEncoder and TextDecoder of the Encoding standard, for UTF-8.
 */
import * as native from "./native";

const byteOrderMark = "\ufeff";
const labels = ["unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "utf-8", "utf8", "x-unicode20utf8"];

function bytesOf(input: unknown): Uint8Array {
	if (input === undefined) return new Uint8Array(0);
	if (input instanceof Uint8Array) return input;
	if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
	if (input instanceof ArrayBuffer || input instanceof SharedArrayBuffer) return new Uint8Array(input);
	throw new TypeError("TextDecoder: the input is no buffer");
}

export class TextEncoder {
	get encoding(): string {
		return "utf-8";
	}
	encode(text = ""): Uint8Array {
		return new Uint8Array(native.encode(String(text)));
	}
	encodeInto(text: string, bytes: Uint8Array): { read: number; written: number } {
		if (!(bytes instanceof Uint8Array)) throw new TypeError("TextEncoder: the destination is no Uint8Array");
		const counts = { read: 0, written: 0 };
		native.encodeInto(String(text), bytes, counts);
		return counts;
	}
}

export class TextDecoder {
	readonly #fatal: boolean;
	readonly #ignoreBOM: boolean;
	readonly #state = new ArrayBuffer(8);
	/** Nothing of the present stream has been decoded yet. */
	#fresh = true;

	constructor(label = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
		if (!labels.includes(String(label).trim().toLowerCase()))
			throw new RangeError(`TextDecoder: the encoding "${label}" is not known here, only utf-8`);
		this.#fatal = Boolean(options.fatal);
		this.#ignoreBOM = Boolean(options.ignoreBOM);
	}
	get encoding(): string {
		return "utf-8";
	}
	get fatal(): boolean {
		return this.#fatal;
	}
	get ignoreBOM(): boolean {
		return this.#ignoreBOM;
	}
	decode(input?: unknown, options: { stream?: boolean } = {}): string {
		const last = !options.stream;
		let text = native.decode(this.#state, bytesOf(input), last, this.#fatal);
		if (text === undefined) {
			this.#fresh = true;
			throw new TypeError("TextDecoder: the input is not UTF-8");
		}
		if (this.#fresh && text.length > 0) {
			this.#fresh = false;
			if (!this.#ignoreBOM && text.startsWith(byteOrderMark)) text = text.slice(1);
		}
		if (last) this.#fresh = true;
		return text;
	}
}
