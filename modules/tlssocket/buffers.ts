/*
 * What a TLSSocket has received and nobody has read, and what was written and not sent.
 */

/** Bytes received: filled at the end, read from the start. Fixed in size, so that a fast server has to wait. */
export class Input {
	readonly #bytes: Uint8Array<ArrayBuffer>;
	#start = 0;
	#end = 0;

	constructor(size: number) {
		this.#bytes = new Uint8Array(size);
	}

	/** Bytes that can be read. */
	get length(): number {
		return this.#end - this.#start;
	}

	/** Where to put what comes, empty when there is no room; to be used before the next call of room(). */
	room(): Uint8Array<ArrayBuffer> {
		if (this.#start > 0 && (this.length === 0 || this.#end === this.#bytes.length)) {
			this.#bytes.copyWithin(0, this.#start, this.#end);
			this.#end -= this.#start;
			this.#start = 0;
		}
		return this.#bytes.subarray(this.#end);
	}

	/** Says that so many bytes came into what room() gave. */
	add(count: number): void {
		this.#end += count;
	}

	/** @param count at most `length`. @returns a copy. */
	take(count: number): ArrayBuffer {
		const start = this.#start;
		this.#start += count;
		return this.#bytes.slice(start, this.#start).buffer;
	}

	/** Fills all of `target`, which is not longer than `length`. */
	takeInto(target: Uint8Array): void {
		const start = this.#start;
		this.#start += target.length;
		target.set(this.#bytes.subarray(start, this.#start));
	}

	/** There must be one. */
	takeByte(): number {
		return this.#bytes[this.#start++]!;
	}
}

const smallest = 256;

/** Bytes written, until they are taken to be sent. Empty it holds no memory. */
export class Output {
	#bytes: Uint8Array<ArrayBuffer> | undefined;
	#length = 0;

	/** Bytes that wait. */
	get length(): number {
		return this.#length;
	}

	/** Adds room for more bytes. @returns where to put them, at once. */
	extend(count: number): Uint8Array<ArrayBuffer> {
		const length = this.#length + count;
		let bytes = this.#bytes;
		if (bytes === undefined || bytes.length < length) {
			const larger = new Uint8Array(Math.max(smallest, length, 2 * (bytes?.length ?? 0)));
			if (bytes !== undefined) larger.set(bytes.subarray(0, this.#length));
			this.#bytes = bytes = larger;
		}
		const place = bytes.subarray(this.#length, length);
		this.#length = length;
		return place;
	}

	/** Gives all away. */
	take(): Uint8Array<ArrayBuffer> {
		const bytes = this.#bytes!.subarray(0, this.#length);
		this.#bytes = undefined;
		this.#length = 0;
		return bytes;
	}
}
